"""Answers to findings: what a body makes of one, and how a dispute is settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from graph.explain import explain
from interlace.cases.keeping import begun, kept
from interlace.cases.rights import may_settle
from interlace.cases.states import AT_REST, SETTLING, state_of, waits_for_settlement
from interlace.cases.telling import answered, unreminded
from interlace.cases.values import NewAnswer, new_answer, require_until
from interlace.cases.writing import touching
from interlace.db.identifiers import new_id
from interlace.db.models import Case, CaseAnswer, Episode
from interlace.errors import Conflict, FieldProblem, Forbidden, Invalid, Stale
from interlace.identity.permissions import Operation, may, require

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.cases.keeping import Kept
    from interlace.cases.writing import Touched
    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.snapshots.store import SnapshotStore

__all__ = ["NewAnswer", "answer"]


def answer(
    database: Database, store: SnapshotStore, principal: Principal, tenant_id: UUID, values: Mapping[str, object]
) -> str:
    """Answer a finding, or settle what a body disputes of it (`finding`, `said`, `after`, and what belongs to that).

    Returns the finding's key. Raises Invalid, Unknown, Forbidden; Stale where another answer came first; Conflict
    where the finding, as it stands, does not admit the answer.
    """
    given = new_answer(values)
    with touching(database, store, principal, tenant_id, given.finding) as case:
        require_until(given, case.unit.today)
        body = _body_for(case, given)
        known = kept(case.session, [case.key]).get(case.key)
        number = known.case.answers if known else 0
        if number != given.after:
            raise Stale(given.after, number)
        _check(case, given, known, body)
        _write(case, given, body, number + 1)
    return given.finding


def _body_for(case: Touched, given: NewAnswer) -> str | None:
    """The body for which it is said; who settles speaks for none. Raises Forbidden, Invalid."""
    unit = case.unit
    if given.said in SETTLING:
        if given.body is not None:
            raise Invalid([FieldProblem("/body", "bad-value")])
        return None
    if given.body is not None:
        if given.body not in case.involved:
            raise Invalid([FieldProblem("/body", "bad-choice", {"choices": ", ".join(case.involved) or "none"})])
        require(unit.session, unit.principal, Operation.FINDING_ANSWER, unit.today, given.body)
        return given.body
    for body in case.involved:
        if may(unit.session, unit.principal, Operation.FINDING_ANSWER, unit.today, body):
            return body
    require(unit.session, unit.principal, Operation.FINDING_ANSWER, unit.today, *case.involved)
    return None


def _check(case: Touched, given: NewAnswer, known: Kept | None, body: str | None) -> None:
    """Raise Conflict where the finding as it stands does not admit the answer, Forbidden where it is not theirs."""
    last = known.last if known else None
    state = state_of(present=case.seen.present, last=last, today=case.unit.today)
    if given.said in SETTLING:
        _check_settlement(case, state, last)
    elif given.said == "closed":
        _check_closing(case)
    elif state == "closed":
        raise Conflict(
            "This finding is no longer there: the register shows no such gap or question today. Nothing is left to"
            " answer; you may say what was done, and close it by hand."
        )
    elif state == "disputed" and last is not None and not _is_own_dispute(case, last, body):
        raise Conflict(
            "The finding is disputed: until that is settled only the body that disputes it can say something else."
        )


def _is_own_dispute(case: Touched, last: CaseAnswer, body: str | None) -> bool:
    """Whether the body that disputed, or in a settled dispute any that answers for it, takes it up again."""
    if last.said == "disputed":
        return last.body == body
    disputing = case.session.scalar(
        select(CaseAnswer.body)
        .where(CaseAnswer.finding == case.key, CaseAnswer.said == "disputed")
        .order_by(CaseAnswer.number.desc())
        .limit(1)
    )
    return disputing == body


def _check_settlement(case: Touched, state: str, last: CaseAnswer | None) -> None:
    if not waits_for_settlement(state, last) or last is None:
        if not may(case.session, case.unit.principal, Operation.FINDING_SETTLE, case.unit.today, *case.involved):
            require(case.session, case.unit.principal, Operation.FINDING_SETTLE, case.unit.today, *case.involved)
        raise Conflict("Nothing is disputed here that waits to be settled.")
    if not may_settle(case.session, case.unit.principal, case.unit.today, last.body, last.by):
        raise Forbidden(
            "A dispute is settled by an administrator or by a steward of a body above the one that disputes, and not"
            " by whoever disputed."
        )


def _check_closing(case: Touched) -> None:
    found = case.seen.found
    if found is not None:
        closes = explain(case.seen.view.analysis, found.rule, found.row, "en").closes
        raise Conflict(f"The finding is still there, so it cannot be closed by hand. What would close it: {closes}")
    if case.session.scalar(select(Episode.id).where(Episode.finding == case.key).limit(1)) is None:
        raise Conflict("This finding was never seen here, so there is nothing to close.")


def _write(case: Touched, given: NewAnswer, body: str | None, number: int) -> None:
    unit = case.unit
    known = begun(unit, case.seen)
    episode = known.episode if case.seen.present else _closed_by_hand(case)
    written = CaseAnswer(
        id=new_id(),
        finding=case.key,
        number=number,
        episode=episode,
        said=given.said,
        reason=given.reason,
        evidence_url=given.evidence_url,
        until=given.until,
        body=body,
        by=unit.principal.label,
        at=unit.at,
        revision=unit.head.revision,
    )
    unit.session.add(written)
    unit.session.execute(update(Case).where(Case.finding == case.key).values(answers=number))
    unit.session.flush()
    unit.did("finding.answer", f"case:{case.key}", said=given.said, body=body, number=number)
    payload = {
        "said": given.said,
        "number": number,
        "body": body,
        "at": unit.at.isoformat(),
        "subject": case.seen.parts.subject,
        "object": case.seen.parts.object or None,
    }
    if given.said in AT_REST:
        unreminded(unit.session, case.key)
    answered(case, payload, body)


def _closed_by_hand(case: Touched) -> UUID:
    """The last episode, which ends here unless it is over already; somebody has said what they did."""
    rows = select(Episode).where(Episode.finding == case.key)
    last = case.session.scalars(rows.order_by(Episode.closed_on.desc().nulls_first(), Episode.id.desc())).first()
    assert last is not None  # noqa: S101 - it was looked for before
    if last.closed_on is None:
        last.closed_on, last.closed_revision = case.unit.today, case.unit.head.revision
    last.closed_by = "hand"
    case.session.flush()
    return last.id
