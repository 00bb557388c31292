"""How cases are told in words: where they stand, and what can be said of a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from web.languages import say

if TYPE_CHECKING:
    from collections.abc import Mapping


class Choice(NamedTuple):
    """Something that can be said: its word, what it is called, and what it means."""

    id: str
    name: str
    about: str


def states() -> Mapping[str, str]:
    """Where cases stand."""
    return {
        "open": say("Open"),
        "acknowledged": say("Acknowledged"),
        "in_progress": say("In progress"),
        "disputed": say("Disputed"),
        "accepted_risk": say("Risk accepted"),
        "closed": say("Closed"),
    }


def said() -> Mapping[str, str]:
    """What was said, as a heading of an answer."""
    return {
        "acknowledged": say("Acknowledged"),
        "in_progress": say("Work has begun"),
        "disputed": say("Disputed"),
        "accepted_risk": say("Risk accepted"),
        "closed": say("Closed by hand"),
        "open": say("Taken back: open again"),
        "upheld": say("The dispute holds"),
        "rejected": say("The dispute does not hold"),
    }


def sayable(state: str) -> list[Choice]:
    """What a body can say of a finding that is there, by where its case stands."""
    choices = [
        Choice("acknowledged", say("We know of it"), say("It is so, and we have seen it.")),
        Choice("in_progress", say("We are at it"), say("Say below what is being done, if you like.")),
        Choice("disputed", say("We dispute it"), say("It is not so. Say why; a page or a file can show it.")),
        Choice(
            "accepted_risk", say("We accept the risk"), say("Until a day, and for a reason. Then it is open again.")
        ),
    ]
    taking_back = Choice("open", say("We take back what we said"), say("The finding is open again."))
    return [one for one in choices if one.id != state] + ([] if state == "open" else [taking_back])


def settling() -> list[Choice]:
    """How a dispute is settled."""
    return [
        Choice("upheld", say("The dispute holds"), say("Nobody is reminded of the finding any more.")),
        Choice("rejected", say("The dispute does not hold"), say("The finding is open again.")),
    ]


def labels() -> Mapping[str, str]:
    """What the fields of forms are called, in the summary of what is wrong."""
    return {
        "said": say("What you say"),
        "reason": say("In words"),
        "evidence_url": say("A page that shows it"),
        "until": say("Until which day the risk is accepted"),
        "body": say("For which body"),
        "settlement": say("What you find"),
        "settlement_reason": say("Why you find so"),
        "owners": say("Who owns it"),
        "add_owner": say("Another body that can act"),
        "deadline": say("Joint deadline"),
        "text": say("Your comment"),
        "mentions": say("People"),
        "file": say("Another file"),
    }


def done() -> Mapping[str, str]:
    """What was just done, by the word in the address."""
    return {
        "answered": say("Your answer is kept. Those whom the finding concerns are told."),
        "settled": say("The dispute is settled."),
        "owned": say("Owners and deadline are kept."),
        "said": say("Your comment is kept."),
        "unsaid": say("Your comment is taken away; that there was one stays."),
        "attached": say("The file is kept."),
        "detached": say("The file is taken away; that it was there stays."),
    }
