"""What a scenario, or changes that nobody saved, would come to; and two side by side. Nothing is written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import orjson

from graph.whatif import Refused, edits_of, what_if
from interlace.db import tenancy
from interlace.errors import Conflict, Invalid, Unknown
from interlace.identity.callers import Caller
from interlace.reading.views import view_on
from interlace.scenarios.effects import Effects, FindingTold, effects_of, told_findings
from interlace.scenarios.seeing import ScenarioTold, found, require_member, told, without_hidden
from interlace.scenarios.values import of_stored, pointed, stored

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from graph.whatif import Change, Findings, Preview
    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.reading.view import View
    from interlace.snapshots.snapshot import Snapshot
    from interlace.snapshots.store import SnapshotStore

#: The register that a scenario is tried on: as it was when it was thought of, or as it is now.
At = Literal["base", "present"]
ATS: tuple[At, ...] = ("base", "present")


@dataclass(frozen=True)
class Desk:
    """Where somebody tries things: the database, its snapshots, who they are, in which tenant, and today."""

    database: Database
    store: SnapshotStore
    principal: Principal
    tenant_id: UUID
    today: date

    def view(self, snapshot: Snapshot, as_of: date | None = None) -> View:
        """What they see of a snapshot on a day. Raises Forbidden."""
        caller = Caller(self.principal, "", None, snapshot.revision, snapshot.stored.made_at)
        return view_on(snapshot, caller, as_of or self.today, self.today)

    def present(self) -> Snapshot:
        """The register as it is now."""
        return self.store.current(self.database, self.tenant_id)


@dataclass(frozen=True)
class ScenarioPreview:
    """What a scenario would come to. It is old where the register has other revisions since."""

    scenario: ScenarioTold
    present_revision: int
    effects: Effects

    @property
    def old(self) -> bool:
        """Whether it is told of a register that has changed since."""
        return self.effects.revision != self.present_revision


@dataclass(frozen=True)
class Differences:
    """Findings that one of two scenarios opens or closes and the other does not; counts are of all."""

    first_total: int
    second_total: int
    both_total: int
    first: tuple[FindingTold, ...]
    second: tuple[FindingTold, ...]


@dataclass(frozen=True)
class Compared:
    """Two scenarios on the same register: what each comes to, and what only one of them opens or closes."""

    first: ScenarioPreview
    second: ScenarioPreview
    opened: Differences
    closed: Differences


def try_changes(desk: Desk, changes: Sequence[Change], as_of: date | None = None) -> Effects:
    """What changes would come to on the register as it is now. Raises Forbidden, and Invalid with all that is wrong."""
    with tenancy.reading(desk.database, desk.tenant_id) as session:
        # Commands on the machine itself are no member's, and may.
        if desk.principal.kind != "system":
            require_member(session, desk.principal, desk.today)
    try:
        return _effects(desk, desk.present(), changes, as_of, own=True)
    except Refused as refused:
        raise Invalid(pointed(refused.problems)) from refused


def preview(desk: Desk, scenario_id: UUID, at: At = "base", as_of: date | None = None) -> ScenarioPreview:
    """What a scenario would come to on the register as it was, or as it is now.

    Raises Forbidden, Unknown; Conflict, naming everything, where that register does not admit its changes.
    """
    scenario, changes = _kept(desk, scenario_id)
    present = desk.present()
    snapshot = _snapshot(desk, scenario.base_revision, present, at)
    return ScenarioPreview(scenario, present.revision, _admitted(desk, snapshot, changes, as_of, own=scenario.own))


def compare(desk: Desk, scenario_id: UUID, other_id: UUID, at: At = "present", as_of: date | None = None) -> Compared:
    """Two scenarios on the same register: as it is now, or as it was when the first was thought of.

    Raises Forbidden, Unknown; Conflict where that register does not admit the changes of one of them.
    """
    kept = [_kept(desk, one) for one in (scenario_id, other_id)]
    present = desk.present()
    snapshot = _snapshot(desk, kept[0][0].base_revision, present, at)
    first, second = (
        ScenarioPreview(scenario, present.revision, _admitted(desk, snapshot, changes, as_of, own=scenario.own))
        for scenario, changes in kept
    )
    one, other = (_tried(desk, snapshot, changes, as_of, own=scenario.own)[0] for scenario, changes in kept)
    return Compared(first, second, _differences(one.opened, other.opened), _differences(one.closed, other.closed))


def _differences(one: Findings, other: Findings) -> Differences:
    keys, others = ([each.key(number) for number in range(len(each))] for each in (one, other))
    theirs, mine = set(others), set(keys)
    only = [number for number, key in enumerate(keys) if key not in theirs]
    only_other = [number for number, key in enumerate(others) if key not in mine]
    return Differences(
        first_total=len(only),
        second_total=len(only_other),
        both_total=len(mine & theirs),
        first=told_findings(one, only),
        second=told_findings(other, only_other),
    )


def _kept(desk: Desk, scenario_id: UUID) -> tuple[ScenarioTold, tuple[Change, ...]]:
    """A scenario and all of its changes. Raises Forbidden, Unknown."""
    with tenancy.reading(desk.database, desk.tenant_id) as session:
        require_member(session, desk.principal, desk.today)
        one = found(session, desk.principal, scenario_id)
        return told(session, desk.principal, desk.today, one), of_stored(one.changes["items"])


def _snapshot(desk: Desk, base: int, present: Snapshot, at: At) -> Snapshot:
    if at == "present" or base == present.revision:
        return present
    try:
        return desk.store.at_revision(desk.database, desk.tenant_id, base)
    except Unknown as error:
        # A backup from before that revision was brought back.
        raise Conflict("The register that this scenario stands on is no more. Move it to the present one.") from error


def _admitted(desk: Desk, snapshot: Snapshot, changes: Sequence[Change], as_of: date | None, *, own: bool) -> Effects:
    try:
        return _effects(desk, snapshot, changes, as_of, own=own)
    except Refused as refused:
        raise Conflict("The register does not admit some of these changes.", pointed(refused.problems)) from refused


def _effects(desk: Desk, snapshot: Snapshot, changes: Sequence[Change], as_of: date | None, *, own: bool) -> Effects:
    view = desk.view(snapshot, as_of)
    mark = hashlib.sha256(orjson.dumps(stored(changes))).digest()

    def make() -> Effects:
        tried, withheld = _tried(desk, snapshot, changes, as_of, own=own)
        return effects_of(tried, snapshot.revision, withheld)

    return snapshot.kept(("what-if", mark, own, view.sight.hidden, view.as_of, desk.today), make)


def _tried(
    desk: Desk, snapshot: Snapshot, changes: Sequence[Change], as_of: date | None, *, own: bool
) -> tuple[Preview, int]:
    """The preview of changes, and how many of somebody else's were left out. Raises Refused.

    Of their own nothing is left out: what they may not know of is not there, whichever code they guess.
    """
    view = desk.view(snapshot, as_of)
    hidden = view.sight.hidden
    shown = changes if own else without_hidden(changes, hidden)
    edits = edits_of(snapshot.register.tables, shown, desk.today, hidden)
    return what_if(snapshot.register, edits, view.as_of, view.analysis), len(changes) - len(shown)
