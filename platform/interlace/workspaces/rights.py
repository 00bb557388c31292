"""Who knows of a workspace, and who writes in it: whoever sees the drafts of its body, and whoever writes its records.

For everybody else it is not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.db.models import Workspace
from interlace.errors import Conflict, Unknown
from interlace.identity.permissions import Operation, may, require

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.unit import Unit


def unknown(workspace_id: UUID) -> Unknown:
    """What whoever may not know of a workspace is told, in the words for what is not there."""
    return Unknown(f"There is no workspace {workspace_id}.")


def written(unit: Unit, workspace_id: UUID, *, although_closed: bool = False) -> Workspace:
    """A workspace that the principal writes in, held until the write ends.

    Raises Unknown, Forbidden; Conflict where it was given up, unless that does not matter.
    """
    found = _held(unit, workspace_id)
    require(unit.session, unit.principal, Operation.RECORDS_WRITE, unit.today, found.body)
    if found.state == "closed" and not although_closed:
        raise Conflict("The workspace was closed. Nothing is written in it any more.")
    return found


def did(unit: Unit, workspace: Workspace, deed: str, **details: object) -> None:
    """Tell the audit what was done in a workspace, and whoever is about to adopt it that it has changed."""
    workspace.revision += 1
    unit.session.flush()
    unit.did(deed, f"workspace:{workspace.id}", **details)


def _held(unit: Unit, workspace_id: UUID) -> Workspace:
    row = select(Workspace).where(Workspace.id == workspace_id).with_for_update()
    found = unit.session.scalar(row.execution_options(populate_existing=True))
    if found is None or not may(unit.session, unit.principal, Operation.DRAFTS_READ, unit.today, found.body):
        raise unknown(workspace_id)
    return found


def unknown_step(step_id: str) -> Unknown:
    """What is told where the frame has no such step."""
    return Unknown(f"The frame has no step “{step_id[:64]}”.")
