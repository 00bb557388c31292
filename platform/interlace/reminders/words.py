"""Notices as letters tell them, in the language of whoever is written to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote

from interlace.mail import Letter
from interlace.texts import LANGUAGES, Speaker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from interlace.notices import NoticeTold

    Said = Callable[..., str]

#: So many notices a letter tells in words; of more it says how many.
MOST_TOLD = 40

SENTENCES: Mapping[str, Callable[[Said, str, str], str]] = MappingProxyType(
    {
        "assessment-opened": lambda say, who, what: say("An assessment of {who} begins: {what}", who=who, what=what),
        "assessment-handed": lambda say, who, what: say("{who} hands you a part of: {what}", who=who, what=what),
        "assessment-differs": lambda say, who, what: say(
            "{who} answered otherwise than you, and yours holds so far: {what}", who=who, what=what
        ),
        "assessment-review": lambda say, who, what: say(
            "{who} asks for a look before this is sent: {what}", who=who, what=what
        ),
        "assessment-sent": lambda say, who, what: say("An assessment of {who} was sent: {what}", who=who, what=what),
        "assessment-released": lambda say, _, what: say("The voices can be read together: {what}", what=what),
        "assessment-due": lambda say, who, what: say(
            "The day of an assessment of {who} is near or has passed: {what}", who=who, what=what
        ),
        "case-mention": lambda say, who, what: say("{who} mentions you: {what}", who=who, what=what),
        "case-owner": lambda say, who, what: say("{who} asks you to follow this up: {what}", who=who, what=what),
        "case-answered": lambda say, who, what: say("{who} has answered: {what}", who=who, what=what),
        "case-reopened": lambda say, _, what: say("It is open again: {what}", what=what),
        "case-closed": lambda say, _, what: say("It is closed: {what}", what=what),
        "case-deadline": lambda say, _, what: say("A joint deadline is near or has passed: {what}", what=what),
        "consultation-asked": lambda say, who, what: say("{who} asks for your view on: {what}", who=who, what=what),
        "consultation-due": lambda say, who, what: say(
            "{who} still waits for your view on: {what}", who=who, what=what
        ),
        "consultation-replied": lambda say, who, what: say("{who} has given its view on: {what}", who=who, what=what),
        "consultation-answered": lambda say, who, what: say(
            "{who} tells you what becomes of your view on: {what}", who=who, what=what
        ),
        "consultation-adopted": lambda say, who, what: say(
            "{who} has adopted a strategy on which you were asked: {what}", who=who, what=what
        ),
        "publication-proposed": lambda say, who, what: say(
            "{who} proposes to publish, and waits for your decision: {what}", who=who, what=what
        ),
        "publication-published": lambda say, _, what: say("It is published in the commons: {what}", what=what),
        "publication-refused": lambda say, _, what: say("It is not published, for a reason given: {what}", what=what),
        "publication-withdrawn": lambda say, _, what: say("It was taken back from publication: {what}", what=what),
        "request-asked": lambda say, who, what: say("{who} asks you: {what}", who=who, what=what),
        "request-answered": lambda say, who, what: say("{who} has answered your question: {what}", who=who, what=what),
        "request-reply-owed": lambda say, who, what: say(
            "{who} answered and waits to hear what came of it: {what}", who=who, what=what
        ),
        "request-replied": lambda say, who, what: say(
            "{who} tells you what came of your answer: {what}", who=who, what=what
        ),
        "request-overdue": lambda say, who, what: say(
            "{who} still waits for an answer, if you have one: {what}", who=who, what=what
        ),
        "scenario-shared": lambda say, who, what: say("{who} shows you a scenario: {what}", who=who, what=what),
        "approach-received": lambda say, who, what: say(
            "{who} writes to you by way of the commons: {what}", who=who, what=what
        ),
        "approach-answered": lambda say, who, what: say(
            "{who} has answered what you wrote about: {what}", who=who, what=what
        ),
        "talk-asked": lambda say, who, what: say("{who} would like to talk with you: {what}", who=who, what=what),
        "talk-answered": lambda say, who, what: say("{who} has answered your wish to talk: {what}", who=who, what=what),
        "visit-named": lambda say, who, what: say("You visit {who} as an expert: {what}", who=who, what=what),
        "visit-sent": lambda say, _, what: say("A profile of your body waits for your comment: {what}", what=what),
        "visit-commented": lambda say, who, what: say("{who} has read its profile: {what}", who=who, what=what),
        "visit-published": lambda say, _, what: say("The profile of your body is published: {what}", what=what),
        "visit-recommended": lambda say, who, what: say("Recommended to you after {who}: {what}", who=who, what=what),
        "visit-answered": lambda say, who, what: say(
            "{who} has said something of what you recommended: {what}", who=who, what=what
        ),
        "visit-judged": lambda say, who, what: say(
            "What you say to have done was looked at, after {who}: {what}", who=who, what=what
        ),
        "visit-deadline": lambda say, _, what: say(
            "The day of a recommendation is near or has passed: {what}", what=what
        ),
        "visit-expert-missing": lambda say, who, what: say(
            "An expert is missing for {who}: {what}", who=who, what=what
        ),
    }
)
#: Where each kind of thing is looked at, below the tenant's address.
_PLACES: Mapping[str, Callable[[str], str]] = {
    "consultation": lambda name: f"consultations/{quote(name, safe='')}",
    "assessment": lambda name: f"assessments/{quote(name, safe='')}",
    "round": lambda name: f"assessments/rounds/{quote(name, safe='')}",
    "case": lambda name: f"findings/{quote(name, safe=':>')}",
    "publication": lambda name: f"publications/{quote(name, safe='')}",
    "request": lambda name: f"requests/{quote(name, safe='')}",
    "scenario": lambda name: f"scenarios/{quote(name, safe='')}",
    "approach": lambda name: f"commons/approaches/{quote(name, safe='')}",
    "talk": lambda _: "talks",
    "visit": lambda name: f"visits/{quote(name, safe='')}",
    "recommendation": lambda name: f"visits/recommendations/{quote(name, safe='')}",
}
#: Whoever is asked answers on the page of their own questions; a request itself is its asker's.
_OF_THE_BODY = frozenset({"request-asked", "request-overdue", "request-replied"})


@dataclass(frozen=True)
class Reader:
    """Who is written to, about which tenant, and where that tenant's pages are."""

    email: str
    language: str
    tenant: str
    slug: str
    base_url: str
    token: str
    """What the link ends with by which they stop these mails."""

    @property
    def pages(self) -> str:
        """Where the pages of the tenant begin."""
        return f"{self.base_url}/t/{quote(self.slug, safe='')}"


