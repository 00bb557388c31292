"""Assessments in words: voices, states, and answers as their instrument calls them, in the language of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.context import caller, database
from api.writing import tenant_id
from interlace.db import tenancy
from interlace.instruments import instrument_of
from policies.instruments import AnswerType
from web.languages import language, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.assessments import AnswerTold, AssessmentTold
    from interlace.db.connections import Database
    from interlace.principals import Principal
    from policies.instruments import Instrument, Item

#: In a form: the values of a choice that are no option of the item.
OUTSIDE, NOTHING = "-outside", "-none"
#: Answers that are typed, and not chosen.
TYPED = (AnswerType.NUMBER, AnswerType.SHARE, AnswerType.TEXT)


def asker() -> tuple[Database, Principal, UUID]:
    """What services of assessments begin with."""
    return database(), caller().principal, tenant_id()


def instrument(name: str, version: str) -> Instrument:
    """The instrument of a round. Raises Unknown."""
    with tenancy.reading(database(), tenant_id()) as session:
        return instrument_of(session, name, version)


def in_language(text: Mapping[str, str] | None) -> str:
    """A text of an instrument in the language of the page, or the one that it has."""
    if not text:
        return ""
    return text.get(language()) or text.get("en") or next(iter(text.values()))


def language_of(text: Mapping[str, str]) -> str | None:
    """The language in which a text is shown, where it is not that of the page."""
    if language() in text:
        return None
    return "en" if "en" in text else next(iter(text), None)


def voices() -> Mapping[str, str]:
    """Each voice by name."""
    return {
        "body": say("The body itself"),
        "civil_society": say("Civil society"),
        "reviewer": say("Reviewers"),
    }


def states() -> Mapping[str, str]:
    """How far an assessment has come."""
    return {
        "open": say("being filled in"),
        "in_review": say("looked through before it is sent"),
        "sent": say("sent"),
        "released": say("sent, and open to the other voices"),
    }


def sources() -> Mapping[str, str]:
    """Where an answer comes from that nobody has confirmed."""
    return {
        "register": say("From the register"),
        "earlier": say("From the last round"),
    }


def options_of(item: Item) -> list[tuple[str, str]]:
    """What can be chosen, with what is no option of the item but can always be said."""
    chosen = [(option.id, in_language(option.name)) for option in item.options]
    return [*chosen, (OUTSIDE, say("Outside our competence")), (NOTHING, say("Not answered"))]


def told_answer(item: Item | None, standing: str, value: str | None) -> str:
    """An answer in words."""
    if standing == "outside_competence":
        return say("Outside our competence")
    if standing != "answered" or value is None:
        return say("Not answered")
    if item is None:
        return value
    names = {option.id: in_language(option.name) for option in item.options}
    return f"{value} %" if item.type is AnswerType.SHARE else names.get(value, value)


def chosen_of(told: AnswerTold) -> str:
    """What is chosen in the form of an item."""
    if told.standing == "outside_competence":
        return OUTSIDE
    return NOTHING if told.standing != "answered" else told.value or NOTHING


def evidence_lines(told: AnswerTold) -> str:
    """Evidence as one types it: a line each."""
    return "\n".join(one.text for one in told.evidence)


def may_fill(told: AssessmentTold) -> bool:
    """Whether answers can be given now; a correction goes on after its round was closed."""
    return told.yours and told.state == "open" and (not told.closed or told.version > 1)


def words() -> dict[str, Any]:
    """What templates of assessments may say."""
    return {
        "chosen_of": chosen_of,
        "evidence_lines": evidence_lines,
        "in_language": in_language,
        "language_of": language_of,
        "may_fill": may_fill,
        "options_of": options_of,
        "sources": sources(),
        "states": states(),
        "told_answer": told_answer,
        "TYPED": TYPED,
        "voices": voices(),
    }
