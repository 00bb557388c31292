"""Who stands above a body on a day, read from the register's tables by the definition of *parent* (docs/gaps.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from interlace.db.models import Body, Relation

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session


def ancestors(session: Session, code: str, day: date) -> tuple[str, ...]:
    """Codes of the live bodies above a body, the nearest first. A parent that is not live is passed over.

    One query a step, and at most as many steps as there are levels: ranks fall on the way up.
    """
    found = []
    parent = _parent(session, code, day)
    while parent is not None:
        if _is_live(session, parent, day):
            found.append(parent)
        parent = _parent(session, parent, day)
    return tuple(found)


def _parent(session: Session, code: str, day: date) -> str | None:
    """The target of the live `part_of` row that began last (then of the smallest code), else the parent column."""
    moves = (
        select(Relation.target)
        .where(Relation.source == code, Relation.kind == "part_of", _live(Relation, day))
        .order_by(Relation.valid_from.desc().nulls_last(), Relation.target)
        .limit(1)
        .scalar_subquery()
    )
    parent: str | None = session.scalar(select(func.coalesce(moves, Body.parent)).where(Body.code == code))
    return parent


def _is_live(session: Session, code: str, day: date) -> bool:
    return bool(session.scalar(select(_live(Body, day)).where(Body.code == code)))


def _live(table: type[Body | Relation], day: date) -> ColumnElement[bool]:
    """The period of a row holds the day; both ends belong to it, and an end that is not known is open."""
    begun = or_(table.valid_from.is_(None), table.valid_from <= day)
    return begun & or_(table.valid_to.is_(None), table.valid_to >= day)
