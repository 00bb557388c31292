"""The kinds of notices, and which of them name the person. Letters and pages have a sentence for each, in which `who`
did or asks something, and `what` it is about; a deadline, `until`, stands beside it.
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
    urgent: bool = False
    """It names the person: it is mailed at once, not with the week's others."""


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind("assessment-opened", urgent=True),
            Kind("assessment-handed", urgent=True),
            Kind("assessment-differs"),
            Kind("assessment-review", urgent=True),
            Kind("assessment-sent"),
            Kind("assessment-released"),
            Kind("assessment-due"),
            Kind("case-mention", urgent=True),
            Kind("case-owner", urgent=True),
            Kind("case-answered"),
            Kind("case-reopened"),
            Kind("case-closed"),
            Kind("case-deadline"),
            Kind("consultation-asked", urgent=True),
            Kind("consultation-due"),
            Kind("consultation-replied"),
            Kind("consultation-answered"),
            Kind("consultation-adopted"),
            Kind("publication-proposed"),
            Kind("publication-published", urgent=True),
            Kind("publication-refused", urgent=True),
            Kind("publication-withdrawn"),
            Kind("request-asked", urgent=True),
            Kind("request-answered"),
            Kind("request-reply-owed"),
            Kind("request-replied"),
            Kind("request-overdue"),
            Kind("scenario-shared", urgent=True),
            Kind("approach-received", urgent=True),
            Kind("approach-answered", urgent=True),
            Kind("talk-asked", urgent=True),
            Kind("talk-answered", urgent=True),
            Kind("visit-named", urgent=True),
            Kind("visit-sent", urgent=True),
            Kind("visit-commented"),
            Kind("visit-published"),
            Kind("visit-recommended"),
            Kind("visit-answered"),
            Kind("visit-judged"),
            Kind("visit-deadline"),
            Kind("visit-expert-missing", urgent=True),
        )
    }
)
