"""The profile that comes of a visit: areas as ranges with the experts' view beside, strengths, what is recommended.

Two views of one area stand side by side. Nothing is averaged, and nothing compares bodies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.db.models import Body, TenantRegister, VisitFinding
from interlace.visits.assessed import assessed, experts_scores, spoken
from policies import AREAS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from uuid import UUID

    from sqlalchemy.orm import Session

    from graph.scoring import Score
    from interlace.db.models import Visit
    from interlace.visits.assessed import Assessed
    from interlace.visits.showing import ObservationTold, RecommendationTold, VisitTold


@dataclass(frozen=True)
class Range:
    """From 0 to 100: it is somewhere from `lower` to `upper`. `answered` of `items` items are settled."""

    lower: Decimal
    upper: Decimal
    answered: int
    items: int


@dataclass(frozen=True)
class AreaTold:
    """An area of the instrument as the body and as the experts see it; nothing where nothing counts.

    The counts say how many of its items the experts confirmed, adjusted and had not seen, and of how many they have
    not spoken.
    """

    area: str
    name: str
    body: Range | None
    experts: Range | None
    confirmed: int
    adjusted: int
    not_seen: int
    unspoken: int


@dataclass(frozen=True)
class Profile:
    """A profile, in the order in which it is read."""

    visit: VisitTold
    body_name: str
    country: str
    instrument_name: str | None
    instrument_status: str | None
    """`official` or `unofficial`: what was made after a questionnaire is not passed off as it."""
    areas: Sequence[AreaTold]

    @property
    def id(self) -> UUID:
        """The visit's id, by which the profile is asked for."""
        return self.visit.id

    @property
    def strengths(self) -> Sequence[ObservationTold]:
        """What the experts found to be strong."""
        return [one for one in self.visit.observations if one.kind == "strength"]

    @property
    def observations(self) -> Sequence[ObservationTold]:
        """What else they observed."""
        return [one for one in self.visit.observations if one.kind != "strength"]

    @property
    def recommendations(self) -> Sequence[RecommendationTold]:
        """What they recommend, with what was answered."""
        return self.visit.recommendations


def profile_of(session: Session, visit: Visit, told: VisitTold, language: str) -> Profile:
    """The profile of a visit, for whoever may read it: that is not asked again."""
    found = assessed(session, visit)
    name = session.scalar(select(Body.name).where(Body.code == visit.body))
    findings: Sequence[VisitFinding] = ()
    if found is not None:
        findings = session.scalars(select(VisitFinding).where(VisitFinding.visit == visit.id)).all()
    return Profile(
        visit=told,
        body_name=name or visit.body,
        country=_country(session),
        instrument_name=None if found is None else spoken(found.instrument.name, language),
        instrument_status=None if found is None else found.instrument.status,
        areas=() if found is None else _areas(found, findings, language),
    )


def _country(session: Session) -> str:
    return session.scalar(select(TenantRegister.country)) or ""


def _areas(found: Assessed, findings: Sequence[VisitFinding], language: str) -> list[AreaTold]:
    experts = experts_scores(found, findings)
    said = {one.item: one.said for one in findings}
    told = []
    for area in found.instrument.areas:
        words = [said.get(item.id) for item in found.instrument.items if item.area == area.id]
        told.append(
            AreaTold(
                area=area.id,
                name=spoken(area.name, language),
                body=_range(found.scores.areas.get(area.id)),
                experts=_range(experts.areas.get(area.id)) if findings else None,
                confirmed=words.count("confirmed"),
                adjusted=words.count("adjusted"),
                not_seen=words.count("not_seen"),
                unspoken=words.count(None),
            )
        )
    return told


def _range(one: Score | None) -> Range | None:
    return None if one is None else Range(one.lower, one.upper, one.answered, one.items)


def area_name(areas: Sequence[AreaTold], area: str | None, language: str) -> str | None:
    """What an area is called, whether it is one of the instrument or of the register."""
    if area is None:
        return None
    for one in areas:
        if one.area == area:
            return one.name
    return AREAS[area].name.in_language(language) if area in AREAS.ids else area
