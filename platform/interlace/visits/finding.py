"""What experts write while they visit: of each item, and whatever else they observe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Visit, VisitFinding, VisitObservation
from interlace.errors import Conflict, FieldProblem, Invalid, Unknown
from interlace.visits.assessed import adjusted, assessed, plain, require_area
from interlace.visits.knowing import found_visit, require_expert, require_revision, require_written, written_by_experts
from interlace.visits.values import FINDING_FIELDS, OBSERVATION_FIELDS, REVISION_FIELDS, changes, read
from policies import AREAS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal

MOST_OBSERVATIONS = 200
_CONCLUDED = "The experts have concluded: what they found stands, as the reviewer’s voice."


def find(database: Database, principal: Principal, tenant_id: UUID, visit_id: UUID, given: Mapping[str, object]) -> str:
    """Say of an item that its answer is `confirmed`, `adjusted` (another `answer`, with a `reason`) or `not_seen`.

    `revision` is that of what stands for the item, 0 where nothing does. Returns the item's id. Raises Unknown,
    Invalid, Forbidden, Stale, Conflict.
    """
    values = read(given, FINDING_FIELDS, "item", "said", "revision")
    _require_whole(values)
    with tenancy.writing(database, tenant_id, principal) as unit:
        visit = written_by_experts(unit, visit_id)
        if visit.concluded_at is not None:
            raise Conflict(_CONCLUDED)
        found = assessed(unit.session, visit)
        item = None if found is None else found.instrument.items_by_id.get(values["item"])
        if item is None:
            raise Invalid([FieldProblem("/item", "bad-value")])
        other = adjusted(item, values["answer"]) if values["said"] == "adjusted" else None
        row = unit.session.get(VisitFinding, (tenant_id, visit_id, item.id))
        require_revision(0 if row is None else row.revision, values["revision"])
        told = {"standing": None, "value": None} if other is None else plain(other)
        said = {"said": values["said"], **told, "reason": values.get("reason"), "by": principal.label, "at": unit.at}
        if row is None:
            unit.session.add(VisitFinding(visit=visit_id, item=item.id, **said))
        else:
            for name, value in said.items():
                setattr(row, name, value)
            row.revision += 1
        unit.session.flush()
        unit.did("visit.find", f"visit:{visit_id}", item=item.id, said=values["said"])
        return item.id


def _require_whole(values: Mapping[str, object]) -> None:
    """An adjusted answer has a reason and says what it is; the others say no other answer. Raises Invalid."""
    problems = []
    if values["said"] == "adjusted":
        problems = [FieldProblem(f"/{name}", "required") for name in ("answer", "reason") if values.get(name) is None]
    elif values.get("answer") is not None:
        problems = [FieldProblem("/answer", "bad-value")]
    if problems:
        raise Invalid(problems)


def observe(
    database: Database, principal: Principal, tenant_id: UUID, visit_id: UUID, given: Mapping[str, object]
) -> UUID:
    """Write down a `strength` or another `observation`, of an area or of the whole. Raises Unknown, Invalid, Forbidden,
    Conflict.
    """
    fields = {name: reader for name, reader in OBSERVATION_FIELDS.items() if name != "revision"}
    values = read(given, fields, "kind", "text")
    with tenancy.writing(database, tenant_id, principal) as unit:
        visit = written_by_experts(unit, visit_id)
        require_area(assessed(unit.session, visit), values.get("area"), AREAS.ids)
        written = select(func.count()).select_from(VisitObservation).where(VisitObservation.visit == visit_id)
        if (unit.session.scalar(written) or 0) >= MOST_OBSERVATIONS:
            raise Conflict(f"A visit has at most {MOST_OBSERVATIONS} observations.")
        made = VisitObservation(id=new_id(), visit=visit_id, by=principal.label, at=unit.at, **values)
        unit.session.add(made)
        unit.session.flush()
        unit.did("visit.observe", f"visit:{visit_id}", observation=str(made.id))
        return made.id


def change_observation(
    database: Database, principal: Principal, tenant_id: UUID, observation_id: UUID, given: Mapping[str, object]
) -> UUID:
    """Write it otherwise; what is left out stays. Raises Unknown, Invalid, Forbidden, Stale, Conflict."""
    changed = changes(given, OBSERVATION_FIELDS, "kind", "text")
    with tenancy.writing(database, tenant_id, principal) as unit:
        visit, found = _observation(unit, observation_id)
        require_revision(found.revision, int(str(given["revision"])))
        require_area(assessed(unit.session, visit), changed.get("area"), AREAS.ids)
        for name, value in changed.items():
            setattr(found, name, value)
        found.revision, found.by, found.at = found.revision + 1, principal.label, unit.at
        unit.session.flush()
        unit.did("visit.observe", f"visit:{visit.id}", observation=str(observation_id))
        return observation_id


def remove_observation(
    database: Database, principal: Principal, tenant_id: UUID, observation_id: UUID, given: Mapping[str, object]
) -> None:
    """Take an observation out. Raises Unknown, Invalid, Forbidden, Stale, Conflict."""
    revision = read(given, REVISION_FIELDS, "revision")["revision"]
    with tenancy.writing(database, tenant_id, principal) as unit:
        visit, found = _observation(unit, observation_id)
        require_revision(found.revision, revision)
        unit.session.delete(found)
        unit.session.flush()
        unit.did("visit.forget_observation", f"visit:{visit.id}", observation=str(observation_id))


def _observation(unit: Unit, observation_id: UUID) -> tuple[Visit, VisitObservation]:
    """An observation that an expert may write still. Raises Unknown, Forbidden, Conflict."""
    unknown = Unknown(f"There is no observation {observation_id}.")
    found = unit.session.get(VisitObservation, (unit.tenant_id, observation_id), with_for_update=True)
    if found is None:
        raise unknown
    try:
        visit, part = found_visit(unit.session, unit.principal, found.visit, unit.today, lock=True)
    except Unknown:
        raise unknown from None
    if not part.reads_draft(visit):
        raise unknown
    require_expert(part)
    require_written(visit)
    return visit, found
