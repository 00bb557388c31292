"""For whom somebody acts at the desk, and which records they may write there: as things stand today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from api.context import view
from interlace.errors import Forbidden, Unknown
from interlace.identity.permissions import Operation
from web.names import Named, named
from web.rights import may, own_bodies

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from interlace.reading.view import View


@dataclass(frozen=True)
class Acting:
    """A body for which the caller writes, by its row in today's view."""

    one: Named

    @property
    def row(self) -> int:
        """Its row."""
        return self.one.row

    @property
    def code(self) -> str:
        """Its code."""
        return self.one.code


def acting_for(code: str) -> Acting:
    """The body of this code. Raises Unknown; Forbidden where the caller does not write for it."""
    row = view().sight.row_of_code("bodies", code)
    if row is None:
        raise Unknown(f"There is no body {code}.")
    _must_write([code])
    return Acting(named("bodies", row, view()))


def _must_write(bodies: Sequence[str]) -> None:
    if not may(Operation.RECORDS_WRITE, *bodies):
        raise Forbidden(f"The caller does not write for {', '.join(bodies)}.")


@dataclass(frozen=True)
class Record:
    """A record that the caller may write, as today's view tells it, and the bodies that stand behind it."""

    table: str
    row: int
    values: Mapping[str, Any]
    behind: Sequence[str]

    def __getitem__(self, column: str) -> Any:  # noqa: ANN401 - whatever the column holds
        """The value of a column; `id` and `revision` are columns too."""
        return self.values[column]

    @property
    def id(self) -> UUID:
        """Its id."""
        return UUID(self.values["id"])

    @property
    def acting(self) -> Acting:
        """For whom of those behind it the caller acts here: their own body first, else the first they write for."""
        mine = [code for code in self.behind if code in own_bodies()]
        writes = [code for code in self.behind if may(Operation.RECORDS_WRITE, code)]
        return acting_for(next(iter([*mine, *writes])))

    @property
    def leads(self) -> bool:
        """Whether the caller decides on it, as who writes for the first of those behind it."""
        return may(Operation.RECORDS_WRITE, self.behind[0])


def record_of_code(table: str, code: str) -> Record:
    """The strategy or action of this code. Raises Unknown, Forbidden."""
    return _record(table, view().sight.row_of_code(table, code), code)


def record_of_id(table: str, record_id: UUID) -> Record:
    """The record of this id. Raises Unknown, Forbidden."""
    return _record(table, view().sight.row_of(table, record_id), str(record_id))


def work_of(code: str) -> Record:
    """The strategy or action of this code, whichever there is. Raises Unknown, Forbidden."""
    table = "strategies" if view().sight.row_of_code("strategies", code) is not None else "actions"
    return record_of_code(table, code)


def _record(table: str, row: int | None, told: str) -> Record:
    if row is None:
        raise Unknown(f"There is no {told} in {table}.")
    values = view().sight.told(table, row)
    bodies = behind(view(), table, values)
    _must_write(bodies)
    return Record(table, row, values, bodies)


def behind(view: View, table: str, values: Mapping[str, Any]) -> list[str]:
    """The bodies whose contributors write a record, who decides on it first."""
    if table == "strategies":
        return [values["owner"], *values["co_owners"]]
    if table in {"actions", "measurements"}:
        return [values["body"]]
    if table == "relations":
        return [values["source"]]
    if table == "participations":
        return [*_behind_work(view, values["strategy"]), values["body"]]
    if table == "oppositions":
        sides = [_behind_work(view, values[column]) for column in ("strategy", "other")]
        return [code for side in sides for code in side] + [values["marked_by"]]
    return _behind_work(view, values["subject" if table == "reports" else "from"])


def _behind_work(view: View, code: str) -> list[str]:
    for table in ("strategies", "actions"):
        row = view.sight.row_of_code(table, code)
        if row is not None:
            return behind(view, table, view.sight.told(table, row))
    return []
