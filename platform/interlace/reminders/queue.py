"""Notices on their way out: gathered into letters, held by whoever sends them, settled when that is done.

What is to be sent is told by rows that all workers see; one that dies is missed by nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, func, or_, select, update

from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Membership, Notice, NoticePreference, ReminderLetter, User
from interlace.db.models.notices import LETTER_KINDS
from interlace.notices import KINDS
from interlace.notices.preferring import USUAL

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, Update
    from sqlalchemy.orm import Session

#: So long a mistake can be corrected before a mail tells of it.
DELAY = timedelta(minutes=10)
#: Letters to one person in one tenant within a day; what more there is waits.
MOST_A_DAY = 8
#: The week's letter goes out at this hour of Mondays (UTC).
_MONDAY_HOUR = 6
#: So long a letter is tried that no server takes; so long what was read or mailed stays in the list of notices.
TRIED_FOR = timedelta(days=14)
KEPT_FOR = timedelta(days=400)
_FIRST_PAUSE, _LONGEST_PAUSE = 60, 6 * 3600
#: So many people at most are written to in one go.
_MOST_GATHERED = 500
_URGENT = tuple(kind.name for kind in KINDS.values() if kind.urgent)


@dataclass(frozen=True)
class Held:
    """A letter that is being sent by whoever holds it, until then."""

    id: UUID
    user_id: UUID
    kind: str
    made_at: datetime
    attempts: int
    until: datetime


def week_of(now: datetime) -> datetime:
    """The last moment at which a week's letters went out."""
    monday = datetime.combine(now.date() - timedelta(days=now.weekday()), time(_MONDAY_HOUR), UTC)
    return monday if monday <= now else monday - timedelta(days=7)


def gather(session: Session, now: datetime) -> int:
    """Put what is due into letters, one a person and kind; how many. One worker at a time does so in a tenant.

    What waits, and for whom, never stands in the way of what is due: only people who get a letter now are looked at.
    """
    lock = func.pg_try_advisory_xact_lock(func.hashtextextended("reminders " + str(session.info["tenant_id"]), 0))
    if not session.scalar(select(lock)):
        return 0
    _settle_unwanted(session, now)
    return sum(
        _made(session, person, kind, now) for kind in LETTER_KINDS for person in _to_be_written_to(session, kind, now)
    )


def _open(now: datetime) -> ColumnElement[bool]:
    """What was told so long ago that it stands, and is in no letter yet."""
    return and_(Notice.settled_at.is_(None), Notice.letter.is_(None), Notice.at <= now - DELAY)


def _due(kind: str, now: datetime) -> ColumnElement[bool]:
    """What goes out with a letter of this kind now."""
    if kind == "urgent":
        return and_(_open(now), Notice.kind.in_(_URGENT))
    return and_(_open(now), Notice.kind.not_in(_URGENT), Notice.at <= week_of(now) - DELAY)


def _settle_unwanted(session: Session, now: datetime) -> None:
    """What was read, and what its reader wants no mail of, is in no letter."""
    wants = select(NoticePreference.user_id)
    nothing = Notice.user_id.in_(wants.where(NoticePreference.mails == "none"))
    named_only = Notice.user_id.in_(wants.where(NoticePreference.mails == "named"))
    unwanted = or_(Notice.read_at.is_not(None), nothing, and_(named_only, Notice.kind.not_in(_URGENT)))
    rows = select(Notice.id).where(_open(now), unwanted).with_for_update(skip_locked=True)
    settled = update(Notice).where(Notice.id.in_(rows)).values(settled_at=now)
    session.execute(settled.execution_options(synchronize_session=False))


def _to_be_written_to(session: Session, kind: str, now: datetime) -> list[UUID]:
    """Who gets a letter of this kind now, whoever waits longest first: not who had enough of them today, or the
    week's, and not who has left or has not come yet. So many at a time; the rest comes next.
    """
    waiting = (
        select(Notice.user_id)
        .where(_due(kind, now))
        .group_by(Notice.user_id)
        .order_by(func.min(Notice.at), Notice.user_id)
    )
    people = session.scalars(waiting).all()
    reachable = _reachable(session, people)
    lately = select(ReminderLetter.user_id).where(ReminderLetter.made_at > now - timedelta(days=1))
    enough = lately.group_by(ReminderLetter.user_id).having(func.count() >= MOST_A_DAY)
    served = set(session.scalars(enough))
    if kind == "digest":
        weekly = ReminderLetter.kind == "digest", ReminderLetter.made_at >= week_of(now)
        served |= set(session.scalars(select(ReminderLetter.user_id).where(*weekly)))
    return [person for person in people if person in reachable and person not in served][:_MOST_GATHERED]


def _preferences(session: Session, people: Collection[UUID]) -> dict[UUID, str]:
    rows = select(NoticePreference.user_id, NoticePreference.mails).where(NoticePreference.user_id.in_(people))
    return {row.user_id: row.mails for row in session.execute(rows)}


