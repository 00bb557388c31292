"""The kinds of notices: whether one names the person, and the sentence in which it is told.

Sentences have room for `who` and `what`; a deadline, `until`, stands in a line of its own. They are keys of the
catalogues of letters and of pages alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What a notice may say beside its kind. `by` is the id of a person, whose name is looked up when it is shown.
DETAILS = ("who", "what", "until", "why", "by")
MOST_DETAIL_CHARACTERS = 300


@dataclass(frozen=True)
class Kind:
    """A kind of notice."""

    name: str
    sentence: str
    urgent: bool = False
    """It names the person: it is mailed at once, not with the week's others."""


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind("case-mention", "{who} mentions you: {what}", urgent=True),
            Kind("case-owner", "{who} asks you to follow this up: {what}", urgent=True),
            Kind("case-answered", "{who} has answered: {what}"),
            Kind("case-reopened", "It is open again: {what}"),
            Kind("case-closed", "It is closed: {what}"),
            Kind("case-deadline", "A joint deadline is near or has passed: {what}"),
            Kind("request-asked", "{who} asks you: {what}", urgent=True),
            Kind("request-answered", "{who} has answered your question: {what}"),
            Kind("request-reply-owed", "{who} answered and waits to hear what came of it: {what}"),
            Kind("request-replied", "{who} tells you what came of your answer: {what}"),
            Kind("request-overdue", "A question is near its deadline or past it: {what}"),
            Kind("scenario-shared", "{who} shows you a scenario: {what}", urgent=True),
            Kind("talk-asked", "{who} would like to talk with you: {what}", urgent=True),
            Kind("talk-answered", "{who} has answered your wish to talk: {what}", urgent=True),
        )
    }
)
