"""How a profile stands in the commons once body and tenant have published it: nobody's name is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from interlace.commons.kinds import Described, Kind, register
from interlace.db.models import Visit
from interlace.db.models.commons import MOST_SUMMARY_CHARACTERS
from interlace.errors import Conflict, Unknown
from interlace.visits.knowing import Part, part_of, require_readable_by_all
from interlace.visits.profile import profile_of
from interlace.visits.showing import told_visits

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.principals import Principal
    from interlace.visits.profile import AreaTold, Profile
    from interlace.visits.showing import RecommendationTold

KIND = "profile"
_ALL = Part(coordinator=False, expert=False, body=True, reader=True)


def describe(session: Session, visit_id: UUID) -> Described:
    """A profile as the commons tells it. Raises Unknown; Conflict before the body has said what it thinks of it."""
    visit = session.scalar(select(Visit).where(Visit.id == visit_id))
    if visit is None:
        raise Unknown(f"There is no visit {visit_id}.")
    if visit.commented_at is None or visit.closed_at is not None:
        raise Conflict("A profile is published once its body has read it and said what it thinks of it.")
    require_readable_by_all(session, visit)
    told = told_visits(session, [(visit, _ALL)], visit.commented_at.date())[0]
    profile = profile_of(session, visit, told, visit.language)
    recommendations = profile.recommendations
    texts = [*(one.text for one in told.observations), *(one.text for one in recommendations)]
    return Described(
        title=told.title,
        summary=_short(told.summary or told.title),
        text="\n".join(one for one in (told.summary, *texts, told.comment) if one),
        language=visit.language,
        body=visit.body,
        principles=sorted({one.principle for one in recommendations if one.principle}),
        areas=sorted({cell.partition(":")[2] for one in recommendations for cell in one.cells}),
        cells=sorted({cell for one in recommendations for cell in one.cells}),
        starts_on=visit.starts_on,
        ends_on=visit.ends_on,
        content=_content(profile),
    )


def _content(profile: Profile) -> dict[str, Any]:
    """All that the profile says, without the names of those who wrote or said it."""
    one = profile.visit
    return {
        "visit": str(one.id),
        "summary": one.summary,
        "instrument": profile.instrument_name,
        "instrument_status": profile.instrument_status,
        "areas": [_area(area) for area in profile.areas],
        "strengths": [{"area": each.area, "text": each.text} for each in profile.strengths],
        "observations": [{"area": each.area, "text": each.text} for each in profile.observations],
        "recommendations": [_recommendation(each) for each in profile.recommendations],
        "agrees": one.agrees,
        "comment": one.comment,
    }


def _area(area: AreaTold) -> dict[str, Any]:
    sides = {"body": area.body, "experts": area.experts}
    ranges = {
        side: None if one is None else {"lower": str(one.lower), "upper": str(one.upper)} for side, one in sides.items()
    }
    return {"area": area.area, "name": area.name, **ranges}


def _recommendation(one: RecommendationTold) -> dict[str, Any]:
    # What another body answered is for that body to publish, not for the visited one.
    own = one.owner == one.body
    answer = one.answer if own else None
    return {
        "text": one.text,
        "area": one.area,
        "principle": one.principle,
        "owner": one.owner,
        "deadline": None if one.deadline is None else one.deadline.isoformat(),
        "progress": one.progress if own else None,
        "answer": None if answer is None else {"said": answer.said, "reason": answer.reason},
    }


def _short(text: str) -> str:
    first = text.split("\n\n", 1)[0]
    return first if len(first) <= MOST_SUMMARY_CHARACTERS else first[: MOST_SUMMARY_CHARACTERS - 1] + "…"


def known_to(session: Session, principal: Principal, visit_id: UUID, today: date) -> bool:
    """Whether somebody reads the profile."""
    visit = session.scalar(select(Visit).where(Visit.id == visit_id))
    return visit is not None and part_of(session, principal, visit, today).reads_draft(visit)


register(Kind(KIND, describe, known_to))
