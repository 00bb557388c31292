"""What pages call gatherings, their fields and approaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.languages import say

if TYPE_CHECKING:
    from collections.abc import Mapping


def kinds() -> Mapping[str, str]:
    """A name for each kind."""
    return {
        "mentoring_offer": say("Mentoring offer"),
        "mentoring_request": say("Mentoring request"),
        "study_visit": say("Study visit"),
        "network": say("Network"),
        "event": say("Event"),
    }


def new_ones() -> Mapping[str, str]:
    """What somebody does who makes one of a kind."""
    return {
        "mentoring_offer": say("Offer mentoring"),
        "mentoring_request": say("Ask for mentoring"),
        "study_visit": say("Call for a study visit"),
        "network": say("Describe a network"),
        "event": say("Announce an event"),
    }


def states() -> Mapping[str, str]:
    """How one stands."""
    return {"draft": say("draft"), "open": say("open"), "closed": say("closed")}


def labels() -> Mapping[str, str]:
    """A label for each field of a form."""
    return {
        "body": say("Body"),
        "state": say("State"),
        "language": say("Language of this text"),
        "title": say("Title"),
        "text": say("What it is about"),
        "principles": say("Principles"),
        "areas": say("Policy areas"),
        "languages": say("Languages in which one can take part"),
        "starts_on": say("First day"),
        "ends_on": say("Last day"),
        "until": say("Answers until"),
        "places": say("Places"),
        "place": say("Place"),
        "online": say("Address on the web"),
        "programme": say("Programme or agenda"),
        "who_may_apply": say("Who may apply or join"),
        "report": say("Report"),
        "papers": say("Papers"),
        "minutes": say("Minutes"),
        "decisions": say("Decisions"),
        "starts_at": say("Begins"),
        "ends_at": say("Ends"),
        "time_zone": say("Time zone"),
    }


def hints() -> Mapping[str, str]:
    """What is said beside a field."""
    return {
        "body": say("Its code."),
        "language": say("Two letters: en, fr, pt, es."),
        "languages": say("Two letters each, with spaces between them."),
        "places": say("As many as come, where nothing is said."),
        "papers": say("Addresses, one on each line."),
        "decisions": say("One on each line."),
        "starts_at": say("By the clocks there."),
        "time_zone": say("Such as Europe/Lisbon."),
        "text": say("Please name nobody, and give no mail address: others write to you by way of the commons."),
    }


def approach_kinds() -> Mapping[str, str]:
    """What is asked by an approach."""
    return {
        "question": say("a question"),
        "mentoring": say("mentoring"),
        "application": say("an application"),
        "membership": say("to join a network"),
        "invitation": say("an invitation to a network"),
    }


def approach_states() -> Mapping[str, str]:
    """How an approach stands."""
    return {
        "sent": say("waits for an answer"),
        "accepted": say("accepted"),
        "declined": say("declined"),
        "withdrawn": say("withdrawn"),
        "ended": say("ended: it is published no more"),
    }
