"""What the owners of cases are told when findings come and go, and when a joint deadline is near."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.cases.keeping import kept, owner_changes, owners_of
from interlace.cases.knowing import knowing
from interlace.cases.rights import involved
from interlace.cases.seeing import seen, view_of_writer
from interlace.cases.states import AT_REST, state_of
from interlace.cases.telling import about, moved, titled
from interlace.db.models import Case
from interlace.errors import Unknown
from interlace.notices.people import people_of_each
from interlace.notices.telling import tell_once

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from interlace.db.unit import Unit
    from interlace.snapshots.snapshot import Snapshot

#: So long before a joint deadline its owners are reminded of it.
NEAR = timedelta(days=7)


def tell_of_moves(unit: Unit, snapshot: Snapshot, kind: str, keys: pl.Series, day: date) -> None:
    """Those of these findings of which somebody made something: their people are told that it moved."""
    known = set(unit.session.scalars(select(Case.finding)))
    cases = [key for key in keys if key in known] if known else []
    if not cases:
        return
    changes = owner_changes(unit.session, cases)
    view = view_of_writer(snapshot, unit.principal, day)
    for key in cases:
        try:
            one = seen(view, key, known=True)
        except Unknown:
            continue
        moved(unit.session, kind, one, involved(one, owners_of(one, changes.get(key, ()))), unit.at)


def tell_of_deadlines(unit: Unit, snapshot: Snapshot, day: date) -> None:
    """The owners of cases whose deadline is near or has passed are reminded, once for each deadline.

    Nobody is reminded of what is disputed, accepted as a risk or closed.
    """
    due = select(Case.finding).where(Case.deadline.is_not(None), Case.deadline <= day + NEAR)
    keys = list(unit.session.scalars(due))
    if not keys:
        return
    view, changes = view_of_writer(snapshot, unit.principal, day), owner_changes(unit.session, keys)
    for key, known in kept(unit.session, keys).items():
        try:
            one = seen(view, key, known=True)
        except Unknown:
            continue
        if state_of(present=one.present, last=known.last, today=day) in AT_REST or known.case.deadline is None:
            continue
        owners = people_of_each(unit.session, owners_of(one, changes.get(key, ())))
        people = knowing(unit.session, one, {person for each in owners.values() for person in each})
        details = {"what": titled(key), "until": known.case.deadline.isoformat()}
        tell_once(unit.session, people, "case-deadline", about(key), details, unit.at)
