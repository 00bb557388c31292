"""What is asked, what becomes of it and what is answered, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.context import caller, view
from interlace.requests.entitled import may_ask
from interlace.requests.items import Item, bodies_of_finding, field_of, found_now
from policies.rules import RULES
from web.languages import say, told
from web.names import named_by_code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any


def kinds() -> Mapping[str, str]:
    """What can be asked, by kind, as the body reads it."""
    return {
        "declaration": say("Is your register complete?"),
        "strategies": say("Are your strategies all in the register?"),
        "actions": say("Are your actions all in the register?"),
        "participations": say("Are your parts in strategies all in the register?"),
        "competences": say("Is what you are competent for all in the register?"),
        "strategy-field": say("A field of a strategy"),
        "finding": say("An open question of a rule"),
        "text": say("A question in free words"),
    }


def fields() -> Mapping[str, str]:
    """The fields of a strategy that can be asked for."""
    return {
        "starts_on": say("when it begins"),
        "ends_on": say("when it ends"),
        "review_due_on": say("when its review is due"),
        "reviewed_on": say("when it was last reviewed"),
        "evidence_base": say("whether it rests on evidence"),
        "monitoring": say("whether it is monitored"),
        "funded": say("whether it is funded"),
        "commitments_complete": say("whether its commitments are all recorded"),
        "url": say("where it can be read"),
    }


def asked(one: Any) -> str:  # noqa: ANN401 - a question, an asking or what is foreseen of one
    """What is asked, in a sentence."""
    if one.kind == "text":
        return str(one.words or one.subject)
    if one.kind == "strategy-field":
        code, name = field_of(Item(one.kind, one.subject))
        strategy = named_by_code("strategies", code, view())
        return say(
            "%(strategy)s: %(field)s?", strategy=strategy.name if strategy else code, field=fields().get(name, name)
        )
    if one.kind == "finding":
        rule = RULES.get(one.subject.partition(":")[0])
        return told(rule.title) if rule else str(one.subject)
    return kinds()[one.kind]


def whys() -> Mapping[str, str]:
    """Why something counts as known."""
    return {
        "declared": say("the body has declared its register complete"),
        "filled": say("it stands in the register"),
        "gone": say("the question is there no longer"),
        "confirmed": say("the body’s word is in: it is a gap now, no question"),
        "answered": say("the body has answered this lately"),
    }


def outcomes() -> Mapping[str, str]:
    """What becomes of an item."""
    return {
        "asked": say("The body is asked"),
        "joined": say("Asked already: you wait with others"),
        "already_known": say("Known already: the body is not bothered"),
    }


def answers() -> Mapping[str, str]:
    """What a body can answer."""
    return {
        "given": say("It is in the register now, or in my note"),
        "nothing_changed": say("Nothing has changed"),
        "not_ours": say("This is not for us to say"),
        "not_known": say("We do not know"),
    }


def states() -> Mapping[str, str]:
    """How far a question has come."""
    return {
        "waiting": say("Waits for an answer"),
        "answered": say("Answered"),
        "not_needed": say("Nobody waits any more"),
        "known": say("Known already"),
    }


def words() -> dict[str, Any]:
    """What templates of this folder say."""
    return {
        "asked": asked,
        "whys": whys(),
        "outcomes": outcomes(),
        "answers": answers(),
        "states": states(),
    }


def one_to_ask(key: str) -> str | None:
    """The body that an open question of a rule is asked of with one click, if the caller may ask it."""
    body = next(iter(bodies_to_ask(key)), None)
    return body if body is not None and may_ask(view(), caller().principal, body) else None


def bodies_to_ask(key: str) -> Sequence[str]:
    """The bodies that an open question of a rule can be asked of, as it stands today; none for what is no question."""
    found = found_now(view(), key)
    if found is None or found.certainty != "unreported":
        return ()
    return bodies_of_finding(view(), found)
