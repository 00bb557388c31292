"""Writing to those behind an entry of the commons, and answering: bodies know each other by name, nobody by address."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Body, CommonsApproach, CommonsEntry
from interlace.db.models.commons import MOST_REASON_CHARACTERS
from interlace.errors import Conflict, FieldProblem, Forbidden, Invalid
from interlace.gatherings.accepting import make_room
from interlace.gatherings.between import RECEIVED, ApproachTold, entry_of, seen, state_of, told
from interlace.gatherings.relaying import relay_now
from interlace.identity.permissions import Operation, require
from interlace.notices.telling import take_back

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal

#: So many approaches of one person wait for an answer at the same time.
MOST_WAITING = 20
_FIELDS = ("entry", "body", "text", "kind")
#: What those behind an entry can be asked, the usual first; whoever tells of what they did can be asked to go along.
KINDS_FOR: Mapping[str, tuple[str, ...]] = {
    "practice": ("question", "mentoring"),
    "profile": ("question", "mentoring"),
    "mentoring_offer": ("mentoring", "question"),
    "mentoring_request": ("mentoring", "question"),
    "study_visit": ("application", "question"),
    "event": ("application", "question"),
    "network": ("membership", "question"),
}


def approach(database: Database, principal: Principal, tenant_id: UUID, given: Mapping[str, object]) -> ApproachTold:
    """Write `text` to those behind an `entry` (id), in the name of a `body` (code) of one's own.

    `kind` is `question`, or what entries of this kind are asked: `mentoring`, `application`, `membership`, which it is
    where nothing is said. Raises Forbidden, Unknown, Invalid; Conflict where it cannot be answered any more, one waits
    already, or too many do.
    """
    user_id = person(principal, tenant_id)
    entry_id, body, text, kind = _read(given)
    with tenancy.writing(database, tenant_id, principal) as unit:
        require(unit.session, principal, Operation.RECORDS_WRITE, unit.today, body)
        entry = entry_of(unit.session, entry_id)
        kinds = KINDS_FOR[entry.kind]
        fitting = kinds[0]
        if kind not in {None, *kinds}:
            raise Invalid([FieldProblem("/kind", "bad-choice", {"choices": ", ".join(kinds)})])
        if (entry.tenant_id, entry.body) == (tenant_id, body):
            raise Invalid([FieldProblem("/body", "bad-value")])
        _require_open(unit, entry, kind or fitting)
        _bounded(unit, user_id, entry_id, kind or fitting)
        made = sent(unit, user_id, kind or fitting, body, text, Addressee.of(entry), entry)
        unit.did("approach.send", f"approach:{made.id}", entry=str(entry_id), kind=made.kind, body=body)
        answer = told(unit.session, principal, unit.today, made)
    relay_now(database, made.to_tenant)
    return answer


class Addressee:
    """The body that is written to, and its tenant."""

    def __init__(self, tenant_id: UUID, tenant_name: str, body: str, body_name: str) -> None:
        self.tenant_id, self.tenant_name, self.body, self.body_name = tenant_id, tenant_name, body, body_name

    @classmethod
    def of(cls, entry: CommonsEntry) -> Addressee:
        """The one who published an entry."""
        return cls(entry.tenant_id, entry.tenant_name, entry.body, entry.body_name)


def sent(
    unit: Unit, user_id: UUID, kind: str, body: str, text: str, to: Addressee, entry: CommonsEntry
) -> CommonsApproach:
    """Put an approach about an entry on its way; the other side is told of it once this is committed."""
    name = unit.session.scalar(select(Body.name).where(Body.code == body)) or body
    made = CommonsApproach(
        id=new_id(),
        from_tenant=unit.tenant_id,
        from_tenant_name=unit.head.name or name,
        to_tenant=to.tenant_id,
        to_tenant_name=to.tenant_name,
        entry=entry.id,
        gathering=gathering_of(entry),
        kind=kind,
        title=entry.title,
        to_body=to.body,
        to_name=to.body_name,
        from_user=user_id,
        from_body=body,
        from_name=name,
        text=text,
        state="sent",
        sent_at=unit.at,
    )
    unit.session.add(made)
    unit.session.flush()
    return made


def gathering_of(entry: CommonsEntry) -> UUID | None:
    """The gathering that an entry tells of; none for practices and profiles."""
    known = entry.content.get("gathering")
    return UUID(known) if isinstance(known, str) else None


def answer(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    approach_id: UUID,
    accept: bool,
    text: str | None = None,
) -> ApproachTold:
    """Accept or decline, in the name of the body that was written to. The first answer counts.

    Raises Forbidden, Unknown, Invalid; Conflict where it has ended, or there is no place left.
    """
    said = words("answer", text, required=False)
    with tenancy.writing(database, tenant_id, principal) as unit:
        row = seen(unit.session, principal, unit.today, approach_id, lock=True)
        if row.to_tenant != tenant_id:
            raise Forbidden("Whoever asks does not answer. It can be withdrawn.")
        require(unit.session, principal, Operation.RECORDS_WRITE, unit.today, row.to_body)
        _require_waiting(unit, row)
        if accept:
            make_room(unit, row)
        row.state, row.answer, row.answered_at = "accepted" if accept else "declined", said or None, unit.at
        row.answered_by = principal.id if principal.kind == "user" else None
        unit.session.flush()
        unit.did(f"approach.{'accept' if accept else 'decline'}", f"approach:{approach_id}")
        take_back(unit.session, RECEIVED, f"approach:{approach_id}")
        answered = told(unit.session, principal, unit.today, row)
    relay_now(database, row.from_tenant)
    return answered


def withdraw(database: Database, principal: Principal, tenant_id: UUID, approach_id: UUID) -> ApproachTold:
    """Take back what one's own body has sent and nobody has answered. Raises Forbidden, Unknown, Conflict."""
    with tenancy.writing(database, tenant_id, principal) as unit:
        row = seen(unit.session, principal, unit.today, approach_id, lock=True)
        if row.from_tenant != tenant_id:
            raise Forbidden("Only whoever sent it can withdraw it.")
        require(unit.session, principal, Operation.RECORDS_WRITE, unit.today, row.from_body)
        _require_waiting(unit, row)
        row.state = "withdrawn"
        unit.session.flush()
        unit.did("approach.withdraw", f"approach:{approach_id}")
        taken = told(unit.session, principal, unit.today, row)
    relay_now(database, row.to_tenant)
    return taken


