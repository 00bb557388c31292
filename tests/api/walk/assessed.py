"""What A sent in its own voice and a reviewer about it, released: for those who speak for A or look after it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from interlace.assessments.snapshots import freeze
from interlace.db import tenancy
from interlace.db.models import Assessment, AssessmentRound, AssessmentTarget
from interlace.principals import SYSTEM
from policies.instruments import shipped

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database

INSTRUMENT = "checklist-real-equality"


def area() -> str:
    """An area of the instrument."""
    return shipped()[INSTRUMENT].areas[0].id


def release(database: Database, tenant_id: UUID) -> UUID:
    """Two rounds of which one is past, and a target; the id of the latest round."""
    instrument, at = shipped()[INSTRUMENT], datetime.now(UTC)
    named = {"instrument": instrument.id, "version": instrument.version, "due_on": at.date()}
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        for title, voices in (("Earlier", ("body",)), ("Latest", ("body", "reviewer"))):
            of = AssessmentRound(title=title, voices=[*voices], **named)
            unit.session.add(of)
            unit.session.flush()
            for voice in voices:
                who = {"body": "A", "author": "A" if voice == "body" else None, "voice": voice}
                one = Assessment(round=of.id, **who, state="released", sent_at=at, released_at=at)
                unit.session.add(one)
                unit.session.flush()
                freeze(unit.session, one.id, instrument, at)
        wanted = {"instrument": INSTRUMENT, "area": area(), "target": 75, "by_day": date(2030, 1, 1)}
        unit.session.add(AssessmentTarget(body="A", **wanted, set_at=at))
        unit.did("assessment.release", f"round:{of.id}")
        found: UUID = of.id
        return found
