"""How somebody wants to be written to, in each tenant: by themselves, or by the link that every letter bears."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from interlace.db import tenancy
from interlace.db.models import Membership, NoticePreference
from interlace.db.models.notices import MAILS
from interlace.errors import FieldProblem, Forbidden, Invalid

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.principals import Principal

USUAL = "digest"


@dataclass(frozen=True)
class Preference:
    """`digest`: what names the person at once, all else once a week. `named`: only the former. `none`: no mail."""

    mails: str


def preference(database: Database, principal: Principal) -> Preference:
    """How the asker is written to in this tenant. Raises Forbidden."""
    tenant_id, user_id = person_of(principal)
    with tenancy.reading(database, tenant_id) as session:
        return Preference(mails_of(session, user_id))


def prefer(database: Database, principal: Principal, mails: str) -> Preference:
    """Be written to in another way from now on. Raises Forbidden, Invalid."""
    tenant_id, user_id = person_of(principal)
    if mails not in MAILS:
        raise Invalid([FieldProblem("/mails", "bad-choice", {"choices": ", ".join(MAILS)})])
    with tenancy.beside(database, tenant_id) as session:
        _keep(session, user_id, mails)
    return Preference(mails)


def stop(database: Database, tenant_id: UUID, user_id: UUID) -> None:
    """No more mails, by a link that proves whose it is. Whoever has left gets none anyway. Raises Unknown, Busy."""
    with tenancy.beside(database, tenant_id, although_suspended=True) as session:
        if session.scalar(select(Membership.id).where(Membership.user_id == user_id).limit(1)) is not None:
            _keep(session, user_id, "none")


def mails_of(session: Session, user_id: UUID) -> str:
    """How a person is written to."""
    mails = session.scalar(select(NoticePreference.mails).where(NoticePreference.user_id == user_id))
    return mails or USUAL


def _keep(session: Session, user_id: UUID, mails: str) -> None:
    kept = {"mails": mails, "changed_at": datetime.now(UTC)}
    put = insert(NoticePreference).values(user_id=user_id, **kept)
    session.execute(put.on_conflict_do_update(index_elements=["tenant_id", "user_id"], set_=kept))


def person_of(principal: Principal) -> tuple[UUID, UUID]:
    """The tenant and the person who asks; notices are for people with a role in the tenant. Raises Forbidden."""
    if principal.kind != "user" or principal.id is None or principal.tenant_id is None or not principal.grants:
        raise Forbidden("Notices are for the members of a tenant.")
    return principal.tenant_id, principal.id