def person(principal: Principal, tenant_id: UUID) -> UUID:
    """The person who writes. Raises Forbidden: programs write to nobody."""
    if principal.kind != "user" or principal.id is None or principal.tenant_id != tenant_id or not principal.grants:
        raise Forbidden("Approaches are made by people who act for a body of the tenant.")
    return principal.id


def _require_waiting(unit: Unit, row: CommonsApproach) -> None:
    state = state_of(unit.session, row)
    if state != "sent":
        raise Conflict(f"This is {state} already.")


def _require_open(unit: Unit, entry: CommonsEntry, kind: str) -> None:
    until = entry.content.get("until")
    over = isinstance(until, str) and until < unit.today.isoformat()
    if kind != "question" and (over or entry.content.get("state") == "closed"):
        raise Conflict("This is not answered any more: its last day has passed, or it is closed.")


def _bounded(unit: Unit, user_id: UUID, entry: UUID, kind: str) -> None:
    waiting = _waiting(unit, user_id)
    same = select(CommonsApproach.id).where(*waiting, CommonsApproach.entry == entry, CommonsApproach.kind == kind)
    if unit.session.scalar(same.limit(1)) is not None:
        raise Conflict("You have written about this already, and wait for the answer.")
    few_enough(unit, user_id)


def _waiting(unit: Unit, user_id: UUID) -> tuple[ColumnElement[bool], ...]:
    mine = (CommonsApproach.from_tenant == unit.tenant_id, CommonsApproach.from_user == user_id)
    there = select(CommonsEntry.id).where(CommonsEntry.id == CommonsApproach.entry).exists()
    return *mine, CommonsApproach.state == "sent", there


def few_enough(unit: Unit, user_id: UUID) -> None:
    """Raise Conflict where as many of a person's approaches, invitations among them, wait as may wait at once."""
    waiting = _waiting(unit, user_id)
    if (unit.session.scalar(select(func.count()).select_from(CommonsApproach).where(*waiting)) or 0) >= MOST_WAITING:
        raise Conflict(f"{MOST_WAITING} of your approaches wait for an answer: withdraw one first.")


def _read(given: Mapping[str, object]) -> tuple[UUID, str, str, str | None]:
    """What was sent. Raises Invalid, naming all that is wrong."""
    known = {"choices": ", ".join(_FIELDS)}
    problems = [FieldProblem(f"/{str(name)[:64]}", "unknown-field", known) for name in given if name not in _FIELDS]
    entry = UUID(int=0)
    try:
        entry = UUID(str(given["entry"])) if given.get("entry") else entry
    except ValueError:
        problems.append(FieldProblem("/entry", "bad-value"))
    if not given.get("entry"):
        problems.append(FieldProblem("/entry", "required"))
    texts: dict[str, str] = {}
    for name, most in (("body", 64), ("text", MOST_REASON_CHARACTERS)):
        try:
            texts[name] = words(name, given.get(name), most=most)
        except Invalid as invalid:
            problems += invalid.problems
    kind = given.get("kind")
    all_kinds = dict.fromkeys(kind for kinds in KINDS_FOR.values() for kind in kinds)
    if kind is not None and kind not in all_kinds:
        choices = ", ".join(all_kinds)
        problems.append(FieldProblem("/kind", "bad-choice", {"choices": choices}))
    if problems:
        raise Invalid(problems)
    return entry, texts["body"], texts["text"], None if kind is None else str(kind)


def words(name: str, given: object, *, most: int = MOST_REASON_CHARACTERS, required: bool = True) -> str:
    """A text of a bounded length. Raises Invalid."""
    if given is None or (isinstance(given, str) and not given.strip()):
        if required:
            raise Invalid([FieldProblem(f"/{name}", "required")])
        return ""
    if not isinstance(given, str):
        raise Invalid([FieldProblem(f"/{name}", "bad-text")])
    if "\0" in given:
        raise Invalid([FieldProblem(f"/{name}", "nul")])
    if len(given.strip()) > most:
        raise Invalid([FieldProblem(f"/{name}", "too-long", {"most": str(most)})])
    return given.strip()
