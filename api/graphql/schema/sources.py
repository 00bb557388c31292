"""What the fields of records read from: a record is a view and a row in one of its tables, nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from interlace.reading.view import View


class Row:
    """A record of a view."""

    __slots__ = ("row", "view")
    table: ClassVar[str]

    def __init__(self, view: View, row: int) -> None:
        self.view = view
        self.row = row

    def cell(self, column: str) -> Any:  # noqa: ANN401 - whatever the column holds
        """The value of a column."""
        return self.view.sight.column(self.table, column)[self.row]


class Body(Row):
    """A body."""

    __slots__ = ()
    table = "bodies"


class Competence(Row):
    """A competence."""

    __slots__ = ()
    table = "competences"


class Relation(Row):
    """A relation."""

    __slots__ = ()
    table = "relations"


class Strategy(Row):
    """A strategy."""

    __slots__ = ()
    table = "strategies"


class Commitment(Row):
    """A commitment."""

    __slots__ = ()
    table = "commitments"


class Action(Row):
    """An action."""

    __slots__ = ()
    table = "actions"


class Link(Row):
    """A link."""

    __slots__ = ()
    table = "links"


class Participation(Row):
    """A participation."""

    __slots__ = ()
    table = "participations"


class Succession(Row):
    """A succession."""

    __slots__ = ()
    table = "successions"


class Declaration(Row):
    """A declaration."""

    __slots__ = ()
    table = "declarations"


class Report(Row):
    """A report."""

    __slots__ = ()
    table = "reports"


class Opposition(Row):
    """An opposition."""

    __slots__ = ()
    table = "oppositions"


class Measurement(Row):
    """A measurement."""

    __slots__ = ()
    table = "measurements"


RECORDS: tuple[type[Row], ...] = (
    Body,
    Competence,
    Relation,
    Strategy,
    Commitment,
    Action,
    Link,
    Participation,
    Succession,
    Declaration,
    Report,
    Opposition,
    Measurement,
)
#: The class of each table's records; its name is that of the GraphQL type.
OF_TABLE: dict[str, type[Row]] = {record.table: record for record in RECORDS}


def coded(view: View, tables: tuple[str, ...], code: object) -> Row | None:
    """The record of one of these tables that has a code; None where there is none that may be known of."""
    if not isinstance(code, str):
        return None
    for table in tables:
        row = view.sight.row_of_code(table, code)
        if row is not None:
            return OF_TABLE[table](view, row)
    return None
