"""Help with words and pages, and the accessibility statement. Open to everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import policies
from api.guard import public
from web.blueprint import pages
from web.frame import page
from web.installation import contact
from web.languages import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Response

    from policies import Term

#: When the accessibility statement was last looked through.
_LOOKED_THROUGH_ON = date(2026, 11, 30)


@dataclass(frozen=True)
class Words:
    """A vocabulary as the help page lists it; `id` is where other pages may lead to."""

    id: str
    title: str
    about: str
    terms: Iterable[Term]


@pages.get("/help")
@public
def help_page() -> Response:
    """What the words mean and where things are."""
    return page("account/help.html", vocabularies=_vocabularies(), contact=contact())


def _vocabularies() -> list[Words]:
    return [
        Words(
            "principles",
            say("The four principles"),
            say("What strategies rest on, after Recommendation CM/Rec(2022)10 of the Council of Europe."),
            policies.PRINCIPLES,
        ),
        Words("levels", say("Levels"), say("Where a body stands."), policies.LEVELS),
        Words(
            "depths",
            say("How far a commitment goes"),
            say("Each commitment says one of these."),
            policies.COMMITMENT_DEPTHS,
        ),
        Words(
            "states",
            say("How an authority carries a strategy above it"),
            say("Worked out for each pair of a strategy and an authority below; “enough” is the programme’s to set."),
            policies.ALIGNMENT_STATES,
        ),
        Words(
            "certainties",
            say("Gap or open question"),
            say("How certain a finding is."),
            policies.CERTAINTIES,
        ),
        Words(
            "severities",
            say("How grave a finding is"),
            say("It says what to look at first. It is no mark, and nobody is ordered by it."),
            policies.SEVERITIES,
        ),
        Words("families", say("Kinds of finding"), say("What a rule looks at."), policies.FAMILIES),
        Words(
            "relations",
            say("Relations between bodies"),
            say("One side declares a relation, the other confirms or disputes it."),
            policies.RELATION_KINDS,
        ),
        Words(
            "phases",
            say("When a body takes part in a strategy"),
            say("A part is in one of these phases."),
            policies.PHASES,
        ),
        Words(
            "participation",
            say("How deeply a body takes part"),
            say("From being told to shaping the work."),
            policies.PARTICIPATION_DEPTHS,
        ),
        Words(
            "roles",
            say("Who is competent"),
            say("The role of a body in an area. It differs between countries, and within some."),
            policies.ROLES,
        ),
        Words(
            "areas",
            say("The twenty areas"),
            say("Fields of policy. With the principles they make the grid on which everything is measured."),
            policies.AREAS,
        ),
    ]


@pages.get("/accessibility")
@public
def accessibility() -> Response:
    """How accessible the pages are, and how to complain."""
    return page("account/accessibility.html", contact=contact(), looked_through_on=_LOOKED_THROUGH_ON)
