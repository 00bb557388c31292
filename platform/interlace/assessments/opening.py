"""Rounds: opened for chosen bodies until a day, brought to more of them, closed, and opened again while nobody has
read another voice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from interlace.assessments.asked import instrument_of, newest_version
from interlace.assessments.given import MOST_BODIES, MOST_INVITED, Invited, Reading, invited_of, round_of
from interlace.assessments.showing import RoundTold, told_round
from interlace.assessments.telling import tell_closed, tell_opened
from interlace.assessments.voices import WHOLE, all_of, asker, bodies_of, managed_round, person_of, require_managing
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Assessment, AssessmentPerson, AssessmentRound, Body
from interlace.db.models.assessments import MOST_TITLE_CHARACTERS, MOST_WORDS
from interlace.errors import Conflict, FieldProblem, Invalid, Stale
from interlace.notices.people import is_member, people_of_each

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal


def open_round(database: Database, principal: Principal, tenant_id: UUID, given: Mapping[str, object]) -> RoundTold:
    """Ask bodies to fill in an instrument until a day (`given.ROUND_FIELDS`). Their people are told at once.

    Raises Invalid, Forbidden; Unknown where there is no such instrument; Conflict for a reviewer who writes for a body
    that speaks.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        wanted = round_of(given, unit.today)
        require_managing(asker(unit.session, principal, unit.today), [one.body for one in wanted.bodies])
        _check_bodies(unit.session, wanted.bodies, unit.today)
        version = wanted.version or newest_version(unit.session, wanted.instrument)
        instrument_of(unit.session, wanted.instrument, version)
        made = AssessmentRound(
            id=new_id(),
            title=wanted.title,
            description=wanted.description,
            instrument=wanted.instrument,
            version=version,
            voices=list(wanted.voices),
            due_on=wanted.due_on,
            opened_by=person_of(principal),
            opened_at=unit.at,
            revision=1,
        )
        unit.session.add(made)
        unit.session.flush()
        opened = [one for body in wanted.bodies for one in _settle(unit, made, body)]
        tell_opened(unit, made, opened)
        unit.did("round.open", f"round:{made.id}", instrument=made.instrument, bodies=len(wanted.bodies))
        return told_round(asker(unit.session, principal, unit.today), made)


def add_bodies(
    database: Database, principal: Principal, tenant_id: UUID, round_id: UUID, given: Mapping[str, object]
) -> RoundTold:
    """Bring a round to more bodies, or further civil-society bodies and reviewers to those that it has (`bodies`).

    Raises Unknown, Forbidden, Invalid; Conflict where the round is closed, the voices on a body were released, or for
    a reviewer who writes for a body that speaks.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        found = managed_round(asker(unit.session, principal, unit.today), round_id)
        read = Reading(given, ("bodies",))
        bodies = read.take(lambda: invited_of(given.get("bodies"), tuple(found.voices)))
        read.finish()
        require_managing(asker(unit.session, principal, unit.today), [one.body for one in bodies])
        _check_bodies(unit.session, bodies, unit.today)
        must_be_open(found)
        if len({*bodies_of(unit.session, round_id), *(one.body for one in bodies)}) > MOST_BODIES:
            raise Invalid([FieldProblem("/bodies", "item-count", {"most": str(MOST_BODIES)})])
        opened = [one for body in bodies for one in _settle(unit, found, body)]
        found.revision += 1
        unit.session.flush()
        tell_opened(unit, found, opened)
        unit.did("round.add_bodies", f"round:{round_id}", bodies=len(bodies))
        return told_round(asker(unit.session, principal, unit.today), found)


def change_round(
    database: Database, principal: Principal, tenant_id: UUID, round_id: UUID, given: Mapping[str, object]
) -> RoundTold:
    """Change what is given of `title`, `description` and `due_on`; `revision` is the one that was read.

    Raises Unknown, Forbidden, Invalid, Stale; Conflict where the round is closed.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        found = managed_round(asker(unit.session, principal, unit.today), round_id)
        read = Reading(given, ("revision", "title", "description", "due_on"))
        revision = read.take(read.revision)
        title = read.take(lambda: read.text("title", MOST_TITLE_CHARACTERS)) if "title" in given else found.title
        words = read.take(lambda: read.text("description", MOST_WORDS, required=False))
        due = read.take(lambda: read.day("due_on", unit.today)) if "due_on" in given else found.due_on
        read.finish()
        must_be_open(found)
        if revision != found.revision:
            raise Stale(revision, found.revision)
        found.title = title or found.title
        if "description" in given:
            found.description = words
        found.due_on = due
        found.revision += 1
        unit.session.flush()
        unit.did("round.change", f"round:{round_id}")
        return told_round(asker(unit.session, principal, unit.today), found)


