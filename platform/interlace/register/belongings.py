"""All that a body has: what becomes of it must be said before the body may end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from interlace.db.models import Membership, StrategyCoOwner
from interlace.db.models.works import ActionPartner
from interlace.db.records import fetch_by_code, find

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.records import StoredRecord

MOVE, END, KEEP = "move", "end", "keep"
#: Kind of thing → what may become of it. Who stands below a body does not end with it, and a part that was taken, or a
#: word that was given, cannot end; a word about itself is nobody else's.
FATES = {
    "strategies": (MOVE, END, KEEP),
    "co_ownerships": (MOVE, END, KEEP),
    "actions": (MOVE, END, KEEP),
    "partnerships": (MOVE, END, KEEP),
    "relations": (MOVE, END, KEEP),
    "competences": (MOVE, END, KEEP),
    "people": (MOVE, END, KEEP),
    "participations": (MOVE, KEEP),
    "children": (MOVE, KEEP),
    "civil_society": (MOVE, KEEP),
    "networks": (MOVE, KEEP),
    "declarations": (KEEP,),
}
#: Kinds whose fate nobody needs to state: what was over before the day, or was said of others, stays as it was; a
#: body's own place among others ends with it.
UNASKED = {"past": KEEP, "place": END}


class Belonging(NamedTuple):
    """One thing that a body has: of what kind, whose, in which table. People's memberships are one of the kinds."""

    kind: str
    of: str
    table: str
    id: UUID


def belongings(session: Session, code: str, on: date) -> list[Belonging]:
    """Everything that names a body, each thing once, as it matters on the day on which the body is no more."""
    found = [
        *_named(session, code, "strategies", "owner", "strategies"),
        *_listed(session, code, "strategies", StrategyCoOwner, "co_ownerships"),
        *_named(session, code, "actions", "body", "actions"),
        *_listed(session, code, "actions", ActionPartner, "partnerships"),
        *_relations(session, code, on),
        *_dated(session, code, on),
        *_people(session, code),
        *_named(session, code, "participations", "body", "participations"),
        *_below(session, code, on),
        *_named(session, code, "bodies", "serves", "networks"),
        *_named(session, code, "declarations", "body", "declarations"),
        *_named(session, code, "successions", "predecessor", "past"),
        *_named(session, code, "successions", "successor", "past"),
        *_named(session, code, "oppositions", "marked_by", "past"),
        *_named(session, code, "measurements", "body", "past"),
    ]
    return list(dict.fromkeys(found))


def over(record: StoredRecord, on: date) -> bool:
    """Whether the period of a record ended before the day."""
    end: date | None = record["valid_to"]
    return end is not None and end < on


def _named(session: Session, code: str, table: str, column: str, kind: str) -> Iterator[Belonging]:
    for record in find(session, table, **{column: code}):
        yield Belonging(kind, code, table, record.id)


def _listed(
    session: Session, code: str, table: str, mentions: type[StrategyCoOwner | ActionPartner], kind: str
) -> Iterator[Belonging]:
    for work in session.scalars(select(mentions.work).where(mentions.body == code).order_by(mentions.work)):
        yield Belonging(kind, code, table, fetch_by_code(session, table, work).id)


def _relations(session: Session, code: str, on: date) -> Iterator[Belonging]:
    """Relations to either side; who is below the body is told elsewhere."""
    for column in ("source", "target"):
        for relation in find(session, "relations", **{column: code}):
            if over(relation, on):
                yield Belonging("past", code, "relations", relation.id)
            elif relation["kind"] != "part_of":
                yield Belonging("relations", code, "relations", relation.id)
            elif column == "source":
                yield Belonging("place", code, "relations", relation.id)


def _dated(session: Session, code: str, on: date) -> Iterator[Belonging]:
    for competence in find(session, "competences", body=code):
        kind = "past" if over(competence, on) else "competences"
        yield Belonging(kind, code, "competences", competence.id)


def _people(session: Session, code: str) -> Iterator[Belonging]:
    for found in session.scalars(select(Membership.id).where(Membership.body == code).order_by(Membership.id)):
        yield Belonging("people", code, "memberships", found)


def _below(session: Session, code: str, on: date) -> Iterator[Belonging]:
    """Bodies that have it as their parent, by their own column or by a row that holds on the day or later."""
    moved = [row["source"] for row in part_of(session, on, target=code)]
    children = [*find(session, "bodies", parent=code), *(fetch_by_code(session, "bodies", child) for child in moved)]
    for child in children:
        kind = "civil_society" if child["level"] == "civil_society" else "children"
        yield Belonging(kind, code, "bodies", child.id)


def part_of(session: Session, on: date, **equal: Any) -> list[StoredRecord]:  # noqa: ANN401 - values of columns
    """The dated parents that hold on the day or later."""
    return [row for row in find(session, "relations", kind="part_of", **equal) if not over(row, on)]
