"""Many records of a table written at once, by either door: all of the items, or none, as one revision."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from api.input import AS_IT_IS, within
from api.services import WRITES
from api.writing import perform
from interlace.errors import DomainError, FieldProblem, Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit

#: Of one request, whether it is one batch or several.
MOST_ITEMS = 1_000
Sent = TypeVar("Sent")


@dataclass(frozen=True)
class Create:
    """A record of these values; `where` they stand within the item as it was sent."""

    values: Mapping[str, object]
    where: str


@dataclass(frozen=True)
class Change:
    """These values for a record that is as it was at a revision; `where` they stand within the item."""

    id: UUID
    revision: int
    values: Mapping[str, object]
    where: str


@dataclass(frozen=True)
class Remove:
    """A record that goes, if it is as it was at a revision."""

    id: UUID
    revision: int


Item: TypeAlias = Create | Change | Remove


def write_all(
    unit: Unit,
    table: str,
    items: Sequence[Sent],
    read: Callable[[Sent], Item],
    named: Callable[[FieldProblem], str] = AS_IT_IS,
) -> list[StoredRecord | None]:
    """Do in their order what items say, which `read` understands: the records, and none for what was removed.

    `named` tells where in the values something is wrong. Raises what the services raise, told as being within
    `/items/<place>`: by the pointers of fields, and of what is refused as a whole by its attribute `item`.
    """
    few_enough(items)
    return [_done(unit, table, place, partial(read, sent), named) for place, sent in enumerate(items)]


def few_enough(items: Sequence[object], most: int = MOST_ITEMS) -> None:
    """Raise Invalid where there are no items, or more than may be written at once."""
    if not 1 <= len(items) <= most:
        raise Invalid([FieldProblem("/items", "item-count", {"most": f"{max(most, 0):,}"})])


def _done(
    unit: Unit, table: str, place: int, read: Callable[[], Item], named: Callable[[FieldProblem], str]
) -> StoredRecord | None:
    where = f"/items/{place}"
    try:
        with within(where):
            return _do(unit, table, read(), named)
    except DomainError as refused:
        vars(refused)["item"] = where
        raise


def _do(unit: Unit, table: str, item: Item, named: Callable[[FieldProblem], str]) -> StoredRecord | None:
    writes = WRITES[table]
    if isinstance(item, Remove):
        perform(unit, writes.removes, item.id, item.revision)
        return None
    with within(item.where, named):
        if isinstance(item, Create):
            return writes.creating(unit, item.values)
        assert writes.changing is not None  # noqa: S101 - no door reads a change of what is not changed
        return writes.changing(unit, item.id, item.revision, item.values)
