"""Working together within one voice: handing an area to somebody, and comments, which no other voice ever reads."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from interlace.assessments.answering import fillable
from interlace.assessments.asked import instrument_of_round, item_of, items_of_area
from interlace.assessments.given import Reading
from interlace.assessments.showing import Person, names
from interlace.assessments.telling import people_of_voices, tell_people
from interlace.assessments.voices import asker, own_assessment, person_of, reader
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import AssessmentComment, AssessmentPerson, AssessmentRound
from interlace.db.models.assessments import MOST_WORDS
from interlace.errors import Conflict, FieldProblem, Forbidden, Invalid, Unknown
from interlace.notices.telling import take_back

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.reading.view import View

MOST_COMMENTS = 2_000


def hand_over(
    database: Database, principal: Principal, tenant_id: UUID, assessment_id: UUID, given: Mapping[str, object]
) -> None:
    """Hand an `area` to a person of the same voice (`user`), who is told. Handed to them already, nothing changes.

    Raises Invalid, Closed; Unknown also for somebody who does not speak in this voice.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        found, asked = fillable(unit, assessment_id)
        read = Reading(given, ("area", "user"))
        instrument = instrument_of_round(unit.session, asked)
        read.take(lambda: items_of_area(instrument, given.get("area")))
        person = read.take(lambda: _person(given.get("user")))
        read.finish()
        if person not in people_of_voices(unit.session, [found])[found.id] and person != person_of(principal):
            raise Unknown(f"There is nobody {person} who speaks in this voice.")
        row = insert(AssessmentPerson).values(
            assessment=found.id, user_id=person, area=str(given["area"]), named_at=unit.at
        )
        made = unit.session.execute(row.on_conflict_do_nothing().returning(AssessmentPerson.user_id)).first()
        if made is None:
            return
        if person != principal.id:
            tell_people(unit, found, "assessment-handed", [person])
        unit.did("assessment.hand_over", f"assessment:{found.id}", area=str(given["area"]), user=str(person))


def take_from(
    database: Database, principal: Principal, tenant_id: UUID, assessment_id: UUID, given: Mapping[str, object]
) -> None:
    """Take an `area` from a person again (`user`). Raises Unknown, Closed, Invalid."""
    with tenancy.writing(database, tenant_id, principal) as unit:
        found, _ = fillable(unit, assessment_id)
        read = Reading(given, ("area", "user"))
        area = read.take(lambda: read.text("area", 64))
        person = read.take(lambda: _person(given.get("user")))
        read.finish()
        gone = delete(AssessmentPerson).where(
            AssessmentPerson.assessment == found.id, AssessmentPerson.user_id == person, AssessmentPerson.area == area
        )
        if unit.session.scalar(gone.returning(AssessmentPerson.user_id)) is None:
            raise Unknown("The area was not handed to them.")
        others = select(func.count()).where(
            AssessmentPerson.assessment == found.id, AssessmentPerson.user_id == person, AssessmentPerson.area != ""
        )
        if not unit.session.scalar(others):
            take_back(unit.session, "assessment-handed", f"assessment:{found.id}", people=[person])
        unit.did("assessment.take_from", f"assessment:{found.id}", area=area, user=str(person))


def _person(given: object) -> UUID:
    try:
        if given is not None and given != "":
            return given if isinstance(given, UUID) else UUID(str(given))
    except ValueError as error:
        raise Invalid([FieldProblem("/user", "bad-value")]) from error
    raise Invalid([FieldProblem("/user", "required")])


def people(
    database: Database, principal: Principal, tenant_id: UUID, view: View, assessment_id: UUID
) -> Sequence[Person]:
    """The people of one's own voice in an assessment, by name. Raises Unknown."""
    with tenancy.reading(database, tenant_id) as session:
        found = own_assessment(reader(session, principal, view), assessment_id)
        known = names(session, people_of_voices(session, [found])[found.id])
    told = [Person(person, name) for person, name in known.items() if person is not None]
    return sorted(told, key=lambda one: (one.name, str(one.id)))


def comment(
    database: Database, principal: Principal, tenant_id: UUID, assessment_id: UUID, given: Mapping[str, object]
) -> UUID:
    """Say something (`text`) to the others of one's own voice about an `item`, or about the whole.

    Raises Unknown, Invalid, Forbidden for programs; Conflict where there are too many.
    """
    writer = _writer(principal)
    with tenancy.writing(database, tenant_id, principal) as unit:
        found = own_assessment(asker(unit.session, principal, unit.today), assessment_id)
        read = Reading(given, ("item", "text"))
        asked = unit.session.scalars(select(AssessmentRound).where(AssessmentRound.id == found.round)).one()
        text = read.take(lambda: read.text("text", MOST_WORDS))
        item = None
        if given.get("item") not in (None, ""):
            instrument = instrument_of_round(unit.session, asked)
            item = read.take(lambda: item_of(instrument, given.get("item")).id)
        read.finish()
        count = select(func.count()).where(AssessmentComment.assessment == found.id)
        if (unit.session.scalar(count) or 0) >= MOST_COMMENTS:
            raise Conflict(f"An assessment has at most {MOST_COMMENTS} comments.")
        made = AssessmentComment(
            id=new_id(), assessment=found.id, item=item, text=text, author=writer, written_at=unit.at
        )
        unit.session.add(made)
        unit.session.flush()
        unit.did("assessment.comment", f"assessment:{found.id}", **({} if item is None else {"item": item}))
        return made.id


def remove_comment(
    database: Database, principal: Principal, tenant_id: UUID, assessment_id: UUID, comment_id: UUID
) -> None:
    """Take back a comment of one's own. Raises Unknown, also for another's; Forbidden for programs."""
    writer = _writer(principal)
    with tenancy.writing(database, tenant_id, principal) as unit:
        found = own_assessment(asker(unit.session, principal, unit.today), assessment_id)
        row = unit.session.scalar(
            select(AssessmentComment).where(
                AssessmentComment.assessment == found.id, AssessmentComment.id == comment_id
            )
        )
        if row is None or row.author != writer:
            raise Unknown(f"There is no comment {comment_id} of yours.")
        unit.session.delete(row)
        unit.did("assessment.uncomment", f"assessment:{found.id}")


def _writer(principal: Principal) -> UUID:
    """Who writes a comment. Raises Forbidden for programs."""
    if principal.kind != "user" or principal.id is None:
        raise Forbidden("Comments are between people.")
    return principal.id
