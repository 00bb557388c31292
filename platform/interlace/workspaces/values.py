"""What doors hand over, read strictly: all that is wrong with it is told at once, field by field."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from interlace.errors import FieldProblem, Invalid
from interlace.requests.wanted import free_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: So far ahead at most a deadline lies.
LONGEST = timedelta(days=2 * 365)
_MOST_NUMBER = 2**53
_MOST_TOLD = 64


class Reading:
    """One input that has no other fields than these. `check` raises what was found wrong."""

    def __init__(self, given: Mapping[str, object], *names: str) -> None:
        self._given = given
        choices = {"choices": ", ".join(names)}
        self._problems = [
            FieldProblem(f"/{str(name)[:_MOST_TOLD]}", "unknown-field", choices) for name in given if name not in names
        ]

    def wrong(self, name: str, code: str, **details: str) -> None:
        """Note a problem of a field."""
        self._problems.append(FieldProblem(f"/{name}", code, details))

    def optional(self, name: str, most: int) -> str | None:
        """Words of some length; nothing where they are left out, empty or wrong."""
        value = self._given.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        try:
            return free_text(value, f"/{name}", most)
        except Invalid as wrong:
            self._problems += wrong.problems
            return None

    def text(self, name: str, most: int) -> str:
        """Words that must be there."""
        before = len(self._problems)
        value = self.optional(name, most)
        if value is None and len(self._problems) == before:
            self.wrong(name, "required")
        return value or ""

    def choice(self, name: str, choices: Sequence[str]) -> str:
        """One of these."""
        value = self._given.get(name)
        if value is None or value == "":
            self.wrong(name, "required")
        elif not isinstance(value, str) or value not in choices:
            self.wrong(name, "bad-choice", choices=", ".join(choices))
        else:
            return str(value)
        return ""

    def whole(self, name: str) -> int:
        """A whole number that is not negative."""
        value = self._given.get(name)
        if value is None:
            self.wrong(name, "required")
        elif isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST_NUMBER:
            self.wrong(name, "bad-whole", least="0", most=str(_MOST_NUMBER))
        else:
            return value
        return 0

    def flag(self, name: str) -> bool:
        """Yes or no; no where it is left out."""
        value = self._given.get(name)
        if value is not None and not isinstance(value, bool):
            self.wrong(name, "bad-choice", choices="true, false")
        return value is True

    def id(self, name: str) -> UUID:
        """An id."""
        value = self._given.get(name)
        if isinstance(value, UUID):
            return value
        if value is None or value == "":
            self.wrong(name, "required")
            return UUID(int=0)
        try:
            return UUID(value if isinstance(value, str) else "")
        except ValueError:
            self.wrong(name, "bad-value")
            return UUID(int=0)

    def codes(self, name: str, most: int) -> list[str]:
        """Codes, each once, at least one."""
        value = self._given.get(name)
        if value is None:
            self.wrong(name, "required")
            return []
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) and "\0" not in one for one in value):
            self.wrong(name, "bad-list")
            return []
        found = list(dict.fromkeys(one.strip() for one in value if one.strip()))
        if not 1 <= len(found) <= most:
            self.wrong(name, "item-count", most=str(most))
        return found

    def deadline(self, name: str, today: date) -> date:
        """A day from today on, at most two years ahead."""
        value = self._given.get(name)
        day: date | None = None
        if value is None or value == "":
            self.wrong(name, "required")
        elif isinstance(value, date) and not isinstance(value, datetime):
            day = value
        else:
            try:
                day = date.fromisoformat(value) if isinstance(value, str) else None
            except ValueError:
                day = None
            if day is None:
                self.wrong(name, "bad-date")
        if day is not None and day < today:
            self.wrong(name, "end-before-start", start=today.isoformat())
        elif day is not None and day > today + LONGEST:
            self.wrong(name, "in-future", today=(today + LONGEST).isoformat())
        return day or today

    def check(self) -> None:
        """Raise Invalid with all that was wrong."""
        if self._problems:
            raise Invalid(self._problems)
