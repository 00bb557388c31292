"""The values of a webhook as a door hands them over, checked; all that is wrong is told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from interlace.db.models.webhooks import EVENTS
from interlace.errors import FieldProblem, Invalid
from interlace.webhooks.targets import Allowed, NotATarget, Refused, Resolver, checked_addresses, target_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FIELDS = ("url", "events", "description", "active")
MOST_DESCRIPTION = 500
_RESOLVING_SECONDS = 5


def checked(values: Mapping[str, object], *required: str) -> dict[str, Any]:
    """The fields that are given, typed. Raises Invalid."""
    choices = {"choices": ", ".join(FIELDS)}
    problems = [FieldProblem(f"/{name}", "unknown-field", choices) for name in values if name not in FIELDS]
    problems += [FieldProblem(f"/{name}", "required") for name in required if values.get(name) is None]
    given: dict[str, Any] = {}
    for name in FIELDS:
        if name in values and not any(problem.pointer == f"/{name}" for problem in problems):
            try:
                given[name] = _READERS[name](values[name])
            except _WrongError as wrong:
                problems.append(FieldProblem(f"/{name}", wrong.code, wrong.details))
    if problems:
        raise Invalid(problems)
    return given


class _WrongError(Exception):
    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code, self.details = code, details


def _url(value: object) -> str:
    try:
        if isinstance(value, str):
            target_of(value.strip())
            return value.strip()
    except NotATarget:
        pass
    raise _WrongError("bad-url")


def _events(value: object) -> list[str]:
    if not isinstance(value, list | tuple) or not value or not all(each in EVENTS for each in value):
        raise _WrongError("bad-choice", choices=", ".join(EVENTS))
    return [event for event in EVENTS if event in value]


def _description(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value.isprintable():
        raise _WrongError("bad-text")
    if len(value.strip()) > MOST_DESCRIPTION:
        raise _WrongError("too-long", most=str(MOST_DESCRIPTION))
    return value.strip() or None


def _active(value: object) -> bool:
    if not isinstance(value, bool):
        raise _WrongError("bad-value")
    return value


_READERS: Mapping[str, Callable[[object], Any]] = {
    "url": _url,
    "events": _events,
    "description": _description,
    "active": _active,
}


def check_target(url: str, allowed: Allowed, resolve: Resolver) -> None:
    """Raise Invalid where an address leads to what is not public; a name that does not resolve yet may stand."""
    target = target_of(url)
    try:
        checked_addresses(target, allowed, resolve, _RESOLVING_SECONDS)
    except Refused as refused:
        raise Invalid([FieldProblem("/url", "private-address", {"host": target.host})]) from refused
    except OSError:
        return
