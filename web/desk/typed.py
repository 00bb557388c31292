"""What people type into forms of the desk, read as they mean it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from api.context import today, view
from web.languages import say

if TYPE_CHECKING:
    from web.forms import Form


def check_period(form: Form, begins: str, ends: str) -> None:
    """Note a period that ends before it begins; days that are none are told by the service."""
    first, last = day_of(form.text(begins)), day_of(form.text(ends))
    if first and last and last < first:
        form.wrong(ends, say("The end lies before the beginning."))


def status_by_period(form: Form) -> str:
    """How it stands with an action of which only the period is told."""
    first, last = day_of(form.text("starts_on")), day_of(form.text("ends_on"))
    if last and last < today():
        return "completed"
    return "planned" if first and first > today() else "ongoing"


def day_of(text: str) -> date | None:
    """The day that a text is, if it is one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def plain_number(text: str) -> str:
    """A number as it is typed in any of the languages, as the register writes it: `12 500,50` is `12500.50`."""
    return "".join(text.split()).replace(",", ".")


def translations() -> list[str]:
    """The languages of the programme besides the first, in which names and titles are written."""
    return list(view().sight.snapshot.register.settings.languages[1:])
