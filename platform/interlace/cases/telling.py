"""Who is told of what happens to a case: people by notices, partner systems by a message. Part of the same write."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from interlace import outbox
from interlace.cases.knowing import knowing
from interlace.db.models import Body, CaseAnswer, CaseComment
from interlace.notices.people import people_of_each
from interlace.notices.telling import take_back, tell
from policies.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from interlace.cases.seeing import SeenFinding
    from interlace.cases.writing import Touched
    from interlace.db.unit import Unit
    from interlace.principals import Principal

#: What undoes a notice that was not mailed yet.
_UNDONE = {"case-closed": "case-reopened", "case-reopened": "case-closed"}


def about(key: str) -> str:
    """What notices say they are about."""
    return f"case:{key}"


def titled(key: str) -> str:
    """A finding in few words that every notice has room for: its rule's title, and what it is about by its codes."""
    rule, _, rest = key.partition(":")
    return f"{RULES[rule].title.en if rule in RULES else rule}: {rest.replace(':', ', ')}"


def answered(case: Touched, payload: Mapping[str, object], body: str | None) -> None:
    """An answer was given for a body: the owners of the case and those who took part are told, and partner systems."""
    outbox.post(case.unit, "finding.answered", {"key": case.key, **payload}, None)
    _tell(case, "case-answered", _interested(case.session, case.key, case.involved), body)


def mentioned(case: Touched, people: Collection[UUID]) -> None:
    """A comment names people."""
    _tell(case, "case-mention", people)


def unmentioned(session: Session, key: str, people: Collection[UUID]) -> None:
    """A comment that named people was taken away: those whom no other names are asked nothing any more."""
    rows = session.scalars(select(CaseComment.mentions).where(CaseComment.finding == key))
    take_back(session, "case-mention", about(key), keep={person for named in rows for person in named}, people=people)


def owned(case: Touched, bodies: Collection[str]) -> None:
    """These bodies, all of them, own a case from now on: the new ones are told, those taken out are told no longer."""
    before, now = set(case.owners), set(bodies)
    gone, left = _people_of(case.session, before - now), _people_of(case.session, now)
    for kind in ("case-owner", "case-deadline"):
        take_back(case.session, kind, about(case.key), keep=left, people=gone)
    _tell(case, "case-owner", _people_of(case.session, now - before))


def unreminded(session: Session, key: str) -> None:
    """A joint deadline is another, or binds nobody any more."""
    take_back(session, "case-deadline", about(key))


def moved(session: Session, kind: str, seen: SeenFinding, owners: Collection[str], at: datetime) -> None:
    """A case closed or is open again by what the register says now."""
    take_back(session, _UNDONE[kind], about(seen.key))
    if kind == "case-closed":
        unreminded(session, seen.key)
    people = knowing(session, seen, _interested(session, seen.key, owners))
    tell(session, people, kind, about(seen.key), {"what": titled(seen.key)}, at)


def _tell(case: Touched, kind: str, people: Collection[UUID], body: str | None = None) -> None:
    """Tell people, but not whoever acts, and only those who may know of the finding."""
    others = knowing(case.session, case.seen, set(people) - _oneself(case.unit.principal))
    tell(case.session, others, kind, about(case.key), _details(case.unit, case.key, body), case.unit.at)


def _people_of(session: Session, bodies: Collection[str]) -> set[UUID]:
    return {person for each in people_of_each(session, bodies).values() for person in each}


def _interested(session: Session, key: str, owners: Collection[str]) -> set[UUID]:
    """The people of the owners, and those who said something."""
    found = _people_of(session, owners)
    writers: list[str] = []
    for table in (CaseAnswer, CaseComment):
        writers += session.scalars(select(table.by).where(table.finding == key).distinct())
    return found | {UUID(label.removeprefix("user:")) for label in writers if label.startswith("user:")}


def _oneself(principal: Principal) -> set[UUID]:
    return {principal.id} if principal.kind == "user" and principal.id is not None else set()


def _details(unit: Unit, key: str, body: str | None) -> dict[str, str]:
    told = {"what": titled(key)}
    if body is not None:
        told["who"] = unit.session.scalar(select(Body.name).where(Body.code == body)) or body
    if unit.principal.kind == "user":
        told["by"] = str(unit.principal.id)
    return told
