"""Who stands above a body on a day, read from the register's tables by the definition of *parent* (docs/gaps.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from interlace.db.models import Body, Relation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from sqlalchemy import ColumnElement, ScalarSelect
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


def lines(session: Session, codes: Collection[str], day: date) -> Mapping[str, tuple[str, ...]]:
    """The same of many bodies at once: two queries a level of the hierarchy, however many there are."""
    parents: dict[str, str | None] = {}
    live: set[str] = set()
    asked = set(codes)
    while asked:
        rows = select(Body.code, func.coalesce(_moved(day), Body.parent).label("above")).where(Body.code.in_(asked))
        found: dict[str, str | None] = {row.code: row.above for row in session.execute(rows)}
        parents |= {code: found.get(code) for code in asked}
        asked = {parent for parent in found.values() if parent is not None and parent not in parents}
    above = {parent for parent in parents.values() if parent is not None}
    if above:
        live = set(session.scalars(select(Body.code).where(Body.code.in_(above), _live(Body, day))))
    return {code: tuple(one for one in _upwards(parents, code) if one in live) for code in codes}


def _upwards(parents: Mapping[str, str | None], code: str) -> Iterator[str]:
    parent = parents[code]
    while parent is not None:
        yield parent
        parent = parents[parent]


def _parent(session: Session, code: str, day: date) -> str | None:
    parent: str | None = session.scalar(select(func.coalesce(_moved(day), Body.parent)).where(Body.code == code))
    return parent


def _moved(day: date) -> ScalarSelect[str]:
    """Of the body of the query, the target of the live `part_of` row that began last (then of the smallest code);
    where there is none, its parent is that of its column.
    """
    return (
        select(Relation.target)
        .where(Relation.source == Body.code, Relation.kind == "part_of", _live(Relation, day))
        .order_by(Relation.valid_from.desc().nulls_last(), Relation.target)
        .limit(1)
        .correlate(Body)
        .scalar_subquery()
    )


def _is_live(session: Session, code: str, day: date) -> bool:
    return bool(session.scalar(select(_live(Body, day)).where(Body.code == code)))


def _live(table: type[Body | Relation], day: date) -> ColumnElement[bool]:
    """The period of a row holds the day; both ends belong to it, and an end that is not known is open."""
    begun = or_(table.valid_from.is_(None), table.valid_from <= day)
    return begun & or_(table.valid_to.is_(None), table.valid_to >= day)