def _reachable(session: Session, people: Collection[UUID]) -> set[UUID]:
    """Members who have accepted their invitation: nobody else has said that the address is theirs."""
    rows = select(Membership.user_id).where(Membership.user_id.in_(people)).distinct()
    members = set(session.scalars(rows))
    with tenancy.among_users(session):
        return set(session.scalars(select(User.id).where(User.id.in_(members), User.password_hash.is_not(None))))


def _made(session: Session, person: UUID, kind: str, now: datetime) -> bool:
    """A letter for a person, unless somebody else is at what would be in it."""
    rows = select(Notice.id).where(_due(kind, now), Notice.user_id == person).with_for_update(skip_locked=True)
    notices = session.scalars(rows.order_by(Notice.id)).all()
    if not notices:
        return False
    letter = ReminderLetter(id=new_id(), user_id=person, kind=kind, made_at=now, next_at=now)
    session.add(letter)
    session.flush()
    told = update(Notice).where(Notice.id.in_(notices)).values(letter=letter.id)
    session.execute(told.execution_options(synchronize_session=False))
    return True


def hold(session: Session, now: datetime, until: datetime, limit: int) -> list[Held]:
    """Letters that may be sent now, held for the caller alone until then."""
    free = or_(ReminderLetter.held_until.is_(None), ReminderLetter.held_until <= now)
    due = (
        select(ReminderLetter.id)
        .where(ReminderLetter.state == "waiting", ReminderLetter.next_at <= now, free)
        .order_by(ReminderLetter.next_at, ReminderLetter.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = (
        update(ReminderLetter)
        .where(ReminderLetter.id.in_(due))
        .values(held_until=until)
        .returning(
            ReminderLetter.id,
            ReminderLetter.user_id,
            ReminderLetter.kind,
            ReminderLetter.made_at,
            ReminderLetter.attempts,
        )
        .execution_options(synchronize_session=False)
    )
    return [Held(*row, until) for row in session.execute(rows)]


def notices_in(session: Session, held: Held) -> Sequence[Notice]:
    """What a letter tells: what is in it, has not been taken back, and was not read meanwhile; the earliest first.

    Nothing where its reader wants no such mails any more.
    """
    mails = _preferences(session, [held.user_id]).get(held.user_id, USUAL)
    if mails == "none" or (mails == "named" and held.kind == "digest"):
        return []
    rows = select(Notice).where(Notice.letter == held.id, Notice.read_at.is_(None), Notice.settled_at.is_(None))
    return session.scalars(rows.order_by(Notice.id)).all()


def drop(session: Session, held: Held, now: datetime) -> None:
    """A letter in which nothing is left to tell is no letter."""
    session.execute(update(Notice).where(Notice.letter == held.id).values(letter=None, settled_at=now))
    session.execute(delete(ReminderLetter).where(_own(held)))


def sent(session: Session, held: Held, told: Collection[UUID], now: datetime) -> None:
    """The server has taken the letter with these notices; what was added or read meanwhile is settled with it."""
    session.execute(_ended(held).values(state="sent", ended_at=now, held_until=None, error=None))
    session.execute(update(Notice).where(Notice.id.in_(told), Notice.settled_at.is_(None)).values(settled_at=now))
    _settle_rest(session, held, now)


def failed(session: Session, held: Held, error: str, now: datetime, *, for_good: bool) -> None:
    """The server has not taken it: it is tried again, ever later; not where that is of no use or was done for long."""
    attempts = held.attempts + 1
    if for_good or now - held.made_at > TRIED_FOR:
        ended = {"state": "given-up", "ended_at": now, "held_until": None}
        session.execute(_ended(held).values(attempts=attempts, error=error[:500], **ended))
        _settle_rest(session, held, now)
        return
    pause = timedelta(seconds=min(_FIRST_PAUSE * 2 ** min(held.attempts, 20), _LONGEST_PAUSE))
    again = {"next_at": now + pause, "held_until": None}
    session.execute(_ended(held).values(attempts=attempts, error=error[:500], **again))


def _own(held: Held) -> ColumnElement[bool]:
    """The letter, as long as nobody else has taken its holder for dead and holds it now."""
    return and_(
        ReminderLetter.id == held.id, ReminderLetter.state == "waiting", ReminderLetter.held_until == held.until
    )


def _ended(held: Held) -> Update:
    return update(ReminderLetter).where(_own(held)).execution_options(synchronize_session=False)


def _settle_rest(session: Session, held: Held, now: datetime) -> None:
    rest = update(Notice).where(Notice.letter == held.id, Notice.settled_at.is_(None))
    session.execute(rest.values(settled_at=now))


def sweep(session: Session, now: datetime) -> None:
    """Let go of what is old: notices, then letters that hold none."""
    session.execute(delete(Notice).where(Notice.at <= now - KEPT_FOR))
    named = select(Notice.letter).where(Notice.letter.is_not(None))
    old = ReminderLetter.made_at <= now - KEPT_FOR
    session.execute(delete(ReminderLetter).where(old, ReminderLetter.id.not_in(named)))
