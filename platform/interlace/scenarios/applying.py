"""Scenarios applied: all changes in one write by the ordinary services, or nothing, with every conflict named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

from graph.tables import SCHEMA, Kind
from graph.whatif import TABLES, Refused, edits_of
from interlace.db import tenancy
from interlace.errors import Busy, Conflict, DomainError, FieldProblem, Forbidden, Invalid
from interlace.scenarios.keeping import current, moved, must_be_open
from interlace.scenarios.performing import perform
from interlace.scenarios.seeing import ScenarioTold, found, require_member, told, without_hidden
from interlace.scenarios.values import of_stored, pointed
from policies import RELATION_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from uuid import UUID

    from graph.whatif import Change
    from interlace.db.models import Scenario
    from interlace.db.unit import Unit
    from interlace.scenarios.previewing import Desk
    from interlace.snapshots.loading import StoredTable
    from interlace.snapshots.snapshot import Snapshot

    #: How one change is made.
    Make = Callable[[Unit, Change], object]

_TRIES = 5
_STANDS = "Nothing was applied. What stands against it is named for each change."


@dataclass(frozen=True)
class Applied:
    """A scenario that was applied, and the tenant's revision that came of it."""

    scenario: ScenarioTold
    revision: int


def apply(desk: Desk, scenario_id: UUID, revision: int) -> Applied:
    """Make all changes of a scenario, which is at this revision of its own, in one write.

    Raises Unknown, Stale; Forbidden where none of them is the asker's to make; Conflict where it was applied before,
    is empty, or names records that are gone, have come or have changed since the revision that it stands on, each of
    which is named; Busy.
    """
    for _ in range(_TRIES):
        # What takes long is worked out before anybody is kept waiting.
        snapshot = desk.present()
        with tenancy.writing(desk.database, desk.tenant_id, desk.principal) as unit:
            scenario = _opened(unit, scenario_id, revision)
            if unit.head.revision != snapshot.revision:
                continue
            conflicts = conflicts_of(desk, snapshot, scenario, scenario.base_revision)
            if conflicts:
                raise Conflict(_STANDS, conflicts)
            changes = of_stored(scenario.changes["items"])
            perform_all(unit, changes)
            scenario.applied_at, scenario.applied_by = unit.at, desk.principal.id
            scenario.applied_revision = unit.revision if unit.entries else None
            scenario.revision += 1
            unit.session.flush()
            unit.did("scenario.apply", f"scenario:{scenario_id}", changes=len(changes))
            made = unit.revision if unit.entries else unit.head.revision
            return Applied(told(unit.session, desk.principal, unit.today, scenario), made)
    raise Busy("The register is written to all the time. Try again in a moment.")


def move(desk: Desk, scenario_id: UUID, revision: int) -> ScenarioTold:
    """Let a scenario stand on the register as it is now.

    Raises Unknown, Forbidden, Stale; Conflict where it was applied, or where the register does not admit its changes
    any more, each of which is named; Busy.
    """
    for _ in range(_TRIES):
        snapshot = desk.present()
        with tenancy.writing(desk.database, desk.tenant_id, desk.principal) as unit:
            scenario = _opened(unit, scenario_id, revision, own=True)
            if unit.head.revision != snapshot.revision:
                continue
            conflicts = conflicts_of(desk, snapshot, scenario, snapshot.revision)
            if conflicts:
                raise Conflict("The register does not admit some of these changes any more.", conflicts)
            moved(scenario, snapshot.revision, unit.at)
            unit.session.flush()
            unit.did("scenario.move", f"scenario:{scenario_id}", to=snapshot.revision)
            return told(unit.session, desk.principal, unit.today, scenario)
    raise Busy("The register is written to all the time. Try again in a moment.")


def _opened(unit: Unit, scenario_id: UUID, revision: int, *, own: bool = False) -> Scenario:
    """A scenario that is not applied, as the asker knows it. Raises Unknown, Forbidden, Stale, Conflict."""
    require_member(unit.session, unit.principal, unit.today)
    scenario = found(unit.session, unit.principal, scenario_id, own=own)
    must_be_open(scenario)
    if not scenario.changes["items"]:
        raise Conflict("The scenario has no changes yet.")
    return current(scenario, revision)


