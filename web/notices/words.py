"""Notices in words, and where each leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from werkzeug.routing import BuildError

from web.days import address
from web.languages import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from interlace.notices import NoticeTold


@dataclass(frozen=True)
class Said:
    """A notice as a page says it."""

    id: UUID
    sentence: str
    until: date | None
    where: str | None
    at: datetime
    unread: bool


def sentences() -> Mapping[str, str]:
    """A sentence for each kind; `%%(who)s` did or asks something, `%%(what)s` is what it is about."""
    return {
        "assessment-opened": say("An assessment of %(who)s begins: %(what)s"),
        "assessment-handed": say("%(who)s hands you a part of: %(what)s"),
        "assessment-differs": say("%(who)s answered otherwise than you, and yours holds so far: %(what)s"),
        "assessment-review": say("%(who)s asks for a look before this is sent: %(what)s"),
        "assessment-sent": say("An assessment of %(who)s was sent: %(what)s"),
        "assessment-released": say("The voices can be read together: %(what)s"),
        "assessment-due": say("The day of an assessment of %(who)s is near or has passed: %(what)s"),
        "case-mention": say("%(who)s mentions you: %(what)s"),
        "case-owner": say("%(who)s asks you to follow this up: %(what)s"),
        "case-answered": say("%(who)s has answered: %(what)s"),
        "case-reopened": say("It is open again: %(what)s"),
        "case-closed": say("It is closed: %(what)s"),
        "case-deadline": say("A joint deadline is near or has passed: %(what)s"),
        "consultation-asked": say("%(who)s asks for your view on: %(what)s"),
        "consultation-due": say("%(who)s still waits for your view on: %(what)s"),
        "consultation-replied": say("%(who)s has given its view on: %(what)s"),
        "consultation-answered": say("%(who)s tells you what becomes of your view on: %(what)s"),
        "consultation-adopted": say("%(who)s has adopted a strategy on which you were asked: %(what)s"),
        "publication-proposed": say("%(who)s proposes to publish, and waits for your decision: %(what)s"),
        "publication-published": say("It is published in the commons: %(what)s"),
        "publication-refused": say("It is not published, for a reason given: %(what)s"),
        "publication-withdrawn": say("It was taken back from publication: %(what)s"),
        "request-asked": say("%(who)s asks you: %(what)s"),
        "request-answered": say("%(who)s has answered your question: %(what)s"),
        "request-reply-owed": say("%(who)s answered and waits to hear what came of it: %(what)s"),
        "request-replied": say("%(who)s tells you what came of your answer: %(what)s"),
        "request-overdue": say("%(who)s still waits for an answer, if you have one: %(what)s"),
        "scenario-shared": say("%(who)s shows you a scenario: %(what)s"),
        "approach-received": say("%(who)s writes to you by way of the commons: %(what)s"),
        "approach-answered": say("%(who)s has answered what you wrote about: %(what)s"),
        "talk-asked": say("%(who)s would like to talk with you: %(what)s"),
        "talk-answered": say("%(who)s has answered your wish to talk: %(what)s"),
        "visit-named": say("You visit %(who)s as an expert: %(what)s"),
        "visit-sent": say("A profile of your body waits for your comment: %(what)s"),
        "visit-commented": say("%(who)s has read its profile: %(what)s"),
        "visit-published": say("The profile of your body is published: %(what)s"),
        "visit-recommended": say("Recommended to you after %(who)s: %(what)s"),
        "visit-answered": say("%(who)s has said something of what you recommended: %(what)s"),
        "visit-judged": say("What you say to have done was looked at, after %(who)s: %(what)s"),
        "visit-deadline": say("The day of a recommendation is near or has passed: %(what)s"),
        "visit-expert-missing": say("An expert is missing for %(who)s: %(what)s"),
    }


def said(told: NoticeTold) -> Said:
    """A notice in the language of the page."""
    told_by = {"who": told.details.get("who") or say("Somebody"), "what": told.details.get("what", "…")}
    sentence = sentences()[told.kind] % told_by
    return Said(told.id, sentence, _day(told.details.get("until")), _where(told), told.at, told.read_at is None)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _where(told: NoticeTold) -> str | None:
    """The page that it is about; none where it has no page."""
    kind, _, name = told.about.partition(":")
    # Whoever is asked answers on the page of their own questions; the request itself is the asker's.
    if kind == "request" and told.kind in {"request-asked", "request-overdue", "request-replied"}:
        return address("question_list", show="past" if told.kind == "request-replied" else None)
    if kind == "talk":
        return address("talks_page")
    places: Mapping[str, tuple[str, str]] = {
        "assessment": ("assessment_one", "assessment_id"),
        "round": ("round_one", "round_id"),
        "approach": ("approach_one", "approach_id"),
        "case": ("finding", "key"),
        "consultation": ("consultation_one", "consultation_id"),
        "publication": ("publication", "publication_id"),
        "request": ("request_one", "request_id"),
        "scenario": ("scenario", "scenario_id"),
        "visit": ("visit_one", "visit_id"),
        "recommendation": ("visit_recommendation", "recommendation_id"),
    }
    if kind not in places:
        return None
    endpoint, argument = places[kind]
    try:
        return address(endpoint, **{argument: name})
    except BuildError:
        return None
