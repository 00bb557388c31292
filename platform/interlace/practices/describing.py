"""What of a practice stands in the commons, and how its state follows its publication.

Keys of findings and codes of records stay in the tenant: of the findings only their rules are published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from interlace.commons import Described, standing_of
from interlace.db.models import Practice
from interlace.errors import Unknown
from interlace.identity.permissions import Operation, may
from interlace.practices.values import TEXTS, rules_of
from policies import AREAS, PRINCIPLES

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.unit import Unit
    from interlace.principals import Principal


def described(session: Session, practice_id: UUID) -> Described:
    """A practice as the commons would tell it. Raises Unknown."""
    found = session.scalar(select(Practice).where(Practice.id == practice_id))
    if found is None:
        raise Unknown(f"There is no practice {practice_id}.")
    cells = [cell.split(":") for cell in found.cells]
    others = [text for texts in found.translations.values() for text in texts.values()]
    return Described(
        title=found.title,
        summary=found.summary,
        text="\n\n".join(text for name in ("place", *TEXTS) if (text := getattr(found, name))),
        language=found.language,
        body=found.body,
        principles=[one for one in PRINCIPLES.ids if any(one == cell[0] for cell in cells)],
        areas=[one for one in AREAS.ids if any(one == cell[1] for cell in cells)],
        cells=found.cells,
        rules=rules_of(found.findings),
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        content=_content(found),
        languages=[*found.translations],
        other_text="\n\n".join(others),
    )


def _content(found: Practice) -> dict[str, Any]:
    evidence = [one for one in found.evidence.get("items", []) if one["kind"] != "record"]
    return {
        "place": found.place,
        **{name: getattr(found, name) for name in TEXTS},
        "evidence": evidence,
        "contacts": [*found.contacts],
        "translations": found.translations,
    }


def known_to(session: Session, principal: Principal, practice_id: UUID, today: date) -> bool:
    """Whether somebody may know of a practice that is not published: the people of its body and those above it."""
    body = session.scalar(select(Practice.body).where(Practice.id == practice_id))
    return body is not None and may(session, principal, Operation.DRAFTS_READ, today, body)


def moved(unit: Unit, practice_id: UUID, _state: str) -> None:
    """Keep the state of a practice in step with its publications."""
    found = unit.session.scalar(select(Practice).where(Practice.id == practice_id))
    if found is None:
        return
    standing = standing_of(unit.session, "practice", practice_id)
    if "published" in standing:
        after = "published"
    elif "proposed" in standing:
        after = "review"
    else:
        after = "archived" if found.state == "published" else "draft"
    if found.state != after:
        found.state = after
        found.revision += 1
        unit.session.flush()
