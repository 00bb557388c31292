"""A finding as its case sees it: whether it is there today, which bodies it concerns, and who can act on it.

A body that has ended hands its cases on: its heirs stand in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.frames import finding_key
from graph.listing import Key
from interlace.errors import Unknown
from interlace.identity.permissions import Operation, require_of
from interlace.reading.acting import acting
from interlace.reading.findings import finding as finding_of
from interlace.reading.findings import imaginable, object_of, subject_of
from interlace.reading.sight import Sight
from interlace.reading.view import View
from interlace.reading.visible import hidden_drafts
from policies.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.reading.findings import FoundOne
    from interlace.snapshots.snapshot import Snapshot
    from interlace.snapshots.store import SnapshotStore

#: Where more bodies than this can act on a finding, only those that it concerns own its case by themselves.
MOST_ACTING = 8


@dataclass(frozen=True)
class SeenFinding:
    """A key with what the register says of it today. `found` is the finding, if it is there."""

    view: View
    key: str
    parts: Key
    found: FoundOne | None
    concerned: tuple[str, ...]
    """Codes of the bodies that it concerns, or of their heirs."""
    owners: tuple[str, ...]
    """Codes of the bodies that own its case by the rule: those concerned, those that can act, and the level above."""

    @property
    def present(self) -> bool:
        """Whether the finding is there today."""
        return self.found is not None


def view_for(store: SnapshotStore, database: Database, principal: Principal, tenant_id: UUID, today: date) -> View:
    """What somebody sees today, newest state. Raises Forbidden where they may not read the register."""
    snapshot = store.current(database, tenant_id)
    require_of(principal, tenant_id, Operation.REGISTER_READ)
    return view_of_writer(snapshot, principal, today)


def view_of_writer(snapshot: Snapshot, principal: Principal, today: date) -> View:
    """The same for who writes: a program may be let answer findings and read nothing."""
    hidden = hidden_drafts(snapshot, principal, today)
    sight = snapshot.kept(("sight", hidden), lambda: Sight(snapshot, hidden, snapshot.inherited(("sight", hidden))))
    return snapshot.kept(("view", hidden, today), lambda: View(sight, today))


def seen(view: View, key: str, *, known: bool = False) -> SeenFinding:
    """A finding by its key, there or not. `known` says that a case of it is kept: what it names may be gone by now.

    Raises Unknown for what is the key of no finding on any day, or speaks of what one may not know of.
    """
    parts = imaginable(view, key) or (_gone(view, key) if known else None)
    if parts is None:
        raise Unknown(f"No finding has the key “{key[:200]}” on any day.")
    found = _found(view, key)
    concerned = tuple(dict.fromkeys(heir for code in _concerned(view, parts) for heir in living(view, code)))
    return SeenFinding(view, key, parts, found, concerned, _owners(view, found, concerned))


def _gone(view: View, key: str) -> Key | None:
    """The parts of a key that names what the register does not hold any more."""
    rule, _, rest = key.partition(":")
    if rule not in RULES:
        return None
    one = RULES[rule].subject == "relation"
    parts = Key(rule, rest, "") if one else Key(rule, *rest.partition(":")[::2])
    told = finding_key(parts.rule, parts.subject, parts.object or None) == key
    return parts if told and not {parts.subject, parts.object} & view.sight.hidden else None


def _found(view: View, key: str) -> FoundOne | None:
    try:
        return finding_of(view, key)
    except Unknown:
        return None


def _concerned(view: View, parts: Key) -> Iterator[str]:
    if RULES[parts.rule].subject == "relation":
        # The key names both ends, also once the relation itself was taken back.
        yield from parts.subject.partition(":")[0].split(">")
        return
    for record in (subject_of(view, parts), object_of(view, parts)):
        yield from () if record is None else _behind(view, *record)


_BEHIND = {"strategies": "owner", "actions": "body", "bodies": "code"}


def _behind(view: View, table: str, row: int) -> Iterator[str]:
    """Who a record is, or leads or does it."""
    yield str(view.sight.column(table, _BEHIND[table])[row])


def _owners(view: View, found: FoundOne | None, concerned: Sequence[str]) -> tuple[str, ...]:
    known: dict[object, tuple[str, ...]] = view.sight.snapshot.kept(("case owners", view.as_of), dict)
    key = (found.key if found else None, tuple(concerned))
    if key not in known:
        known[key] = tuple(dict.fromkeys(_owning(view, found, concerned)))
    return known[key]


def _owning(view: View, found: FoundOne | None, concerned: Sequence[str]) -> Iterator[str]:
    yield from concerned
    codes = view.sight.column("bodies", "code")
    if found is not None:
        able = dict.fromkeys(row for act in acting(view, found) for row in act.bodies)
        if len(able) <= MOST_ACTING:
            yield from (codes[row] for row in able)
    for code in concerned:
        row = view.sight.row_of_code("bodies", code)
        above = None if row is None else view.parent(row)
        if above is not None:
            yield codes[above]


def living(view: View, code: str) -> list[str]:
    """The body itself while it is there; else those that came after it, as far as they are there."""
    found: dict[str, None] = {}
    waiting, known = [code], {code}
    while waiting:
        one = waiting.pop(0)
        row = view.sight.row_of_code("bodies", one)
        after = [] if row is None or view.live(row) else _related(view, one, "predecessor", "successor")
        if not after and row is not None:
            found[one] = None
        waiting += [other for other in after if other not in known]
        known.update(after)
    return list(found)


def before(view: View, code: str) -> list[str]:
    """The bodies that ended and whose place a body has taken, the nearest first."""
    found: list[str] = []
    waiting = [code]
    while waiting:
        for other in _related(view, waiting.pop(0), "successor", "predecessor"):
            row = view.sight.row_of_code("bodies", other)
            if other not in found and other != code and row is not None and not view.live(row):
                found.append(other)
                waiting.append(other)
    return found


def _related(view: View, code: str, side: str, other: str) -> list[str]:
    """The other sides of the successions of a body that have come to pass."""
    days, others = view.sight.column("successions", "on"), view.sight.column("successions", other)
    rows = view.sight.rows_where("successions", side, code)
    return sorted({str(others[row]) for row in rows if days[row] is None or days[row] <= view.as_of})


def inherited_keys(view: View, parts: Key) -> list[str]:
    """The keys of the same rule's findings of bodies whose place a finding's body has taken."""
    kinds = RULES[parts.rule].subject, RULES[parts.rule].object
    subjects = [*before(view, parts.subject), parts.subject] if kinds[0] == "body" else [parts.subject]
    objects = [*before(view, parts.object), parts.object] if kinds[1] == "body" and parts.object else [parts.object]
    keys = [finding_key(parts.rule, one, other or None) for one in subjects for other in objects]
    return [key for key in keys if key != finding_key(parts.rule, parts.subject, parts.object or None)]
