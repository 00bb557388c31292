"""What somebody wants of a round, read from what a door was given; all that is wrong with it is told at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from interlace.db.models.assessments import MOST_TITLE_CHARACTERS, MOST_WORDS, VOICES
from interlace.errors import FieldProblem, Invalid
from interlace.requests.wanted import free_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Value = TypeVar("Value")
MOST_BODIES = 500
#: Of one body in one round.
MOST_INVITED = 50
LONGEST = timedelta(days=3 * 365)
ROUND_FIELDS = ("title", "description", "instrument", "version", "voices", "due_on", "bodies")
BODY_FIELDS = ("body", "civil_society", "reviewers")


@dataclass(frozen=True)
class Invited:
    """A body of a round: which civil-society bodies (codes) are asked for their view, and who reviews (people)."""

    body: str
    civil_society: tuple[str, ...] = ()
    reviewers: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Round:
    """What a new round is to be."""

    title: str
    description: str | None
    instrument: str
    version: str | None
    voices: tuple[str, ...]
    due_on: date
    bodies: tuple[Invited, ...]


class Reading:
    """Reads fields one by one, and keeps what is wrong with each."""

    def __init__(self, given: Mapping[str, object], fields: Sequence[str]) -> None:
        self.given = given
        choices = {"choices": ", ".join(fields)}
        strange = [name for name in given if name not in fields]
        self.problems = [FieldProblem(f"/{name[:64]}", "unknown-field", choices) for name in strange]

    def take(self, reader: Callable[[], Value]) -> Value:
        """What the reader makes of its field. Where that is wrong it is nothing, and `finish` raises."""
        try:
            return reader()
        except Invalid as invalid:
            self.problems += invalid.problems
            return None  # type: ignore[return-value]

    def finish(self) -> None:
        """Raise Invalid where anything was wrong."""
        if self.problems:
            raise Invalid(self.problems)

    def text(self, name: str, most: int, *, required: bool = True) -> str | None:
        """Words of some length. Raises Invalid."""
        told = self.given.get(name)
        if not required and (told is None or (isinstance(told, str) and not told.strip())):
            return None
        if told is None:
            raise Invalid([FieldProblem(f"/{name}", "required")])
        return free_text(told, f"/{name}", most)

    def revision(self, name: str = "revision") -> int:
        """The revision of what the asker read. Raises Invalid."""
        told = self.given.get(name)
        if isinstance(told, int) and not isinstance(told, bool) and 0 <= told < 10**18:
            return told
        bounds = {"least": "0", "most": str(10**18 - 1)}
        raise Invalid([FieldProblem(f"/{name}", "required" if told is None else "bad-whole", bounds)])

    def day(self, name: str, today: date) -> date:
        """A deadline: today or later. Raises Invalid."""
        told = self.given.get(name)
        if told is None or told == "":
            raise Invalid([FieldProblem(f"/{name}", "required")])
        try:
            found = told if isinstance(told, date) else date.fromisoformat(str(told))
        except ValueError as error:
            raise Invalid([FieldProblem(f"/{name}", "bad-date")]) from error
        if found < today:
            raise Invalid([FieldProblem(f"/{name}", "end-before-start", {"start": today.isoformat()})])
        if found > today + LONGEST:
            raise Invalid([FieldProblem(f"/{name}", "in-future", {"today": (today + LONGEST).isoformat()})])
        return found


def round_of(given: Mapping[str, object], today: date) -> Round:
    """A new round. Raises Invalid."""
    read = Reading(given, ROUND_FIELDS)
    title = read.take(lambda: read.text("title", MOST_TITLE_CHARACTERS))
    description = read.take(lambda: read.text("description", MOST_WORDS, required=False))
    instrument = read.take(lambda: read.text("instrument", 64))
    version = read.take(lambda: read.text("version", 64, required=False))
    voices = read.take(lambda: _voices(given.get("voices")))
    due_on = read.take(lambda: read.day("due_on", today))
    bodies = read.take(lambda: invited_of(given.get("bodies"), voices or VOICES))
    read.finish()
    return Round(str(title), description, str(instrument), version, voices, due_on, bodies)


def _voices(given: object) -> tuple[str, ...]:
    if given is None:
        return ("body",)
    if not isinstance(given, list | tuple) or not given:
        raise Invalid([FieldProblem("/voices", "bad-list")])
    if any(not isinstance(one, str) or one not in VOICES for one in given):
        raise Invalid([FieldProblem("/voices", "bad-choice", {"choices": ", ".join(VOICES)})])
    return tuple(voice for voice in VOICES if voice in given)


def invited_of(given: object, voices: Sequence[str]) -> tuple[Invited, ...]:
    """The bodies of a round, each once. `voices` are those that the round asks for. Raises Invalid."""
    if not isinstance(given, list | tuple) or not 1 <= len(given) <= MOST_BODIES:
        raise Invalid([FieldProblem("/bodies", "item-count", {"most": str(MOST_BODIES)})])
    problems: list[FieldProblem] = []
    found: dict[str, Invited] = {}
    for place, one in enumerate(given):
        try:
            read = _invited(one, f"/bodies/{place}", voices)
        except Invalid as invalid:
            problems += invalid.problems
            continue
        if read.body in found:
            problems.append(FieldProblem(f"/bodies/{place}/body", "bad-value"))
        found[read.body] = read
    if problems:
        raise Invalid(problems)
    return tuple(found[code] for code in sorted(found))


def _invited(given: object, where: str, voices: Sequence[str]) -> Invited:
    if not isinstance(given, Mapping):
        raise Invalid([FieldProblem(where, "bad-value")])
    choices = {"choices": ", ".join(BODY_FIELDS)}
    problems = [
        FieldProblem(f"{where}/{str(name)[:64]}", "unknown-field", choices) for name in given if name not in BODY_FIELDS
    ]
    body, societies, people = given.get("body"), given.get("civil_society"), given.get("reviewers")
    if not isinstance(body, str) or not body.strip():
        problems.append(FieldProblem(f"{where}/body", "required" if not body else "bad-text"))
    codes = _texts(societies, f"{where}/civil_society", problems)
    ids = _texts(people, f"{where}/reviewers", problems)
    if codes and "civil_society" not in voices:
        problems.append(FieldProblem(f"{where}/civil_society", "bad-value"))
    if ids and "reviewer" not in voices:
        problems.append(FieldProblem(f"{where}/reviewers", "bad-value"))
    reviewers = []
    for place, told in enumerate(ids):
        try:
            reviewers.append(UUID(told))
        except ValueError:
            problems.append(FieldProblem(f"{where}/reviewers/{place}", "bad-value"))
    if problems:
        raise Invalid(problems)
    return Invited(str(body).strip(), tuple(codes), tuple(reviewers))


def _texts(given: object, where: str, problems: list[FieldProblem]) -> list[str]:
    """Distinct texts, in order."""
    if given is None:
        return []
    if not isinstance(given, list | tuple) or not all(isinstance(one, str | UUID) for one in given):
        problems.append(FieldProblem(where, "bad-list"))
        return []
    if len(given) > MOST_INVITED:
        problems.append(FieldProblem(where, "item-count", {"most": str(MOST_INVITED)}))
        return []
    return list(dict.fromkeys(str(one).strip() for one in given))
