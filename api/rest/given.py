"""Small bodies of requests, read strictly: every field that is wrong, missing or unknown is told at once."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from api.input import json_object, optional_json_object
from interlace.errors import FieldProblem, Invalid

_LONGEST = 4_096
Value = TypeVar("Value")


class Given:
    """The JSON object of a request, which has no other fields than these. `check` raises what was found wrong."""

    def __init__(self, *names: str, required: bool = True) -> None:
        """Read the body; without `required` there need not be one. Raises Malformed."""
        self._values = json_object() if required else optional_json_object()
        choices = {"choices": ", ".join(names)}
        unknown = (name for name in self._values if name not in names)
        self._problems = [FieldProblem(f"/{_escaped(name)}", "unknown-field", choices) for name in unknown]

    def has(self, name: str) -> bool:
        """Whether the field is there."""
        return name in self._values

    def text(self, name: str, *, required: bool = True) -> str:
        """A text; empty where it is not there or not as it should be."""
        value = self._values.get(name)
        if value is None or value == "":
            return self._wrong("", name, "required") if required else ""
        if not isinstance(value, str):
            return self._wrong("", name, "bad-text")
        if len(value) > _LONGEST:
            return self._wrong("", name, "too-long", most=str(_LONGEST))
        return value

    def texts(self, name: str) -> list[str]:
        """A list of texts."""
        value = self._values.get(name)
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return list(value)
        empty: list[str] = []
        return self._wrong(empty, name, "required" if value is None else "bad-list")

    def id(self, name: str) -> UUID:
        """An id."""
        try:
            return UUID(self.text(name))
        except ValueError:
            named = any(problem.pointer == f"/{name}" for problem in self._problems)
            return UUID(int=0) if named else self._wrong(UUID(int=0), name, "bad-value")

    def whole(self, name: str, usual: int, least: int, most: int) -> int:
        """A whole number; the usual one where it is not there."""
        value = self._values.get(name, usual)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            return self._wrong(usual, name, "bad-whole", least=str(least), most=str(most))
        return value

    def flag(self, name: str) -> bool:
        """Yes or no."""
        value = self._values.get(name)
        if isinstance(value, bool):
            return value
        return (
            self._wrong(False, name, "required")
            if value is None
            else self._wrong(False, name, "bad-choice", choices="true, false")
        )

    def check(self) -> None:
        """Raise Invalid with all that was wrong."""
        if self._problems:
            raise Invalid(self._problems)

    def values(self) -> dict[str, Any]:
        """All fields as they were sent, for a service that reads them itself. Raises Invalid."""
        self.check()
        return self._values

    def _wrong(self, instead: Value, name: str, code: str, **details: str) -> Value:
        self._problems.append(FieldProblem(f"/{name}", code, details))
        return instead


def _escaped(name: str) -> str:
    return name[:64].replace("~", "~0").replace("/", "~1")
