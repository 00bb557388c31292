"""Who is told of what happens to a case: people by notices, partner systems by a message. Part of the same write."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from interlace import outbox
from interlace.db.models import Body, CaseAnswer, CaseComment
from interlace.notices.people import people_of_each
from interlace.notices.telling import take_back, tell
from policies.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

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


def answered(unit: Unit, key: str, payload: Mapping[str, object], owners: Collection[str], body: str | None) -> None:
    """An answer was given for a body: its owners and those who took part are told, and partner systems."""
    outbox.post(unit, "finding.answered", {"key": key, **payload}, None)
    people = _interested(unit.session, key, owners) - _oneself(unit.principal)
    tell(unit.session, people, "case-answered", about(key), _details(unit, key, body), unit.at)


def mentioned(unit: Unit, key: str, people: Collection[UUID]) -> None:
    """A comment names people."""
    others = set(people) - _oneself(unit.principal)
    tell(unit.session, others, "case-mention", about(key), _details(unit, key, None), unit.at)


def owned(unit: Unit, key: str, bodies: Collection[str]) -> None:
    """Bodies became owners of a case."""
    found = people_of_each(unit.session, bodies)
    others = {person for each in found.values() for person in each} - _oneself(unit.principal)
    tell(unit.session, others, "case-owner", about(key), _details(unit, key, None), unit.at)


def moved(session: Session, kind: str, key: str, owners: Collection[str], at: datetime) -> None:
    """A case closed or is open again by what the register says now."""
    take_back(session, _UNDONE[kind], about(key))
    tell(session, _interested(session, key, owners), kind, about(key), {"what": titled(key)}, at)


def _interested(session: Session, key: str, owners: Collection[str]) -> set[UUID]:
    """The people of the owners, and those who said something."""
    found = {person for each in people_of_each(session, owners).values() for person in each}
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


def names_of(session: Session, labels: Sequence[str]) -> dict[str, str]:
    """The names of those who acted, by their labels, as far as they are still known."""
    from interlace.db.models import ServiceAccount, User

    found: dict[str, str] = {}
    for kind, table in (("user", User), ("service", ServiceAccount)):
        ids = {UUID(label.partition(":")[2]) for label in labels if label.startswith(f"{kind}:")}
        if ids:
            rows = session.execute(select(table.id, table.name).where(table.id.in_(ids)))
            found |= {f"{kind}:{row.id}": row.name for row in rows}
    return found
