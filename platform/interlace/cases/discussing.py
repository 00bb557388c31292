"""Comments on a case: written, with the people whom they name, and taken away by their writers. None is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.cases.keeping import begun
from interlace.cases.rights import require_any, require_part
from interlace.cases.telling import mentioned, unmentioned
from interlace.cases.values import checked, key, people, text
from interlace.cases.writing import touching
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import CaseComment, Membership
from interlace.db.models.cases import MOST_COMMENT_CHARACTERS
from interlace.errors import Conflict, FieldProblem, Invalid, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.snapshots.store import SnapshotStore

MOST_MENTIONS = 20
COMMENT_FIELDS = {"finding": key, "text": text(MOST_COMMENT_CHARACTERS), "mentions": people}


def comment(
    database: Database, store: SnapshotStore, principal: Principal, tenant_id: UUID, values: Mapping[str, object]
) -> UUID:
    """Say something about a case (`finding`, `text`, `mentions`: ids of people). Raises Invalid, Unknown, Forbidden."""
    given = checked(values, COMMENT_FIELDS, "finding", "text")
    named: tuple[UUID, ...] = given.get("mentions", ())
    if len(named) > MOST_MENTIONS:
        raise Invalid([FieldProblem("/mentions", "item-count", {"most": str(MOST_MENTIONS)})])
    with touching(database, store, principal, tenant_id, given["finding"]) as case:
        unit = case.unit
        require_part(unit.session, principal, unit.today, case.key, case.involved)
        members = set(unit.session.scalars(select(Membership.user_id).where(Membership.user_id.in_(named))))
        for person in named:
            if person not in members:
                raise Unknown(f"There is no member {person}.")
        begun(unit, case.seen)
        one = CaseComment(
            id=new_id(), finding=case.key, text=given["text"], mentions=list(named), by=principal.label, at=unit.at
        )
        unit.session.add(one)
        unit.session.flush()
        unit.did("case.comment", f"case:{case.key}", comment=str(one.id))
        mentioned(case, named)
        return one.id


def uncomment(database: Database, principal: Principal, tenant_id: UUID, comment_id: UUID) -> str:
    """Take away a comment of one's own, or for administrators any; its place stays. The finding's key.

    Raises Unknown; Forbidden where somebody else wrote it, Conflict where it was taken away before.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        one = unit.session.scalar(select(CaseComment).where(CaseComment.id == comment_id))
        if one is None or one.by != principal.label:
            require_any(unit.session, principal, unit.today)
        if one is None:
            raise Unknown(f"There is no comment {comment_id}.")
        if one.removed_at is not None:
            raise Conflict("This comment was taken away before.")
        named = one.mentions
        one.text, one.mentions, one.removed_at = None, [], unit.at
        unit.session.flush()
        unmentioned(unit.session, one.finding, named)
        unit.did("case.uncomment", f"case:{one.finding}", comment=str(comment_id))
        return one.finding