def conflicts_of(desk: Desk, snapshot: Snapshot, scenario: Scenario, base: int) -> list[FieldProblem]:
    """What of the present register stands against changes that were thought of at an earlier revision, by change."""
    changes = of_stored(scenario.changes["items"])
    hidden = desk.view(snapshot).sight.hidden
    if scenario.author != desk.principal.id and len(without_hidden(changes, hidden)) < len(changes):
        raise Conflict("Some of these changes are about drafts that you may not know of. Their author may apply them.")
    try:
        edits_of(snapshot.register.tables, changes, desk.today, hidden)
        refused: list[FieldProblem] = []
    except Refused as error:
        refused = list(pointed(error.problems))
    named = {problem.pointer.split("/")[2] for problem in refused}
    since = [
        FieldProblem(f"/changes/{number}/values/{column}", "changed-since", {"revision": str(base)})
        for number, change in enumerate(changes)
        if str(number) not in named
        for column in _changed_since(snapshot, change, base)
    ]
    return sorted([*refused, *since], key=lambda problem: int(problem.pointer.split("/")[2]))


def _changed_since(snapshot: Snapshot, change: Change, base: int) -> Iterator[str]:
    """The columns of a change that name a record which has another revision since.

    Of what is removed that is the record itself. Of what is added it is the strategies and actions named: what a body
    is called or how many live there says nothing against it, and whether it still fits is checked by itself.
    """
    if change.verb == "remove":
        if any(revision > base for revision in _revisions(snapshot, change)):
            yield TABLES[change.table][0]
        return
    for name, column in SCHEMA[change.table].items():
        code = change.values.get(name)
        if column.kind is Kind.REFERENCE and code is not None:
            tables = [table for table in column.refers_to if table != "bodies"]
            if any(revision > base for table in tables for revision in _of_code(snapshot.tables[table], str(code))):
                yield name


def _of_code(table: StoredTable, code: str) -> list[int]:
    rows = (table.frame["code"] == code).arg_true().to_numpy()
    return [int(revision) for revision in table.revision[rows]]


def _revisions(snapshot: Snapshot, change: Change) -> list[int]:
    """The revisions of the records that a change names."""
    table, values = snapshot.tables[change.table], change.values
    frame = table.frame
    orders = [values]
    if change.table == "relations" and RELATION_KINDS[values["kind"]].symmetric:
        orders.append({**values, "source": values["target"], "target": values["source"]})
    revisions: list[int] = []
    for order in orders:
        alike = None
        for name, value in order.items():
            same = frame[name].is_null() if value is None else frame[name] == value
            alike = same if alike is None else alike & same
        if alike is not None:
            revisions += [int(revision) for revision in table.revision[alike.arg_true().to_numpy()]]
    return revisions


def perform_all(unit: Unit, changes: Sequence[Change], make: Make = perform) -> None:
    """Make changes one after the other; all that is refused is told at once. Raises Forbidden, Conflict."""
    problems: list[FieldProblem] = []
    refusals: list[DomainError] = []
    failed: set[str] = set()
    for number, change in enumerate(changes):
        if failed.intersection(_codes(change)):
            # It needs what could not be made; that is told already.
            failed.update(_own_code(change))
            continue
        try:
            with unit.session.begin_nested():
                make(unit, change)
                unit.check()
        except DomainError as refused:
            problems += _told(number, refused)
            refusals.append(refused)
            failed.update(_own_code(change))
        # What is put off until the end of the write is put off again.
        unit.session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    if refusals and all(isinstance(refused, Forbidden) for refused in refusals) and len(refusals) == len(changes):
        raise refusals[0]
    if problems:
        raise Conflict(_STANDS, problems)


def _codes(change: Change) -> set[str]:
    """The codes that a change names."""
    named: set[str] = set()
    for name, column in SCHEMA[change.table].items():
        value = change.values.get(name)
        if column.refers_to and value is not None:
            named.update(value if isinstance(value, list) else [str(value)])
    return named if change.verb == "add" else named | _own_code(change)


def _own_code(change: Change) -> set[str]:
    code = change.values.get("code")
    return {code} if isinstance(code, str) else set()


def _told(number: int, refused: DomainError) -> list[FieldProblem]:
    where = f"/changes/{number}"
    if isinstance(refused, Invalid):
        return [
            FieldProblem(f"{where}/values{problem.pointer}", problem.code, problem.details)
            for problem in refused.problems
        ]
    code = "not-yours" if isinstance(refused, Forbidden) else "not-admitted"
    return [FieldProblem(where, code, {"why": str(refused)})]