def close_round(database: Database, principal: Principal, tenant_id: UUID, round_id: UUID) -> RoundTold:
    """Close a round: nothing more is answered or sent, drafts stay as they are.

    Raises Unknown, Forbidden; Conflict where it is closed already.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        found = managed_round(asker(unit.session, principal, unit.today), round_id)
        must_be_open(found)
        found.closed_at = unit.at
        found.revision += 1
        unit.session.flush()
        tell_closed(unit, found)
        unit.did("round.close", f"round:{round_id}")
        return told_round(asker(unit.session, principal, unit.today), found)


def reopen_round(database: Database, principal: Principal, tenant_id: UUID, round_id: UUID) -> RoundTold:
    """Open a closed round again. Raises Unknown, Forbidden; Conflict where it is open, or voices were released in it:
    whoever has read the others would not answer blind.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        found = managed_round(asker(unit.session, principal, unit.today), round_id)
        if found.closed_at is None:
            raise Conflict("The round is open.")
        released = select(func.count()).where(Assessment.round == round_id, Assessment.state == "released")
        if unit.session.scalar(released):
            raise Conflict("Voices of this round were released, so it is not opened again. Open a new round instead.")
        found.closed_at = None
        found.revision += 1
        unit.session.flush()
        unit.did("round.reopen", f"round:{round_id}")
        return told_round(asker(unit.session, principal, unit.today), found)


def must_be_open(found: AssessmentRound) -> None:
    """Raise Conflict where a round is closed."""
    if found.closed_at is not None:
        raise Conflict("The round is closed.")


def _settle(unit: Unit, found: AssessmentRound, invited: Invited) -> list[Assessment]:
    """Make what is missing of a body's assessments, and name reviewers; what was made."""
    there = all_of(unit.session, found.id, invited.body)
    if any(one.state == "released" for one in there):
        raise Conflict(
            f"The voices on {invited.body} were opened to each other, and what it scored is in the register: whoever "
            "is asked now would not answer blind. Open a new round instead."
        )
    wanted: list[tuple[str, str | None]] = [("body", invited.body)] if "body" in found.voices else []
    wanted += [("civil_society", code) for code in invited.civil_society]
    wanted += [("reviewer", None)] if "reviewer" in found.voices else []
    known = {(one.voice, one.author) for one in there}
    made = [
        Assessment(id=new_id(), round=found.id, body=invited.body, voice=voice, author=author, state="open", version=1)
        for voice, author in wanted
        if (voice, author) not in known
    ]
    unit.session.add_all(made)
    unit.session.flush()
    _must_be_others(unit.session, invited, {one.author for one in [*there, *made] if one.author is not None})
    reviews = [one for one in [*there, *made] if one.voice == "reviewer" and one.state in {"open", "in_review"}]
    for review in reviews[-1:]:
        _name(unit, review, invited.reviewers)
    return made


def _must_be_others(session: Session, invited: Invited, authors: Collection[str]) -> None:
    """Raise Conflict where somebody is to review who writes for a body that speaks: they have read its draft already,
    or written it.
    """
    people = {person for some in people_of_each(session, {invited.body, *authors}).values() for person in some}
    if people & set(invited.reviewers):
        raise Conflict(
            f"Whoever writes for {invited.body}, or for civil society that is asked about it, does not review it."
        )


def _name(unit: Unit, review: Assessment, people: Sequence[UUID]) -> None:
    rows = select(AssessmentPerson.user_id).where(
        AssessmentPerson.assessment == review.id, AssessmentPerson.area == WHOLE
    )
    known = set(unit.session.scalars(rows))
    fresh = [person for person in people if person not in known]
    if len(known) + len(fresh) > MOST_INVITED:
        raise Invalid([FieldProblem("/bodies", "item-count", {"most": str(MOST_INVITED)})])
    unit.session.add_all(
        AssessmentPerson(assessment=review.id, user_id=person, area=WHOLE, named_at=unit.at) for person in fresh
    )
    unit.session.flush()


def _check_bodies(session: Session, invited: Sequence[Invited], today: date) -> None:
    """Raise Invalid, naming each, where a body is not there today or a reviewer is no member."""
    codes = {code for one in invited for code in (one.body, *one.civil_society)}
    begun = or_(Body.valid_from.is_(None), Body.valid_from <= today)
    goes_on = or_(Body.valid_to.is_(None), Body.valid_to >= today)
    rows = session.execute(select(Body.code, Body.level).where(Body.code.in_(codes), begun, goes_on))
    levels = {row.code: row.level for row in rows}
    problems = []
    for place, one in enumerate(invited):
        if one.body not in levels:
            told = {"value": one.body, "tables": "bodies"}
            problems.append(FieldProblem(f"/bodies/{place}/body", "unknown-code", told))
        for number, code in enumerate(one.civil_society):
            if levels.get(code) != "civil_society" or code == one.body:
                told = {"value": code, "tables": "bodies"}
                problems.append(FieldProblem(f"/bodies/{place}/civil_society/{number}", "unknown-code", told))
        for number, person in enumerate(one.reviewers):
            if not is_member(session, person):
                problems.append(FieldProblem(f"/bodies/{place}/reviewers/{number}", "bad-value"))
    if problems:
        raise Invalid(problems)
