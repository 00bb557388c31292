"""How gatherings stand in the commons once they are published."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from interlace.commons.kinds import Described, Kind, register
from interlace.db.models import Body, Gathering
from interlace.db.models.commons import MOST_SUMMARY_CHARACTERS
from interlace.db.models.gatherings import KINDS
from interlace.errors import Conflict, Unknown
from interlace.gatherings.showing import seen
from policies.guides import GUIDES

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.principals import Principal

#: What is searched besides title and summary.
_SEARCHED = ("place", "who_may_apply", "programme", "report", "minutes")


def describe(kind: str, session: Session, gathering_id: UUID) -> Described:
    """A gathering as the commons tells it, with the population of its body, by which sizes are compared.

    Raises Unknown; Conflict for a draft.
    """
    row = session.scalar(select(Gathering).where(Gathering.id == gathering_id, Gathering.kind == kind))
    if row is None:
        raise Unknown(f"There is no gathering {gathering_id}.")
    if row.state == "draft":
        raise Conflict("A draft cannot be published: open it first.")
    texts = [row.text, *(str(row.content.get(name) or "") for name in _SEARCHED), *row.content.get("decisions", ())]
    return Described(
        title=row.title,
        summary=_short(row.text),
        text="\n".join(one for one in texts if one),
        language=row.language,
        body=row.body,
        principles=row.principles,
        areas=row.areas,
        rules=_rules(row.areas) if kind == "mentoring_offer" else (),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        content=_content(session, row),
    )


def _content(session: Session, row: Gathering) -> dict[str, Any]:
    population = session.scalar(select(Body.population).where(Body.code == row.body))
    told: dict[str, Any] = {
        **row.content,
        "gathering": str(row.id),
        "revision": row.revision,
        "state": row.state,
        "text": row.text,
        "languages": list(row.languages),
        "until": None if row.until is None else row.until.isoformat(),
        "places": row.places,
        "population": population,
    }
    return {name: value for name, value in told.items() if value is not None}


def _rules(areas: list[str]) -> tuple[str, ...]:
    """The rules with whose findings an offer in these areas may help: those of the guides that are about them."""
    rules = [rule for guide in GUIDES.values() if set(guide.areas) & set(areas) for rule in guide.rules]
    return tuple(dict.fromkeys(rules))


def _short(text: str) -> str:
    first = text.split("\n\n", 1)[0]
    return first if len(first) <= MOST_SUMMARY_CHARACTERS else first[: MOST_SUMMARY_CHARACTERS - 1] + "…"


def known_to(session: Session, principal: Principal, gathering_id: UUID, today: date) -> bool:
    """Whether somebody may know of it: drafts are not everybody's."""
    try:
        seen(session, principal, today, gathering_id)
    except Unknown:
        return False
    return True


for _kind in KINDS:
    register(Kind(_kind, partial(describe, _kind), known_to))
