"""Whether somebody may be asked, on behalf of a body for which they act, how it closed a gap. Unless said, not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from interlace.db import tenancy
from interlace.db.models import Membership, TalkConsent, User
from interlace.errors import Forbidden, Unknown
from interlace.identity.talk_words import ask_no_longer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.principals import Principal


class OpenBody(NamedTuple):
    """A body (code) for which the person acts, and whether they may be asked on its behalf."""

    body: str
    open_to_talk: bool


def person(principal: Principal, tenant_id: UUID) -> UUID:
    """The person who asks or is asked. Raises Forbidden: programs do not talk."""
    if principal.kind != "user" or principal.id is None or principal.tenant_id != tenant_id or not principal.grants:
        raise Forbidden("Talks are between people who are members of the tenant.")
    return principal.id


def open_bodies(database: Database, principal: Principal, tenant_id: UUID) -> Sequence[OpenBody]:
    """The bodies for which the asker acts, by code, and whether they may be asked about each. Raises Forbidden."""
    user_id = person(principal, tenant_id)
    with tenancy.reading(database, tenant_id) as session:
        consents = set(session.scalars(select(TalkConsent.body).where(TalkConsent.user_id == user_id)))
        return [OpenBody(body, body in consents) for body in acting_for(session, user_id)]


def set_open(database: Database, principal: Principal, tenant_id: UUID, body: str, open_to_talk: bool) -> OpenBody:
    """Say that one may be asked on behalf of a body, or take that back. Raises Forbidden; Unknown for a body for which
    the person does not act.
    """
    user_id = person(principal, tenant_id)
    with tenancy.writing(database, tenant_id, principal) as unit:
        if body not in acting_for(unit.session, user_id):
            raise Unknown(f"You do not act for a body “{body[:64]}”.")
        if open_to_talk:
            put = insert(TalkConsent).values(user_id=user_id, body=body, since=unit.at)
            unit.session.execute(put.on_conflict_do_nothing())
        else:
            own = (TalkConsent.user_id == user_id, TalkConsent.body == body)
            unit.session.execute(delete(TalkConsent).where(*own))
            ask_no_longer(unit.session, user_id, body)
        unit.did("talk.consent", f"body:{body}", open_to_talk=open_to_talk)
        return OpenBody(body, open_to_talk)


def acting_for(session: Session, user_id: UUID) -> list[str]:
    """The codes of the bodies for which a person has a role of their own, ascending."""
    rows = select(Membership.body).where(Membership.user_id == user_id, Membership.body.is_not(None)).distinct()
    return sorted(body for body in session.scalars(rows) if body is not None)


def may_ask(session: Session, body: str, but: UUID | None = None) -> list[UUID]:
    """The people of a body who may be asked, without one of them; they act for it still."""
    rows = (
        select(TalkConsent.user_id)
        .join(Membership, (Membership.user_id == TalkConsent.user_id) & (Membership.body == TalkConsent.body))
        .join(User, User.id == TalkConsent.user_id)
        .where(TalkConsent.body == body, TalkConsent.user_id.is_distinct_from(but))
        .distinct()
    )
    return sorted(session.scalars(rows))
