"""Answers as they are given, kept and told: checked by the type of their item, decimals exact, written as strings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from interlace.db.models.assessments import MOST_EVIDENCE, MOST_WORDS, STANDINGS
from interlace.errors import FieldProblem, Invalid
from interlace.requests.wanted import free_text
from policies.instruments import Answer, AnswerType, Standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policies.instruments import Item

#: Of an answer in words.
MOST_ANSWER_CHARACTERS = 10_000
MOST_EVIDENCE_CHARACTERS = 1_000
MOST_NUMBER = Decimal(10) ** 12
DECIMALS = 6
EVIDENCE_KINDS = ("record", "address", "words")
#: What can be named as evidence, by how its code is written.
RECORDS = ("strategy", "action", "body")
USUAL_CHOICES: Mapping[AnswerType, tuple[str, ...]] = {
    AnswerType.YES_PLANNED_NO: ("yes", "planned", "no"),
    AnswerType.YES_PARTLY_NO: ("yes", "partly", "no"),
    AnswerType.FREQUENCY: ("regularly", "occasionally", "never"),
}
_NUMBER = re.compile(r"[0-9]{1,13}([.,][0-9]{1,6})?")
_RECORD = re.compile(r"(strategy|action|body):[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True)
class Evidence:
    """What shows that an answer is so: a record of the register (`strategy:CODE`), an address, or words."""

    kind: str
    text: str


def choices_of(item: Item) -> tuple[str, ...]:
    """What can be chosen as the answer of an item; nothing for numbers and words."""
    return tuple(option.id for option in item.options) or USUAL_CHOICES.get(item.type, ())


def answer_of(item: Item, standing: object, value: object, where: str = "") -> Answer:
    """An answer of an item. `where` begins the pointers of what is wrong. Raises Invalid."""
    if standing is None or standing == "":
        standing = "answered" if value not in (None, "") else None
    if standing is None:
        raise Invalid([FieldProblem(f"{where}/standing", "required")])
    if not isinstance(standing, str) or standing not in STANDINGS:
        raise Invalid([FieldProblem(f"{where}/standing", "bad-choice", {"choices": ", ".join(STANDINGS)})])
    if standing != "answered":
        if value is not None and value != "":
            raise Invalid([FieldProblem(f"{where}/value", "bad-value")])
        return Answer(Standing(standing))
    return Answer(Standing.ANSWERED, _value(item, value, f"{where}/value"))


def _value(item: Item, value: object, where: str) -> str | Decimal:
    if value is None or value == "":
        raise Invalid([FieldProblem(where, "required")])
    if item.type in {AnswerType.NUMBER, AnswerType.SHARE}:
        return _decimal(value, Decimal(100) if item.type is AnswerType.SHARE else MOST_NUMBER, where)
    if item.type is AnswerType.TEXT:
        return free_text(value, where, MOST_ANSWER_CHARACTERS)
    choices = choices_of(item)
    if not isinstance(value, str) or value not in choices:
        raise Invalid([FieldProblem(where, "bad-choice", {"choices": ", ".join(choices)})])
    return value


def _decimal(value: object, most: Decimal, where: str) -> Decimal:
    """A number that is not negative, with at most six decimals; a comma counts as a point."""
    wrong = Invalid([FieldProblem(where, "bad-decimal", {"least": "0", "most": f"{most:f}"})])
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise wrong
    told = f"{value:f}" if isinstance(value, Decimal) else str(value).strip()
    if not _NUMBER.fullmatch(told):
        raise wrong
    try:
        found = Decimal(told.replace(",", "."))
    except InvalidOperation as error:
        raise wrong from error
    if found > most:
        raise wrong
    return Decimal(plain(found))


def plain(number: Decimal) -> str:
    """A number as a string without an exponent and without noughts at its end."""
    told = f"{number:f}"
    return told.rstrip("0").rstrip(".") if "." in told else told


def stored(answer: Answer) -> str | None:
    """The value of an answer as it is kept and told."""
    return plain(answer.value) if isinstance(answer.value, Decimal) else answer.value


def read(item: Item | None, standing: str, value: object) -> Answer:
    """An answer as it was kept. An item that the instrument no longer has keeps what it holds."""
    if standing != "answered" or value is None:
        return Answer(Standing(standing))
    if item is not None and item.type in {AnswerType.NUMBER, AnswerType.SHARE}:
        return Answer(Standing.ANSWERED, Decimal(str(value)))
    return Answer(Standing.ANSWERED, str(value))


def evidence_of(given: object, where: str = "/evidence") -> tuple[Evidence, ...]:
    """The evidence of an answer: objects with `kind` and `text`. Raises Invalid."""
    if given is None:
        return ()
    if not isinstance(given, list | tuple):
        raise Invalid([FieldProblem(where, "bad-list")])
    if len(given) > MOST_EVIDENCE:
        raise Invalid([FieldProblem(where, "item-count", {"most": str(MOST_EVIDENCE)})])
    problems: list[FieldProblem] = []
    found: dict[Evidence, None] = {}
    for place, one in enumerate(given):
        try:
            found[_evidence(one, f"{where}/{place}")] = None
        except Invalid as invalid:
            problems += invalid.problems
    if problems:
        raise Invalid(problems)
    return tuple(found)


def _evidence(given: object, where: str) -> Evidence:
    if not isinstance(given, Mapping):
        raise Invalid([FieldProblem(where, "bad-value")])
    kind, text = given.get("kind"), given.get("text")
    if not isinstance(kind, str) or kind not in EVIDENCE_KINDS:
        raise Invalid([FieldProblem(f"{where}/kind", "bad-choice", {"choices": ", ".join(EVIDENCE_KINDS)})])
    words = free_text("" if text is None else text, f"{where}/text", MOST_EVIDENCE_CHARACTERS)
    if kind == "record" and not _RECORD.fullmatch(words):
        raise Invalid([FieldProblem(f"{where}/text", "bad-value")])
    if kind == "address" and not is_address(words):
        raise Invalid([FieldProblem(f"{where}/text", "bad-value")])
    return Evidence(kind, words)


def is_address(text: str) -> bool:
    """Whether a text is an address of a page, and nothing that a browser would run."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(one.isspace() for one in text)


def stored_evidence(evidence: Sequence[Evidence]) -> dict[str, Any]:
    """Evidence as it is kept."""
    return {"items": [{"kind": one.kind, "text": one.text} for one in evidence]} if evidence else {}


def read_evidence(kept: Mapping[str, Any]) -> tuple[Evidence, ...]:
    """Evidence as it was kept."""
    return tuple(Evidence(str(one["kind"]), str(one["text"])) for one in kept.get("items", ()))


def note_of(given: object, where: str = "/note") -> str | None:
    """What is said beside an answer. Raises Invalid."""
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    return free_text(given, where, MOST_WORDS)
