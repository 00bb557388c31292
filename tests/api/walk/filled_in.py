"""Assessments of A as the walk needs them: being filled in, looked through, sent; made by the program itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from interlace import assessments
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Assessment, AssessmentComment
from interlace.principals import SYSTEM

if TYPE_CHECKING:
    from uuid import UUID

    from tests.api.walk.lands import Land

INSTRUMENT, ITEM = "checklist-meaningful-interaction", "everyday-meetings"


def wished(land: Land) -> dict[str, Any]:
    """What a new round on A is told."""
    return {"title": land.fresh(), "instrument": INSTRUMENT, "due_on": "2028-12-31", "bodies": [{"body": "A"}]}


def opened(land: Land, *, closed: bool = False) -> UUID:
    """A round on A."""
    asker = (land.database, SYSTEM, land.tenant_id)
    made = assessments.open_round(*asker, wished(land)).id
    if closed:
        assessments.close_round(*asker, made)
    return made


def assessed(land: Land, state: str = "open") -> UUID:
    """The assessment of A in a new round, in this state."""
    asker = (land.database, SYSTEM, land.tenant_id)
    asked = opened(land)
    with tenancy.reading(land.database, land.tenant_id) as session:
        made = session.scalars(select(Assessment.id).where(Assessment.round == asked)).one()
    if state != "open":
        assessments.ask_review(*asker, made, 1)
    if state == "sent":
        assessments.send(*asker, made, 2)
    return made


def round_of(land: Land, assessment: UUID) -> UUID:
    """The round that an assessment is of."""
    with tenancy.reading(land.database, land.tenant_id) as session:
        return session.scalars(select(Assessment.round).where(Assessment.id == assessment)).one()


def commented_on(land: Land, assessment: UUID) -> UUID:
    """A comment of somebody who is nobody that asks here."""
    with tenancy.writing(land.database, land.tenant_id, SYSTEM) as unit:
        made = AssessmentComment(
            id=new_id(), assessment=assessment, text="Minutes", author=new_id(), written_at=unit.at
        )
        unit.session.add(made)
        unit.session.flush()
        return made.id


def of_a(land: Land) -> str:
    """Somebody new who writes for A."""
    person, _ = land.somebody("contributor", "A")
    return str(person)


def area_of_item() -> str:
    """The area of the item."""
    from policies.instruments import shipped

    return shipped()[INSTRUMENT].items_by_id[ITEM].area


def handed(land: Land) -> tuple[UUID, str]:
    """An assessment of which an area was handed to somebody, and to whom."""
    made, person = assessed(land), of_a(land)
    assessments.hand_over(land.database, SYSTEM, land.tenant_id, made, {"area": area_of_item(), "user": person})
    return made, person
