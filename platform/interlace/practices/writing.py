"""Writing practices, proposing them for publication, archiving and removing them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from interlace.commons import standing_of, withdraw_subject
from interlace.commons.deciding import propose_in
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Action, Body, Practice, Publication
from interlace.errors import Conflict, FieldProblem, Invalid, Stale
from interlace.identity.permissions import Operation, require
from interlace.practices.showing import PracticeTold, seen_practice, told_practice
from interlace.practices.values import read_values

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal

MOST_OF_A_BODY = 500


def write(database: Database, principal: Principal, tenant_id: UUID, given: Mapping[str, object]) -> PracticeTold:
    """Begin a practice of a body (`body`, code), which only those see who may see its drafts.

    Raises Invalid, Forbidden; Conflict where the body has too many.
    """
    body, values = _new(given)
    with tenancy.writing(database, tenant_id, principal) as unit:
        _require_new(unit.session, principal, unit.today, body, values)
        made = Practice(id=new_id(), body=body, written_by=_person(principal), written_at=unit.at, **values)
        unit.session.add(made)
        unit.session.flush()
        unit.did("practice.write", f"practice:{made.id}", body=body)
        return told_practice(unit.session, principal, made, unit.today, drafts=True)


def look(database: Database, principal: Principal, tenant_id: UUID, given: Mapping[str, object]) -> PracticeTold | None:
    """The practice of this body, title and language that there is, if any. Raises as `write`; writes nothing."""
    body, values = _new(given)
    today = datetime.now(UTC).date()
    with tenancy.reading(database, tenant_id) as session:
        _require_new(session, principal, today, body, values)
        called = {"body": body, "title": values["title"], "language": values["language"]}
        there = session.scalar(select(Practice).filter_by(**called).order_by(Practice.id).limit(1))
        return None if there is None else told_practice(session, principal, there, today, drafts=True)


def _new(given: Mapping[str, object]) -> tuple[str, dict[str, Any]]:
    """The body of a new practice, and its values. Raises Invalid."""
    body = given.get("body")
    if not isinstance(body, str) or not body.strip():
        raise Invalid([FieldProblem("/body", "required" if body in (None, "") else "bad-text")])
    return body, read_values(given, "title", "summary", "language", also=("body",))


def _require_new(session: Session, principal: Principal, today: date, body: str, values: Mapping[str, Any]) -> None:
    """Raise Forbidden, Invalid or Conflict where such a practice may not be begun."""
    require(session, principal, Operation.RECORDS_WRITE, today, body)
    if session.scalar(select(Body.id).where(Body.code == body)) is None:
        raise Invalid([FieldProblem("/body", "unknown-code", {"tables": "bodies"})])
    _require_actions(session, values)
    if len(session.scalars(select(Practice.id).where(Practice.body == body)).all()) >= MOST_OF_A_BODY:
        raise Conflict(f"A body has at most {MOST_OF_A_BODY} practices: remove drafts that nobody needs.")


def change(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    practice_id: UUID,
    revision: int,
    given: Mapping[str, object],
) -> None:
    """Write on, at the revision that one has read; what is left out stays. What is published stays as it is until
    the newer words are proposed and published; what is archived becomes a draft again.

    Raises Unknown, Forbidden, Invalid, Stale; Conflict while a decision is waited for.
    """
    values = read_values(given)
    with tenancy.writing(database, tenant_id, principal) as unit:
        found = _to_write(unit, practice_id, revision)
        if "proposed" in standing_of(unit.session, "practice", practice_id):
            raise Conflict("It waits for the decision of the tenant: take the proposal back first.")
        _require_actions(unit.session, values)
        _require_period(found, values)
        for name, value in values.items():
            setattr(found, name, value)
        found.state = "draft" if found.state == "archived" else found.state
        _written(unit, found)
        unit.did("practice.change", f"practice:{found.id}", fields=sorted(values))


def propose(
    database: Database, principal: Principal, tenant_id: UUID, practice_id: UUID, revision: int | None = None
) -> UUID:
    """The body decides that it may be published; the publication. Raises as `commons.propose`, and Stale."""
    with tenancy.writing(database, tenant_id, principal) as unit:
        found, _ = seen_practice(unit.session, principal, practice_id, unit.today)
        if revision is not None and revision != found.revision:
            raise Stale(revision, found.revision)
        if found.state == "archived":
            found.state = "draft"
            unit.session.flush()
        return propose_in(unit, "practice", practice_id)


def archive(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    practice_id: UUID,
    revision: int,
    reason: str | None = None,
) -> None:
    """Take it back from the commons, and from whoever decides, and keep it. Raises Unknown, Forbidden, Stale."""
    with tenancy.writing(database, tenant_id, principal) as unit:
        found = _to_write(unit, practice_id, revision)
        withdraw_subject(unit, "practice", practice_id, reason)
        found.state = "archived"
        _written(unit, found)
        unit.did("practice.archive", f"practice:{found.id}")


def remove(database: Database, principal: Principal, tenant_id: UUID, practice_id: UUID, revision: int) -> None:
    """Take out a draft that was never proposed. Raises Unknown, Forbidden, Stale, Conflict."""
    with tenancy.writing(database, tenant_id, principal) as unit:
        found = _to_write(unit, practice_id, revision)
        proposed = select(Publication.id).where(Publication.subject == f"practice:{practice_id}").limit(1)
        if unit.session.scalar(proposed) is not None:
            raise Conflict("What was proposed once is kept: archive it instead.")
        unit.session.delete(found)
        unit.session.flush()
        unit.did("practice.remove", f"practice:{practice_id}")


def _to_write(unit: Unit, practice_id: UUID, expected: int) -> Practice:
    """The practice, if the principal may write it and nobody has since it was read."""
    found, _ = seen_practice(unit.session, unit.principal, practice_id, unit.today)
    require(unit.session, unit.principal, Operation.RECORDS_WRITE, unit.today, found.body)
    if found.revision != expected:
        raise Stale(expected, found.revision)
    return found


def _written(unit: Unit, found: Practice) -> None:
    found.written_by, found.written_at = _person(unit.principal), unit.at
    found.revision += 1
    unit.session.flush()


def _require_actions(session: Session, values: Mapping[str, Any]) -> None:
    """Raise Invalid for codes that are no action's."""
    codes = values.get("actions") or []
    known = set(session.scalars(select(Action.code).where(Action.code.in_(codes)))) if codes else set()
    problems = [
        FieldProblem(f"/actions/{place}", "unknown-code", {"tables": "actions"})
        for place, code in enumerate(codes)
        if code not in known
    ]
    if problems:
        raise Invalid(problems)


def _require_period(found: Practice, values: Mapping[str, Any]) -> None:
    starts, ends = values.get("starts_on", found.starts_on), values.get("ends_on", found.ends_on)
    if starts is not None and ends is not None and ends < starts:
        raise Invalid([FieldProblem("/ends_on", "end-before-start")])


def _person(principal: Principal) -> UUID | None:
    return principal.id if principal.kind == "user" else None
