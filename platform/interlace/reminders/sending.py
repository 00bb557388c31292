"""The sender: reminds of deadlines, gathers notices into letters and mails them, for all tenants, until told to stop.

Any number may run. A letter is marked as sent once the server has taken it: a sender that dies between the two sends
that one letter again, with the same Message-ID.
"""

from __future__ import annotations

import logging
import smtplib
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from interlace import gatherings, mail
from interlace.assessments import deadlines as rounds_due
from interlace.db import tenancy
from interlace.db.models import Membership, Tenant, TenantRegister, User
from interlace.errors import Busy, Suspended, Unknown
from interlace.notices.reading import told_notices
from interlace.reminders import queue
from interlace.reminders.stopping import token_of
from interlace.reminders.words import Reader, letter
from interlace.requests import deadlines
from interlace.visits import deadlines as of_visits
from interlace.workspaces import deadlines as of_consultations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.mail import Letter
    from interlace.reminders.queue import Held

_log = logging.getLogger(__name__)
#: What a server says of a letter that it will never take begins so.
_FOR_GOOD = 500


@dataclass(frozen=True)
class Pace:
    """How quickly a sender goes, in seconds."""

    poll: float = 20
    """How often each tenant is asked for what is to be mailed."""
    deadlines: float = 3600
    """How often deadlines are looked at, and old notices let go of."""
    hold: float = 180
    """So long a letter that is being sent is left to its sender; longer than any attempt can take."""


class _Written(NamedTuple):
    letter: Letter
    notices: Sequence[UUID]


class Sender:
    """One sender. `run` lasts until `stop`, which any thread may call."""

    def __init__(
        self,
        database: Database,
        pace: Pace | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database, self._pace, self._now = database, pace or Pace(), now
        self._stopping = threading.Event()
        self._reminded_at: dict[UUID, float] = {}

    def run(self) -> None:
        """Send until told to stop; what is being sent then is sent to its end."""
        while not self._stopping.is_set():
            try:
                for tenant_id in self._tenants():
                    if self._stopping.is_set():
                        return
                    self._serve(tenant_id)
            except Busy as busy:
                _log.warning("Reminders wait for the database: %s", busy)
            self._stopping.wait(self._pace.poll)

    def stop(self) -> None:
        """Send nothing more, and end."""
        self._stopping.set()

    def remind(self, tenant_id: UUID) -> None:
        """Tell of deadlines that are near or have passed, and let go of what is old.

        Raises Unknown, Suspended, Busy.
        """
        now = self._now()
        with tenancy.beside(self._database, tenant_id) as session:
            deadlines.remind(session, now.date(), now)
            of_consultations.remind(session, now.date(), now)
            of_visits.remind(session, now.date(), now)
            rounds_due.remind(session, now.date(), now)
            queue.sweep(session, now)

    def send(self, tenant_id: UUID) -> int:
        """Gather and mail, here and now, all of one tenant that is due; how many letters the server has taken.

        Raises Unknown, Suspended, Busy.
        """
        with tenancy.beside(self._database, tenant_id) as session:
            # What a process that died did not tell of any more.
            gatherings.relay(session, tenant_id, self._now())
            queue.gather(session, self._now())
        taken = 0
        while not self._stopping.is_set():
            held = self._hold(tenant_id)
            if held is None:
                break
            taken += self._attempt(tenant_id, held)
        return taken

    def _tenants(self) -> Sequence[UUID]:
        with tenancy.platform(self._database) as session:
            return session.scalars(select(Tenant.id).where(Tenant.status == "open").order_by(Tenant.id)).all()

    def _serve(self, tenant_id: UUID) -> None:
        """What goes wrong in one tenant keeps up no other."""
        moment = time.monotonic()
        try:
            if moment - self._reminded_at.get(tenant_id, float("-inf")) >= self._pace.deadlines:
                self._reminded_at[tenant_id] = moment
                self.remind(tenant_id)
            self.send(tenant_id)
        except (Busy, Suspended, Unknown) as error:
            _log.info("tenant %s: reminders wait: %s", tenant_id, error)
        except Exception:
            _log.exception("tenant %s: reminders wait", tenant_id)

    def _hold(self, tenant_id: UUID) -> Held | None:
        now = self._now()
        with tenancy.beside(self._database, tenant_id) as session:
            held = queue.hold(session, now, now + timedelta(seconds=self._pace.hold), 1)
        return held[0] if held else None

    def _attempt(self, tenant_id: UUID, held: Held) -> bool:
        """One attempt, from what is told to what came of it; no transaction is open while the server is at it."""
        with tenancy.beside(self._database, tenant_id) as session:
            written = self._written(session, tenant_id, held)
            if written is None:
                queue.drop(session, held, self._now())
                return False
        problem = self._sent(written.letter)
        with tenancy.beside(self._database, tenant_id) as session:
            if problem is None:
                queue.sent(session, held, written.notices, self._now())
            else:
                queue.failed(session, held, problem.words, self._now(), for_good=problem.for_good)
        return problem is None

    def _sent(self, written: Letter) -> _Problem | None:
        try:
            mail.send(self._database.configuration, written)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            return _Problem("The server does not take mail for this address.", min(codes, default=0) >= _FOR_GOOD)
        except smtplib.SMTPResponseException as answered:
            # What a server says of a letter may be for good; what it says of us, such as of a password, is not.
            for_good = isinstance(answered, smtplib.SMTPDataError) and answered.smtp_code >= _FOR_GOOD
            return _Problem(f"{type(answered).__name__}: {answered.smtp_code}", for_good)
        except (OSError, smtplib.SMTPException) as error:
            return _Problem(type(error).__name__, for_good=False)
        except (UnicodeError, ValueError) as error:
            return _Problem(type(error).__name__, for_good=True)
        return None

    def _written(self, session: Session, tenant_id: UUID, held: Held) -> _Written | None:
        """What is sent, made anew for each attempt; nothing where nothing is left to tell, or nobody to tell it to."""
        told = queue.notices_in(session, held)
        member = select(Membership.id).where(Membership.user_id == held.user_id).limit(1)
        user = session.execute(select(User.email, User.language).where(User.id == held.user_id)).one_or_none()
        if not told or user is None or session.scalar(member) is None:
            return None
        slug = session.scalars(select(Tenant.slug).where(Tenant.id == tenant_id)).one()
        configuration = self._database.configuration
        reader = Reader(
            email=user.email,
            language=user.language,
            tenant=session.scalar(select(TenantRegister.name)) or slug,
            slug=slug,
            base_url=configuration.base_url,
            token=token_of(configuration, tenant_id, held.user_id),
        )
        made = letter(held.kind, f"reminder-{held.id}", reader, told_notices(session, told))
        return _Written(made, [notice.id for notice in told])


class _Problem(NamedTuple):
    """Why the server has not taken a letter, and whether it ever will."""

    words: str
    for_good: bool


@contextmanager
def sending(database: Database, pace: Pace | None = None) -> Iterator[Sender]:
    """A sender in a thread of its own for as long as the block lasts."""
    sender = Sender(database, pace)
    thread = threading.Thread(target=sender.run, name="interlace-reminders", daemon=True)
    thread.start()
    try:
        yield sender
    finally:
        sender.stop()
        thread.join()
