"""Gatherings made, changed and removed by the people of a body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Body, Gathering, Publication
from interlace.errors import Conflict, FieldProblem, Invalid, Stale
from interlace.gatherings.showing import GatheringTold, seen, told
from interlace.gatherings.values import read_kind, read_values, stored, values_of
from interlace.identity.permissions import Operation, require

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal

#: Of one body.
MOST_GATHERINGS = 500


def create(database: Database, principal: Principal, tenant_id: UUID, given: Mapping[str, object]) -> GatheringTold:
    """A new gathering of a `kind`, of a `body` (code), with what `interlace.gatherings.values` reads; first a draft.

    Raises Forbidden, Invalid; Conflict where the body has too many.
    """
    kind = read_kind(given.get("kind"))
    values = read_values(kind, {name: one for name, one in given.items() if name not in {"kind", "body"}})
    with tenancy.writing(database, tenant_id, principal) as unit:
        body = _body(unit, given.get("body"))
        require(unit.session, principal, Operation.RECORDS_WRITE, unit.today, body)
        count = select(func.count()).select_from(Gathering).where(Gathering.body == body)
        if (unit.session.scalar(count) or 0) >= MOST_GATHERINGS:
            raise Conflict(f"A body keeps at most {MOST_GATHERINGS} of these: remove one first.")
        made = Gathering(
            id=new_id(),
            kind=kind,
            body=body,
            made_by=principal.id if principal.kind == "user" else None,
            made_at=unit.at,
            changed_at=unit.at,
            revision=1,
            **stored(values),
        )
        unit.session.add(made)
        unit.session.flush()
        unit.did("gathering.create", f"gathering:{made.id}", kind=kind, body=body)
        return told(made)


def _body(unit: Unit, given: object) -> str:
    if not isinstance(given, str) or not given:
        raise Invalid([FieldProblem("/body", "required" if given is None else "bad-text")])
    if "\0" in given or unit.session.scalar(select(Body.id).where(Body.code == given)) is None:
        raise Invalid([FieldProblem("/body", "unknown-code", {"tables": "bodies"})])
    return given


def change(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    gathering_id: UUID,
    revision: int,
    given: Mapping[str, object],
) -> GatheringTold:
    """Change what is given. What is published stays as it was published until it is proposed anew.

    Raises Forbidden, Invalid, Unknown, Stale.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        row = _theirs(unit, gathering_id, revision)
        values = read_values(row.kind, given, values_of(row))
        for name, value in stored(values).items():
            setattr(row, name, value)
        row.changed_at, row.revision = unit.at, row.revision + 1
        unit.session.flush()
        unit.did("gathering.change", f"gathering:{gathering_id}")
        return told(row)


def remove(database: Database, principal: Principal, tenant_id: UUID, gathering_id: UUID, revision: int) -> None:
    """Take a draft away. Raises Forbidden, Unknown, Stale; Conflict where it is no draft, which is closed instead, or
    was proposed to the commons once, which is kept.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        row = _theirs(unit, gathering_id, revision)
        if row.state != "draft":
            raise Conflict("Only a draft can be removed. Close it instead.")
        proposed = select(Publication.id).where(Publication.subject == f"{row.kind}:{gathering_id}").limit(1)
        if unit.session.scalar(proposed) is not None:
            raise Conflict("What was proposed once is kept. Close it instead.")
        unit.session.delete(row)
        unit.did("gathering.remove", f"gathering:{gathering_id}")


def _theirs(unit: Unit, gathering_id: UUID, revision: int) -> Gathering:
    """A gathering that the principal may write, as they read it. Raises Unknown, Forbidden, Stale."""
    row = seen(unit.session, unit.principal, unit.today, gathering_id, lock=True)
    require(unit.session, unit.principal, Operation.RECORDS_WRITE, unit.today, row.body)
    if row.revision != revision:
        raise Stale(revision, row.revision)
    return row
