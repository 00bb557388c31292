"""Names of bodies and works as pages show them: in their own language, a translation beside where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.days import shown
from web.languages import language

if TYPE_CHECKING:
    from interlace.reading.view import View


@dataclass(frozen=True)
class Named:
    """A body, strategy or action by its row in the view's table; `language` is that of the name, where it is known."""

    table: str
    row: int
    code: str
    name: str
    language: str | None
    translation: str | None

    @property
    def endpoint(self) -> str:
        """Which page is about it."""
        return {"bodies": "body", "strategies": "strategy", "actions": "action"}[self.table]


def named(table: str, row: int, view: View | None = None) -> Named:
    """The body, strategy or action of this row."""
    sight = (view or shown()).sight
    column = "name" if table == "bodies" else "title"
    own_language = own_language_of(view or shown())
    name, translated = sight.column(table, column)[row], None
    if own_language != language() and f"{column}_{language()}" in sight.translations(table):
        translated = sight.column(table, f"{column}_{language()}")[row]
    code = sight.column(table, "code")[row]
    return Named(table, row, code, name or code, own_language, translated if translated != name else None)


def named_by_code(table: str, code: str, view: View | None = None) -> Named | None:
    """The same by its code; None where there is none that may be known of."""
    row = (view or shown()).sight.row_of_code(table, code)
    return None if row is None else named(table, row, view)


def own_language_of(view: View) -> str | None:
    """The language in which names are written in this register: the first of the tenant's languages."""
    languages = view.sight.snapshot.register.settings.languages
    return languages[0] if languages else None
