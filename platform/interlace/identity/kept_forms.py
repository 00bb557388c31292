"""Forms that somebody began and has not sent: what they typed is kept for them alone, beside the register.

The database keeps tenants apart; that of one tenant's members each has only their own is kept here, where every
statement names the person. A form ends when it is sent, when its owner discards it or leaves, and after a while.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from interlace.db import tenancy
from interlace.db.models import KeptForm, Membership
from interlace.db.models.forms import MOST_BYTES, MOST_KEY_CHARACTERS
from interlace.errors import FieldProblem, Forbidden, Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.principals import Principal

__all__ = ["KEPT_FOR", "MOST_BYTES", "MOST_FIELDS", "MOST_FORMS", "Kept", "all_of", "discard", "find", "keep", "sent"]

KEPT_FOR = timedelta(days=90)
#: Of one person in one tenant; those typed last stay.
MOST_FORMS = 100
MOST_FIELDS = 500
_KEY = re.compile(rf"[A-Za-z0-9:._-]{{1,{MOST_KEY_CHARACTERS}}}")
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Kept:
    """A form as far as it was typed: the texts of each field."""

    key: str
    fields: Mapping[str, list[str]]
    saved_at: datetime


def keep(database: Database, principal: Principal, key: str, fields: Mapping[str, Sequence[str]]) -> datetime:
    """Keep what somebody has typed so far; the moment at which it was kept. Raises Forbidden, Invalid."""
    tenant_id, user_id = _person(principal)
    _check(key, fields)
    now = datetime.now(UTC)
    with tenancy.beside(database, tenant_id) as session:
        if session.scalar(select(Membership.id).where(Membership.user_id == user_id).limit(1)) is None:
            raise _forbidden()
        kept = {"fields": {name: list(texts) for name, texts in fields.items()}, "saved_at": now}
        put = insert(KeptForm).values(user_id=user_id, key=key, **kept)
        session.execute(put.on_conflict_do_update(index_elements=["tenant_id", "user_id", "key"], set_=kept))
        _forget_old(session, user_id, now)
    return now


def _forget_old(session: Session, user_id: UUID, now: datetime) -> None:
    """Take away what is too old, whoever's it is, and of this person's forms those that are too many."""
    session.execute(delete(KeptForm).where(KeptForm.saved_at <= now - KEPT_FOR))
    own = select(KeptForm.key).where(KeptForm.user_id == user_id)
    staying = own.order_by(KeptForm.saved_at.desc(), KeptForm.key).limit(MOST_FORMS)
    session.execute(delete(KeptForm).where(KeptForm.user_id == user_id, KeptForm.key.not_in(staying)))


def find(database: Database, principal: Principal, key: str) -> Kept | None:
    """What the asker has typed into this form, if they began it. Raises Forbidden."""
    return next((form for form in all_of(database, principal) if form.key == key), None)


def all_of(database: Database, principal: Principal) -> Sequence[Kept]:
    """The forms that the asker began and has not sent, the latest first. Raises Forbidden."""
    tenant_id, user_id = _person(principal)
    with tenancy.reading(database, tenant_id) as session:
        return _of(session, user_id)


def _of(session: Session, user_id: UUID) -> list[Kept]:
    recent = KeptForm.saved_at > datetime.now(UTC) - KEPT_FOR
    rows = select(KeptForm.key, KeptForm.fields, KeptForm.saved_at).where(KeptForm.user_id == user_id, recent)
    return [Kept(*row) for row in session.execute(rows.order_by(KeptForm.saved_at.desc(), KeptForm.key))]


def discard(database: Database, principal: Principal, key: str) -> None:
    """Let go of what the asker has typed into this form. Raises Forbidden."""
    tenant_id, _ = _person(principal)
    with tenancy.beside(database, tenant_id) as session:
        sent(session, principal, key)


def sent(session: Session, principal: Principal, key: str) -> None:
    """The form was sent: what was kept of it ends together with the write that came of it, or stays with it undone."""
    session.execute(delete(KeptForm).where(KeptForm.user_id == principal.id, KeptForm.key == key))


def forget(session: Session, user_id: UUID) -> None:
    """Let go of all that a person began in the tenant of the session: they have left it."""
    session.execute(delete(KeptForm).where(KeptForm.user_id == user_id))


def told(session: Session, user_id: UUID) -> list[dict[str, Any]]:
    """What a person takes along when they ask for all that is kept of them."""
    return [
        {"key": form.key, "fields": form.fields, "saved_at": form.saved_at.isoformat()}
        for form in _of(session, user_id)
    ]


def _person(principal: Principal) -> tuple[UUID, UUID]:
    """The tenant and the person; forms are kept for people who have a role in the tenant."""
    if principal.kind != "user" or principal.id is None or principal.tenant_id is None or not principal.grants:
        raise _forbidden()
    return principal.tenant_id, principal.id


def _forbidden() -> Forbidden:
    return Forbidden("Forms are kept for the members of a tenant.")


def _check(key: str, fields: Mapping[str, Sequence[str]]) -> None:
    if not _KEY.fullmatch(key):
        raise Invalid([FieldProblem("/key", "bad-value")])
    if len(fields) > MOST_FIELDS or any(len(name) > _LONGEST_NAME for name in fields):
        raise Invalid([FieldProblem("/fields", "bad-value")])
    texts = [*fields, *(text for texts in fields.values() for text in texts)]
    if any("\0" in text for text in texts):
        raise Invalid([FieldProblem("/fields", "nul")])
    try:
        written = orjson.dumps({name: list(values) for name, values in fields.items()})
    except TypeError as error:
        # Halves of characters, which are no text.
        raise Invalid([FieldProblem("/fields", "not-utf8")]) from error
    if len(written) > MOST_BYTES:
        raise Invalid([FieldProblem("/fields", "too-long", {"most": str(MOST_BYTES)})])
