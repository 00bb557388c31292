"""Asking to talk, and answering: who accepts shares name and address with the asker, who declines shares nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Talk
from interlace.db.models.talks import MOST_MESSAGE_CHARACTERS
from interlace.errors import Conflict, FieldProblem, Forbidden, Invalid
from interlace.identity.permissions import Operation, require
from interlace.notices.telling import take_back, tell
from interlace.reading.peers import peers_of
from interlace.talks.consenting import acting_for, may_ask, person
from interlace.talks.showing import LASTS, TalkTold, seen_talk, state_of, told_talk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal
    from interlace.reading.view import View

#: So many requests of one person wait for an answer at the same time.
MOST_WAITING = 20
_NOBODY = "Nobody there has said that they may be asked."
_FIELDS = ("finding", "body", "message")


def ask(database: Database, view: View, principal: Principal, tenant_id: UUID, values: Mapping[str, object]) -> UUID:
    """Ask the people of a body (`body`, code) that closed such a gap, with a `message`, about an open `finding` (key).

    Whoever acts for the body of the finding may ask. Raises Forbidden, Unknown, Invalid; Conflict where nobody there
    may be asked, where one has asked already, or too many requests wait.
    """
    user_id = person(principal, tenant_id)
    finding, body, message = _checked(values)
    peers = peers_of(view, finding)
    codes = view.sight.column("bodies", "code")
    own, others = codes[peers.body], {codes[peer.body] for peer in peers.items}
    with tenancy.writing(database, tenant_id, principal) as unit:
        require(unit.session, principal, Operation.FINDING_ANSWER, unit.today, own)
        if body not in others:
            raise Invalid([FieldProblem("/body", "bad-value")])
        asked = may_ask(unit.session, body, user_id)
        if not asked:
            raise Conflict(_NOBODY)
        _bounded(unit, user_id, finding, body)
        made = Talk(
            id=new_id(),
            finding=finding,
            body=body,
            asker=user_id,
            message=message,
            state="asked",
            asked_at=unit.at,
            expires_at=unit.at + LASTS,
        )
        unit.session.add(made)
        unit.session.flush()
        unit.did("talk.ask", f"talk:{made.id}", finding=finding, body=body)
        names = view.sight.column("bodies", "name")
        rows = [view.sight.row_of_code("bodies", code) for code in acting_for(unit.session, user_id)]
        who = ", ".join(names[row] for row in rows if row is not None) or names[peers.body]
        details = {"who": who, "what": message, "until": made.expires_at.date().isoformat()}
        tell(unit.session, asked, "talk-asked", f"talk:{made.id}", details, unit.at)
        return made.id


def _bounded(unit: Unit, user_id: UUID, finding: str, body: str) -> None:
    waiting = (Talk.asker == user_id, Talk.state == "asked", Talk.expires_at > unit.at)
    same = select(Talk.id).where(*waiting, Talk.finding == finding, Talk.body == body)
    if unit.session.scalar(same) is not None:
        raise Conflict("You have asked this already, and wait for the answer.")
    if (unit.session.scalar(select(func.count()).select_from(Talk).where(*waiting)) or 0) >= MOST_WAITING:
        raise Conflict(f"{MOST_WAITING} of your requests wait for an answer: withdraw one first.")


def _checked(values: Mapping[str, object]) -> tuple[str, str, str]:
    """What was sent. Raises Invalid, naming all that is wrong."""
    known = {"choices": ", ".join(_FIELDS)}
    problems = [FieldProblem(f"/{name[:64]}", "unknown-field", known) for name in values if name not in _FIELDS]
    texts = []
    for name in _FIELDS:
        text = values.get(name)
        if text is None or (isinstance(text, str) and not text.strip()):
            problems.append(FieldProblem(f"/{name}", "required"))
        elif not isinstance(text, str):
            problems.append(FieldProblem(f"/{name}", "bad-text"))
        elif "\0" in text:
            problems.append(FieldProblem(f"/{name}", "nul"))
        elif len(text.strip()) > MOST_MESSAGE_CHARACTERS:
            problems.append(FieldProblem(f"/{name}", "too-long", {"most": str(MOST_MESSAGE_CHARACTERS)}))
        texts.append(str(text or "").strip())
    if problems:
        raise Invalid(problems)
    return texts[0], texts[1], texts[2]


def answer(database: Database, principal: Principal, tenant_id: UUID, talk_id: UUID, accept: bool) -> TalkTold:
    """Accept a request, which tells the two people each other's names and addresses, or decline it, which tells
    nothing. The first answer counts. Raises Forbidden, Unknown; Conflict where it has ended.
    """
    user_id = person(principal, tenant_id)
    with tenancy.writing(database, tenant_id, principal) as unit:
        found = seen_talk(unit.session, talk_id, user_id, unit.at, lock=True)
        if found.asker == user_id:
            raise Forbidden("Whoever asks does not answer. A request can be withdrawn.")
        _require_waiting(found, unit.at)
        found.state = "accepted" if accept else "declined"
        found.answered_by, found.ended_at = user_id, unit.at
        unit.session.flush()
        unit.did(f"talk.{'accept' if accept else 'decline'}", f"talk:{talk_id}")
        about = f"talk:{talk_id}"
        take_back(unit.session, "talk-asked", about)
        details = {"who": found.body, "what": found.message}
        tell(unit.session, [found.asker], "talk-answered", about, details, unit.at)
        return told_talk(unit.session, found, user_id, unit.at)


def withdraw(database: Database, principal: Principal, tenant_id: UUID, talk_id: UUID) -> TalkTold:
    """Take back a request of one's own that nobody has answered. Raises Forbidden, Unknown, Conflict."""
    user_id = person(principal, tenant_id)
    with tenancy.writing(database, tenant_id, principal) as unit:
        found = seen_talk(unit.session, talk_id, user_id, unit.at, lock=True)
        if found.asker != user_id:
            raise Forbidden("Only whoever asked can withdraw it.")
        _require_waiting(found, unit.at)
        found.state, found.ended_at = "withdrawn", unit.at
        unit.session.flush()
        unit.did("talk.withdraw", f"talk:{talk_id}")
        take_back(unit.session, "talk-asked", f"talk:{talk_id}")
        return told_talk(unit.session, found, user_id, unit.at)


def _require_waiting(found: Talk, now: datetime) -> None:
    state = state_of(found, now.astimezone(UTC))
    if state != "asked":
        raise Conflict(f"This request is {state} already.")
