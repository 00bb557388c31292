"""What a request stands in, for the functions of fields: its views, and what was worked out for it already."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from api.batching import MOST_ITEMS, few_enough
from api.graphql.limits import refuse
from interlace.errors import Forbidden

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from datetime import date
    from uuid import UUID

    from api.idempotency import Key
    from interlace.db.connections import Database
    from interlace.identity.callers import Caller
    from interlace.reading.view import View

#: Each day has a graph and an analysis of its own, which take long.
MOST_DAYS = 4
#: Lists for which whole tables are looked through: each takes some milliseconds in a large country.
MOST_SEARCHES = 200
#: The revision of a caller of whom it is not known which one they found.
_UNKNOWN = -1
Made = TypeVar("Made")


class Context:
    """One request. `at` gives a caller's view of a day; `view` is that of `today`."""

    def __init__(
        self,
        at: Callable[[Caller, date], View],
        today: date,
        caller: Caller,
        database: Database,
        key_of: Callable[[str], Key | None] = lambda _: None,
    ) -> None:
        self._at = at
        self.today = today
        self.caller = caller
        self.database = database
        self._key_of = key_of
        self._writes = 0
        self._items = 0
        self._views: dict[date, View] = {}
        self._kept: dict[Hashable, Any] = {}
        self._searches = 0

    @property
    def view(self) -> View:
        """What the caller sees today."""
        return self.on(None)

    @property
    def seen(self) -> View | None:
        """The same, for what is told of a write; None where the caller may write but not read."""
        try:
            return self.view
        except Forbidden:
            return None

    def on(self, day: date | None) -> View:
        """What the caller sees on a day. Raises GraphQLError for one day too many."""
        wanted = day or self.today
        if wanted not in self._views:
            if len(self._views.keys() - {self.today}) >= MOST_DAYS and wanted != self.today:
                refuse("COST_LIMIT", f"A request speaks of at most {MOST_DAYS} days besides today.")
            self._views[wanted] = self._at(self.caller, wanted)
        return self._views[wanted]

    @property
    def tenant_id(self) -> UUID:
        """The tenant in which the caller acts."""
        found = self.caller.principal.tenant_id
        assert found is not None  # noqa: S101 - whoever calls does so in a tenant
        return found

    @property
    def revision(self) -> int | None:
        """The revision of the tenant that is read; nothing after a write, until something is read again."""
        if self.today in self._views:
            return self._views[self.today].revision
        return None if self.caller.revision == _UNKNOWN else self.caller.revision

    def key(self) -> Key | None:
        """The idempotency key of the next write: each write of a request has its own part of the request's key."""
        self._writes += 1
        return self._key_of(str(self._writes))

    def batched(self, items: Sequence[object]) -> None:
        """Let so many more items be written at once. Raises Invalid where they are too many for one request."""
        few_enough(items, MOST_ITEMS - self._items)
        self._items += len(items)

    def forget(self) -> None:
        """Read anew from now on: something was written."""
        self.caller = replace(self.caller, revision=_UNKNOWN)
        self._views.clear()
        self._kept.clear()

    def kept(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What was made for this key before in this request, or is made now."""
        if key not in self._kept:
            self._kept[key] = make()
        made: Made = self._kept[key]
        return made

    def searched(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """The same for what whole tables are looked through for. Raises GraphQLError for one search too many."""
        if key not in self._kept:
            self._searches += 1
            if self._searches > MOST_SEARCHES:
                refuse("COST_LIMIT", f"A request looks through whole tables at most {MOST_SEARCHES} times.")
        return self.kept(key, make)
