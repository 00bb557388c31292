"""From the description of a thing to what is proposed, and from that, word for word, to the entry that all read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from interlace.commons.addresses import has_mail_address, texts_of
from interlace.db.models import Body, CommonsEntry, TenantRegister
from interlace.db.models.commons import MOST_SUMMARY_CHARACTERS, MOST_TEXT_CHARACTERS, MOST_TITLE_CHARACTERS
from interlace.errors import Conflict, Unknown

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.commons.kinds import Described

_DAYS = ("starts_on", "ends_on")
_MOST_LANGUAGES = 20


def proposed(session: Session, told: Described) -> dict[str, Any]:
    """The entry as it would stand, as JSON.

    Raises Conflict where it is too large or holds a mail address, Unknown for a body that is gone.
    """
    body = session.execute(select(Body.name, Body.level).where(Body.code == told.body)).one_or_none()
    if body is None:
        raise Unknown(f"There is no body “{told.body[:64]}”.")
    head = session.execute(select(TenantRegister.name, TenantRegister.country)).one()
    if len(told.title) > MOST_TITLE_CHARACTERS or len(told.summary) > MOST_SUMMARY_CHARACTERS:
        raise Conflict(
            f"A title has at most {MOST_TITLE_CHARACTERS} characters here, and a summary {MOST_SUMMARY_CHARACTERS}."
        )
    texts = texts_of([told.title, told.summary, told.text, told.other_text, {**told.content}])
    if any(map(has_mail_address, texts)):
        raise Conflict(
            "There is a mail address in it. None is published: others write to the body by way of the commons."
        )
    language = _base(told.language)
    return {
        "language": language,
        "languages": sorted({language, *map(_base, told.languages)})[:_MOST_LANGUAGES],
        "title": told.title,
        "summary": told.summary,
        "text": told.text[:MOST_TEXT_CHARACTERS],
        "other_text": told.other_text[:MOST_TEXT_CHARACTERS] or None,
        "body": told.body,
        "body_name": body.name[:MOST_SUMMARY_CHARACTERS],
        "level": body.level,
        "tenant_name": (head.name or head.country or "–")[:MOST_SUMMARY_CHARACTERS],
        "country": head.country,
        "principles": [*told.principles],
        "areas": [*told.areas],
        "cells": [*told.cells],
        "rules": [*told.rules],
        "starts_on": None if told.starts_on is None else told.starts_on.isoformat(),
        "ends_on": None if told.ends_on is None else told.ends_on.isoformat(),
        "content": dict(told.content),
    }


def entered(entry_id: UUID, publication: UUID, kind: str, values: dict[str, Any], at: datetime) -> CommonsEntry:
    """The entry of what was proposed, published at this moment."""
    days = {name: None if values.get(name) is None else date.fromisoformat(values[name]) for name in _DAYS}
    begun = days["starts_on"]
    return CommonsEntry(
        id=entry_id,
        publication=publication,
        kind=kind,
        published_at=at,
        year=at.year if begun is None else begun.year,
        **{**values, **days},
    )


def _base(language: str) -> str:
    """`pt` of `pt-BR`: words are reduced alike in both."""
    return language.split("-", 1)[0].lower()
