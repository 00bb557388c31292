"""Requests that are performed once: whoever sends one again with the same key gets the first answer.

The answer to a write of a register is kept in the transaction of the write itself, so the two are there together or not
at all. What writes elsewhere claims its key first; where it is not known how that ended, it is not done again.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from flask import request
from sqlalchemy import and_, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from werkzeug.exceptions import HTTPException

from api.answers import Answer
from api.context import caller, database
from api.errors import PROBLEMS
from api.input import Malformed
from api.refusals import InFlight, KeyReused, NotKept
from interlace.db import tenancy
from interlace.db.models import IdempotencyKey

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from interlace.db.unit import Unit

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT_FOR = timedelta(hours=24)
#: Nothing takes longer: whoever has not ended by then is dead, and did what nobody knows.
LONGEST = timedelta(seconds=60)
_REFUSED: tuple[type[Exception], ...] = (HTTPException, *PROBLEMS)
_KEY = re.compile(r"[!-~]{1,255}")


@dataclass(frozen=True)
class Key:
    """A key of a caller, with what tells its request apart from others."""

    tenant_id: UUID
    caller: str
    key: str
    request: bytes


def key_of_request(part: str = "", body: bytes | None = None) -> Key | None:
    """The key of this request; None where it has none. To be asked for before the body is read elsewhere.

    `part` tells apart the writes of one request that has several; `body` stands for a body that is not read here.
    Raises Malformed.
    """
    told = request.headers.get(HEADER)
    if told is None:
        return None
    if not _KEY.fullmatch(told):
        raise Malformed(f"{HEADER} is 1 to 255 visible characters of ASCII.")
    principal = caller().principal
    assert principal.tenant_id is not None  # noqa: S101 - whoever calls does so in a tenant
    content = request.get_data(cache=True) if body is None else body
    asked = f"{request.method} {request.full_path}\0{request.headers.get('If-Match', '')}\0".encode()
    digest = hashlib.sha256(asked + content).digest()
    return Key(principal.tenant_id, principal.label, f"{told} {part}" if part else told, digest)


def once_in(unit: Unit, key: Key | None, make: Callable[[], Answer]) -> Answer:
    """The first answer to a write of a register; `make` writes, and is called unless that was done before.

    Writes of a tenant wait for each other, so of two with one key the second finds the answer of the first. What
    `make` raises leaves nothing behind. Raises KeyReused.
    """
    if key is None:
        return make()
    known = _find(unit.session, key, unit.at)
    if known is not None:
        return _again(known, key)
    answer = make()
    _forget_old(unit.session, unit.at)
    unit.session.execute(insert(IdempotencyKey).values(**_named(key), at=unit.at, **_ended(answer)))
    return answer


def once_beside(key: Key | None, make: Callable[[], Answer], *, secret: bool = False) -> Answer:
    """The first answer to a request that writes beside the register.

    A `secret` answer is kept nowhere: whoever asks again learns only that it was done. Raises KeyReused, InFlight,
    NotKept.
    """
    if key is None:
        return make()
    known = _claim(key)
    if known is not None:
        return _again(known, key)
    try:
        answer = make()
    except _REFUSED:
        # Refused: nothing was done. Of any other error nobody knows how far it came, so the claim stays.
        _release(key)
        raise
    _finish(key, answer, secret=secret)
    return answer


def _claim(key: Key) -> IdempotencyKey | None:
    """Take a key; None where it was free, else what is known of its first request."""
    now = datetime.now(UTC)
    with tenancy.beside(database(), key.tenant_id) as session:
        _forget_old(session, now)
        taken = insert(IdempotencyKey).values(**_named(key), at=now).on_conflict_do_nothing()
        if session.scalar(taken.returning(IdempotencyKey.key)) is not None:
            return None
        found = _find(session, key, now)
    if found is None:
        raise InFlight("The first request with this key has just been refused.")
    return found


def _release(key: Key) -> None:
    with tenancy.beside(database(), key.tenant_id) as session:
        session.execute(delete(IdempotencyKey).where(_is(key)))


def _finish(key: Key, answer: Answer, *, secret: bool) -> None:
    kept = {"status": answer.status} if secret else _ended(answer)
    with tenancy.beside(database(), key.tenant_id) as session:
        session.execute(update(IdempotencyKey).where(_is(key)).values(**kept))


def _find(session: Session, key: Key, now: datetime) -> IdempotencyKey | None:
    recent = IdempotencyKey.at > now - KEPT_FOR
    return session.scalar(select(IdempotencyKey).where(_is(key), recent))


def _forget_old(session: Session, now: datetime) -> None:
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.at <= now - KEPT_FOR))


def _again(known: IdempotencyKey, key: Key) -> Answer:
    """The first answer. Raises KeyReused, InFlight, NotKept."""
    if known.request != key.request:
        raise KeyReused("This key was used within the last 24 hours for another request. Use a new one.")
    if known.status is None:
        if datetime.now(UTC) - known.at < LONGEST:
            raise InFlight("The first request with this key has not ended.")
        raise NotKept("It is not known how the first request with this key ended. Look, then use a new key.")
    if known.body is None:
        raise NotKept("The first request with this key was performed. Its answer held a secret and was not kept.")
    headers = dict(known.headers or {})
    content_type = headers.pop("Content-Type", "application/json")
    return Answer(known.body, content_type, {**headers, REPLAYED: "true"}, known.status)


def _named(key: Key) -> dict[str, object]:
    return {"caller": key.caller, "key": key.key, "request": key.request}


def _is(key: Key) -> ColumnElement[bool]:
    return and_(IdempotencyKey.caller == key.caller, IdempotencyKey.key == key.key)


def _ended(answer: Answer) -> dict[str, object]:
    headers = {**answer.headers, "Content-Type": answer.content_type}
    return {"status": answer.status, "headers": headers, "body": answer.body}
