"""What is kept of a case, read and written within a transaction of its tenant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from interlace.db.identifiers import new_id
from interlace.db.models import Case, CaseAnswer, CaseOwner, Episode
from interlace.db.models.cases import KEY, MOST_KEY_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.cases.seeing import SeenFinding
    from interlace.db.unit import Unit


_KEY = re.compile(KEY)


class Kept(NamedTuple):
    """A case with the episode that is not over and the last answer that counts in it."""

    case: Case
    episode: UUID | None
    last: CaseAnswer | None


def is_kept(session: Session, key: str) -> bool:
    """Whether anybody made something of a finding."""
    if len(key) > MOST_KEY_CHARACTERS or not _KEY.fullmatch(key):
        # The database is not asked about what it could not hold.
        return False
    return session.scalar(select(Case.finding).where(Case.finding == key)) is not None


def kept(session: Session, keys: Collection[str] | None = None, rules: Collection[str] = ()) -> dict[str, Kept]:
    """The cases of these keys or of all, by key; those that are not kept are left out."""
    rows = (
        select(Case, Episode.id, CaseAnswer)
        .outerjoin(Episode, (Episode.finding == Case.finding) & Episode.closed_on.is_(None))
        .outerjoin(
            CaseAnswer,
            (CaseAnswer.finding == Case.finding)
            & (CaseAnswer.number == Case.answers)
            & (CaseAnswer.episode == Episode.id),
        )
        .order_by(Case.finding)
    )
    rows = rows if keys is None else rows.where(Case.finding.in_(list(keys)))
    rows = rows.where(Case.rule.in_(list(rules))) if rules else rows
    return {row[0].finding: Kept(*row) for row in session.execute(rows)}


def begun(unit: Unit, seen: SeenFinding) -> Kept:
    """The case of a finding, which begins here if nobody made anything of it yet.

    The unit holds the tenant's register, so two cannot begin one case at once.
    """
    unit.session.execute(
        insert(Case).values(finding=seen.key, rule=seen.parts.rule, began_at=unit.at).on_conflict_do_nothing()
    )
    if seen.present:
        opened = {"id": new_id(), "finding": seen.key, "opened_on": unit.today, "opened_revision": unit.head.revision}
        unit.session.execute(insert(Episode).values(opened).on_conflict_do_nothing())
    return kept(unit.session, [seen.key])[seen.key]


def owner_changes(session: Session, keys: Collection[str] | None = None) -> Mapping[str, Sequence[CaseOwner]]:
    """By key: which bodies people made owners, and which they took out."""
    rows = select(CaseOwner).order_by(CaseOwner.finding, CaseOwner.body)
    rows = rows if keys is None else rows.where(CaseOwner.finding.in_(list(keys)))
    found: dict[str, list[CaseOwner]] = {}
    for change in session.scalars(rows):
        found.setdefault(change.finding, []).append(change)
    return found


def owners_of(seen: SeenFinding, changes: Sequence[CaseOwner]) -> tuple[str, ...]:
    """The bodies that own a case: those of the rule without those taken out, then those that people put in."""
    out = {change.body for change in changes if not change.owns}
    put_in = [change.body for change in changes if change.owns]
    return tuple(dict.fromkeys([*(code for code in seen.owners if code not in out), *put_in]))