def place_of(kind: str, about: str) -> str:
    """Where what a notice is about is looked at, below the tenant's pages; the list of notices for what has no page."""
    if kind in _OF_THE_BODY:
        return "questions?show=past" if kind == "request-replied" else "questions"
    thing, _, name = about.partition(":")
    made = _PLACES.get(thing)
    return "notices" if made is None or not name else made(name)


def letter(kind: str, name: str, reader: Reader, told: Sequence[NoticeTold]) -> Letter:
    """A letter with these notices, the earliest first; `kind` is `urgent` or `digest`."""
    speaker = Speaker(reader.language if reader.language in LANGUAGES else "en")
    say = speaker.say
    shown = told[:MOST_TOLD]
    lines = [_opening(say, kind, reader.tenant), *(_line(speaker, reader, one) for one in shown)]
    if len(told) > len(shown):
        lines.append(say("And {count} more:", count=len(told) - len(shown)) + f"\n  {reader.pages}/notices")
    stop = f"{reader.base_url}/stop-mails/{reader.token}"
    lines += [
        say("You choose what you are written about: {address}", address=f"{reader.pages}/notices/preferences"),
        say("No more of these mails, without signing in: {address}", address=stop),
    ]
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return Letter(reader.email, _subject(speaker, kind, reader, told), "\n\n".join(lines) + "\n", name, headers)


def _opening(say: Said, kind: str, tenant: str) -> str:
    if kind == "urgent":
        return say("In the register “{tenant}” on Interlace:", tenant=tenant)
    return say("What happened this week in the register “{tenant}” on Interlace:", tenant=tenant)


def _subject(speaker: Speaker, kind: str, reader: Reader, told: Sequence[NoticeTold]) -> str:
    tenant = _one_line(reader.tenant)
    if kind == "urgent" and len(told) == 1:
        return _short(sentence(speaker.say, told[0]))
    if kind == "urgent":
        return speaker.say("{count} things wait for you in “{tenant}”", count=len(told), tenant=tenant)
    return speaker.say("This week in “{tenant}”", tenant=tenant)


def sentence(say: Said, told: NoticeTold) -> str:
    """A notice in a sentence, on one line."""
    who = told.details.get("who") or say("Somebody")
    return _one_line(SENTENCES[told.kind](say, who, told.details.get("what", "…")))


def _line(speaker: Speaker, reader: Reader, told: NoticeTold) -> str:
    parts = [f"• {sentence(speaker.say, told)}"]
    until = told.details.get("until")
    if until:
        parts.append("  " + speaker.say("Until: {day}", day=_day(until, speaker.language)))
    return "\n".join([*parts, f"  {reader.pages}/{place_of(told.kind, told.about)}"])


def _day(text: str, language: str) -> str:
    from babel.dates import format_date

    try:
        return format_date(date.fromisoformat(text), "long", locale=language)
    except ValueError:
        return text


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _short(text: str) -> str:
    most = 120
    return text if len(text) <= most else text[: most - 1] + "…"
