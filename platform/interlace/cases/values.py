"""What an answer, a comment or a change of owners says, as a door hands it over; all that is wrong is told at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from interlace.cases.states import BY_A_BODY, SETTLING
from interlace.db.base import CODE
from interlace.db.models.cases import MOST_ANSWER_CHARACTERS, MOST_KEY_CHARACTERS, MOST_URL_CHARACTERS
from interlace.errors import FieldProblem, Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: A risk is accepted for no longer than this, then it is looked at again.
LONGEST_RISK = timedelta(days=5 * 366)
_NEEDS_REASON = frozenset({"disputed", "accepted_risk", "closed", *SETTLING})
_LARGEST = 2**53
_CODE = re.compile(CODE)
_URL = re.compile(r"https?://[^\s\x00-\x1f]+")


@dataclass(frozen=True)
class NewAnswer:
    """An answer that is to be given. `after` is the number of the last answer that its giver has seen, 0 for none."""

    finding: str
    said: str
    after: int
    reason: str | None = None
    evidence_url: str | None = None
    until: date | None = None
    body: str | None = None


def new_answer(values: Mapping[str, object]) -> NewAnswer:
    """An answer of these values; whether its day is to come is told by `require_until`. Raises Invalid."""
    given = checked(values, ANSWER_FIELDS, "finding", "said", "after")
    answer = NewAnswer(**given)
    problems = _missing(answer)
    if answer.until is not None and answer.said != "accepted_risk":
        problems.append(FieldProblem("/until", "bad-value"))
    if problems:
        raise Invalid(problems)
    return answer


def _missing(answer: NewAnswer) -> list[FieldProblem]:
    lacking = ["reason"] if answer.said in _NEEDS_REASON and answer.reason is None else []
    lacking += ["until"] if answer.said == "accepted_risk" and answer.until is None else []
    return [FieldProblem(f"/{name}", "required") for name in lacking]


def require_until(answer: NewAnswer, today: date) -> None:
    """Raise Invalid for a risk that is accepted until a day that is over, or too far away."""
    if answer.until is not None and not today <= answer.until <= today + LONGEST_RISK:
        span = {"first": today.isoformat(), "last": (today + LONGEST_RISK).isoformat()}
        raise Invalid([FieldProblem("/until", "bad-span", span)])


def checked(
    values: Mapping[str, object], readers: Mapping[str, Callable[[object], Any]], *required: str
) -> dict[str, Any]:
    """The fields that are given, typed; empty texts count as none. Raises Invalid."""
    choices = {"choices": ", ".join(readers)}
    problems = [FieldProblem(f"/{name[:64]}", "unknown-field", choices) for name in values if name not in readers]
    given: dict[str, Any] = {}
    for name, read in readers.items():
        value = values.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            problems += [FieldProblem(f"/{name}", "required")] if name in required else []
            continue
        try:
            given[name] = read(value)
        except WrongError as wrong:
            problems.append(FieldProblem(f"/{name}", wrong.code, wrong.details))
    if problems:
        raise Invalid(problems)
    return given


class WrongError(Exception):
    """A value is not what its field holds."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code, self.details = code, details


def text(most: int) -> Callable[[object], str]:
    """Reads a text of at most so many characters; lines stay, other control characters are refused."""

    def read(value: object) -> str:
        if not isinstance(value, str):
            raise WrongError("bad-text")
        kept = value.replace("\r\n", "\n").strip()
        if len(kept) > most:
            raise WrongError("too-long", most=str(most))
        if not all(character.isprintable() or character in "\n\t" for character in kept):
            raise WrongError("bad-text")
        return kept

    return read


def choice(*choices: str) -> Callable[[object], str]:
    """Reads one of these words."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in choices:
            raise WrongError("bad-choice", choices=", ".join(choices))
        return value

    return read


def whole(value: object) -> int:
    """Reads a number of an answer or of a revision."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LARGEST:
        raise WrongError("bad-whole", least="0", most=str(_LARGEST))
    return value


def day(value: object) -> date:
    """Reads a day, `YYYY-MM-DD`."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2026-01-01") else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> date:
    raise WrongError("bad-date")


def key(value: object) -> str:
    """Reads a finding's key, whether there is such a finding or not."""
    return text(MOST_KEY_CHARACTERS)(value)


def url(value: object) -> str:
    """Reads the address of a page."""
    found = text(MOST_URL_CHARACTERS)(value)
    if not _URL.fullmatch(found):
        raise WrongError("bad-page")
    return found


def people(value: object) -> tuple[UUID, ...]:
    """Reads the ids of people."""
    if not isinstance(value, list | tuple):
        raise WrongError("bad-list")
    try:
        return tuple(dict.fromkeys(one if isinstance(one, UUID) else UUID(str(one)) for one in value))
    except ValueError as error:
        raise WrongError("bad-value") from error


def codes(value: object) -> tuple[str, ...]:
    """Reads codes of bodies."""
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise WrongError("bad-list")
    if not all(_CODE.fullmatch(one) for one in value):
        raise WrongError("unknown-code", tables="bodies")
    return tuple(dict.fromkeys(value))


_REASON = text(MOST_ANSWER_CHARACTERS)
ANSWER_FIELDS: Mapping[str, Callable[[object], Any]] = {
    "finding": key,
    "said": choice(*BY_A_BODY, *SETTLING),
    "after": whole,
    "reason": _REASON,
    "evidence_url": url,
    "until": day,
    "body": text(64),
}
