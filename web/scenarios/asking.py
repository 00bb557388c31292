"""What pages of scenarios begin with: where the caller tries things, and a scenario that they may look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.context import caller, database, snapshots, today
from api.writing import tenant_id
from interlace.errors import Conflict, Invalid
from interlace.scenarios import keeping, previewing
from web.days import as_of
from web.scenarios.words import told_problems

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from graph.whatif import Change
    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.scenarios.previewing import At, ScenarioPreview
    from interlace.scenarios.seeing import ScenarioTold
    from web.forms import Form
    from web.scenarios.words import Trouble


def asker() -> tuple[Database, Principal, UUID]:
    """Who asks, and where."""
    return database(), caller().principal, tenant_id()


def desk() -> previewing.Desk:
    """Where the caller tries things."""
    return previewing.Desk(database(), snapshots(), caller().principal, tenant_id(), today())


def scenario_of(scenario_id: UUID) -> ScenarioTold:
    """A scenario that the caller may look at. Raises Unknown, Forbidden."""
    return keeping.scenario(*asker(), scenario_id)


def tried(scenario: ScenarioTold, at: At) -> tuple[ScenarioPreview | None, list[Trouble]]:
    """What a scenario comes to on the day that is shown; or, where the register does not admit it, why not."""
    try:
        return previewing.preview(desk(), scenario.id, at, as_of()), []
    except (Conflict, Invalid) as refused:
        return None, told_problems(scenario.changes, refused)


def revision_of(form: Form) -> int:
    """The scenario's revision that a form was made for; one that nobody sent is never the present one."""
    told = form.text("revision")
    return int(told) if told.isdecimal() and len(told) < 18 else 0  # noqa: PLR2004 - digits of a 64-bit number


def with_changes(scenario: ScenarioTold, revision: int, changes: Sequence[Change]) -> ScenarioTold:
    """The scenario with other changes. Raises Invalid, Stale, Conflict, Forbidden."""
    from interlace.scenarios.values import stored

    return keeping.change(*asker(), scenario.id, revision, {"changes": stored(changes)})
