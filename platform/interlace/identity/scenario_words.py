"""What a person tried on the register: taken along by them, and gone when they leave the tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select

from interlace.db.models import Notice, Scenario, ScenarioShare

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session


def told(session: Session, user_id: UUID) -> list[dict[str, Any]]:
    """Their scenarios, and which ones of others they may look at."""
    shared = select(ScenarioShare.scenario).where(ScenarioShare.user_id == user_id)
    known = select(Scenario).where(or_(Scenario.author == user_id, Scenario.id.in_(shared))).order_by(Scenario.id)
    return [
        {
            "title": scenario.title,
            "description": scenario.description,
            "changes": scenario.changes.get("items", []),
            "created_at": scenario.created_at.isoformat(),
        }
        if scenario.author == user_id
        else {"shared": str(scenario.id)}
        for scenario in session.scalars(known)
    ]


def forget(session: Session, user_id: UUID) -> None:
    """Let go of their scenarios, and of their leave to look at others'; who applied one is an id without a person."""
    own = select(Scenario.id).where(Scenario.author == user_id)
    # Notices of them bear their titles, and lead nowhere any more.
    about = [f"scenario:{one}" for one in session.scalars(own)]
    session.execute(delete(Notice).where(Notice.about.in_(about)))
    theirs = or_(ScenarioShare.user_id == user_id, ScenarioShare.scenario.in_(own))
    session.execute(delete(ScenarioShare).where(theirs))
    session.execute(delete(Scenario).where(Scenario.author == user_id))
