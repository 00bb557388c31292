"""Telling people something, and taking back what was not mailed yet. Both are part of the write that they tell of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from interlace.db.identifiers import new_id
from interlace.db.models import Membership, Notice
from interlace.db.models.notices import MOST_ABOUT_CHARACTERS
from interlace.notices.kinds import DETAILS, KINDS, MOST_DETAIL_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session


def tell(
    session: Session, people: Collection[UUID], kind: str, about: str, details: Mapping[str, str], at: datetime
) -> None:
    """Tell people something, once for each person, kind and thing while it is not yet mailed.

    Told again before then, it says the newer details; read meanwhile, it is unread again. People who have left the
    tenant are told nothing. `about` is `case:<finding key>`, `consultation:<id>`, `request:<id>`, `scenario:<id>`,
    `talk:<id>`, `visit:<id>`, `recommendation:<id>`; `details` are short texts for the sentence
    (`interlace.notices.kinds.DETAILS`).
    """
    said = _checked(kind, about, details)
    members = _members(session, people)
    if not members:
        return
    rows = [
        {"id": new_id(), "user_id": person, "kind": kind, "about": about, "details": said, "at": at}
        for person in members
    ]
    put = insert(Notice)
    newer = {
        "details": put.excluded.details,
        # The ten minutes in which a mistake can be taken back begin anew only where somebody had read it already.
        "at": case((Notice.read_at.is_not(None), put.excluded.at), else_=Notice.at),
        "read_at": None,
    }
    once = ["tenant_id", "user_id", "kind", "about"]
    put = put.on_conflict_do_update(index_elements=once, index_where=Notice.settled_at.is_(None), set_=newer)
    session.execute(put, rows)


def tell_once(
    session: Session, people: Collection[UUID], kind: str, about: str, details: Mapping[str, str], at: datetime
) -> None:
    """The same for reminders: whoever was told so with the same deadline before, mailed or not, is not told again.

    Several workers may do so at the same time.
    """
    said = _checked(kind, about, details)
    # Whoever comes second waits here and then finds what the first has written.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{kind} {about}", 0))))
    told = select(Notice.user_id).where(Notice.kind == kind, Notice.about == about)
    for name in ("until", "why"):
        told = told.where(Notice.details[name].astext.is_not_distinct_from(said.get(name)))
    known = set(session.scalars(told))
    tell(session, [person for person in people if person not in known], kind, about, details, at)


def take_back(
    session: Session, kind: str, about: str, *, keep: Collection[UUID] = (), people: Collection[UUID] | None = None
) -> None:
    """Withdraw what was not mailed yet: it sends no mail, and is shown no more.

    `people` are the only ones from whom it is withdrawn, all where none are named; `keep` those from whom it is not.
    """
    unsettled = Notice.kind == kind, Notice.about == about, Notice.settled_at.is_(None)
    gone = delete(Notice).where(*unsettled, Notice.user_id.not_in(list(keep)))
    session.execute(gone if people is None else gone.where(Notice.user_id.in_(list(people))))


def _checked(kind: str, about: str, details: Mapping[str, str]) -> dict[str, str]:
    if kind not in KINDS or not 1 <= len(about) <= MOST_ABOUT_CHARACTERS or not set(details) <= set(DETAILS):
        raise ValueError(f"Nobody can be told this: {kind} about {about} with {', '.join(details)}.")
    return {name: _short(text) for name, text in details.items() if text.strip()}


def _short(text: str) -> str:
    """A text on one line that a sentence has room for."""
    line = " ".join(text.replace("\0", "").split())
    return line if len(line) <= MOST_DETAIL_CHARACTERS else line[: MOST_DETAIL_CHARACTERS - 1] + "…"


def _members(session: Session, people: Collection[UUID]) -> list[UUID]:
    """Those among these people who have a role in the tenant, in an order in which no two writes wait in a circle."""
    if not people:
        return []
    rows = select(Membership.user_id).where(Membership.user_id.in_(list(people))).distinct()
    return list(session.scalars(rows.order_by(Membership.user_id)))
