"""Who owns a case beside those who own it by the rule, and until when it is to be closed together."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from interlace.cases.keeping import begun, owner_changes
from interlace.cases.rights import require_part
from interlace.cases.telling import owned, unreminded
from interlace.cases.values import checked, codes, day, key, whole
from interlace.cases.writing import touching
from interlace.db.models import Body, Case, CaseOwner
from interlace.errors import FieldProblem, Invalid, Stale
from interlace.identity.permissions import Operation, require

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.cases.writing import Touched
    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.snapshots.store import SnapshotStore

MOST_OWNERS = 50
#: A joint deadline is no further away than this.
LONGEST = timedelta(days=10 * 366)
OWNER_FIELDS = {"finding": key, "revision": whole, "owners": codes, "deadline": day}


def set_owners(
    database: Database, store: SnapshotStore, principal: Principal, tenant_id: UUID, values: Mapping[str, object]
) -> str:
    """Say who owns a case (`owners`: codes of bodies, all of them) and its `deadline`; what is left out stays.

    `deadline` null takes it back. `revision` is that of the case as its changer knows it, 0 before the first change.
    Returns the finding's key. Raises Invalid, Unknown, Forbidden, Stale.
    """
    # No deadline is something that can be said; no owners are not.
    given: dict[str, Any] = checked(values, OWNER_FIELDS, "finding", "revision")
    if values.get("owners") is not None and not given["owners"]:
        raise Invalid([FieldProblem("/owners", "required")])
    with touching(database, store, principal, tenant_id, given["finding"]) as case:
        unit = case.unit
        require(unit.session, principal, Operation.FINDING_ANSWER, unit.today, *case.involved)
        require_part(unit.session, principal, unit.today, case.key, case.involved)
        known = unit.session.scalar(select(Case.revision).where(Case.finding == case.key)) or 0
        if known != given["revision"]:
            raise Stale(given["revision"], known)
        changed: dict[str, Any] = {}
        if "deadline" in values:
            changed["deadline"] = _deadline(case, given.get("deadline"))
            if changed["deadline"] != unit.session.scalar(select(Case.deadline).where(Case.finding == case.key)):
                unreminded(unit.session, case.key)
        wanted = _owners(case, given["owners"]) if "owners" in given else None
        begun(unit, case.seen)
        if wanted is not None:
            _keep_owners(case, wanted)
        unit.session.execute(update(Case).where(Case.finding == case.key).values(revision=known + 1, **changed))
        details = {name: None if value is None else value.isoformat() for name, value in changed.items()}
        unit.did("case.own", f"case:{case.key}", **details, **({} if wanted is None else {"owners": list(wanted)}))
        if wanted is not None:
            owned(case, wanted)
    return str(given["finding"])


def _deadline(case: Touched, deadline: Any) -> Any:  # noqa: ANN401 - a day or nothing
    today = case.unit.today
    if deadline is not None and not today <= deadline <= today + LONGEST:
        span = {"first": today.isoformat(), "last": (today + LONGEST).isoformat()}
        raise Invalid([FieldProblem("/deadline", "bad-span", span)])
    return deadline


def _owners(case: Touched, wanted: tuple[str, ...]) -> tuple[str, ...]:
    if len(wanted) > MOST_OWNERS:
        raise Invalid([FieldProblem("/owners", "item-count", {"most": str(MOST_OWNERS)})])
    known = set(case.session.scalars(select(Body.code).where(Body.code.in_(wanted))))
    # Owners by the rule are known; of others a code that no body has is a mistake.
    if set(wanted) - known - set(case.seen.owners):
        raise Invalid([FieldProblem("/owners", "unknown-code", {"tables": "bodies"})])
    return wanted


def _keep_owners(case: Touched, wanted: tuple[str, ...]) -> None:
    """Keep how the owners differ from those of the rule, and leave alone what stays as it was."""
    before = {change.body: change.owns for change in owner_changes(case.session, [case.key]).get(case.key, ())}
    differing = {body: True for body in wanted if body not in case.seen.owners}
    differing |= {body: False for body in case.seen.owners if body not in wanted}
    gone = [body for body in before if before[body] != differing.get(body)]
    case.session.execute(delete(CaseOwner).where(CaseOwner.finding == case.key, CaseOwner.body.in_(gone)))
    for body, owns in differing.items():
        if before.get(body) != owns:
            one = CaseOwner(finding=case.key, body=body, owns=owns, by=case.unit.principal.label, at=case.unit.at)
            case.session.add(one)
    case.session.flush()
