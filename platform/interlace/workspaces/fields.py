"""The fields of a workspace, of which several people write several at once: one field, one write.

Whoever writes says which revision of the field they saw. If somebody else has written meanwhile, theirs stands, and
what came second is kept beside it, so that both are seen and one of the two is written on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from graph.tables import SCHEMA, Kind
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import WorkspaceField, WorkspaceFieldKept
from interlace.db.models.workspaces import MOST_NAME_CHARACTERS, MOST_VALUE_CHARACTERS
from interlace.errors import Conflict, FieldProblem, Invalid
from interlace.register.references import check_references
from interlace.register.values import of_some
from interlace.workspaces.frames import frame_of
from interlace.workspaces.rights import did, written
from interlace.workspaces.showing import FieldTold, KeptTold, told_fields, told_kept
from interlace.workspaces.values import Reading
from policies import AREAS, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.db.models import Workspace
    from interlace.db.unit import Unit
    from interlace.principals import Principal

#: What is told of the strategy to be; its owner is the workspace's body, and it is adopted by adopting it.
COLUMNS = tuple(name for name in SCHEMA["strategies"] if name not in {"owner", "status"})
DEPTHS = ("1", "2", "3")
#: What one person wrote so shortly before is what they are still typing, and is kept nowhere.
TYPING = timedelta(minutes=10)
#: So many earlier or other values of a field are kept, the latest.
MOST_KEPT = 100
OUTCOMES = ("written", "kept", "same")
_NAMES = "notes.STEP, strategy.COLUMN, cell.PRINCIPLE.AREA"


@dataclass(frozen=True)
class Written:
    """What a write of a field came to: it stands; or another stands and it was `kept`; or nothing was new."""

    outcome: str
    field: FieldTold
    kept: KeptTold | None
    """What was written in vain, where it was kept."""


def write(
    database: Database, principal: Principal, tenant_id: UUID, workspace_id: UUID, given: Mapping[str, object]
) -> Written:
    """Write `value` into the field `name`, whose revision `after` was seen last: 0 where nothing stood there.

    Raises Unknown, Forbidden, Invalid; Conflict where the workspace was closed, or the strategy is adopted already.
    """
    read = Reading(given, "name", "value", "after")
    name, after = read.text("name", MOST_NAME_CHARACTERS), read.whole("after")
    value = read.optional("value", MOST_VALUE_CHARACTERS) or ""
    read.check()
    with tenancy.writing(database, tenant_id, principal) as unit:
        workspace = written(unit, workspace_id)
        _check(unit, workspace, name, value)
        one = (WorkspaceField.workspace == workspace_id, WorkspaceField.name == name)
        known = unit.session.scalar(select(WorkspaceField).where(*one))
        if known is not None and known.value == value:
            return Written("same", told_fields(unit.session, [known])[0], None)
        if (0 if known is None else known.revision) != after:
            if known is None:
                raise Invalid([FieldProblem("/after", "bad-value")])
            return _kept_beside(unit, known, value)
        return _put(unit, workspace, name, value, known)


def _put(unit: Unit, workspace: Workspace, name: str, value: str, known: WorkspaceField | None) -> Written:
    if known is None:
        known = WorkspaceField(workspace=workspace.id, name=name, value=value, by=unit.principal.label, at=unit.at)
        known.revision = 1
        unit.session.add(known)
    else:
        typing = known.by == unit.principal.label and known.at > unit.at - TYPING
        if known.value and not typing:
            _keep(unit, known, known.value, stood=True)
        known.value, known.by, known.at = value, unit.principal.label, unit.at
        known.revision += 1
    did(unit, workspace, "workspace.write", field=name)
    return Written("written", told_fields(unit.session, [known])[0], None)


def _kept_beside(unit: Unit, known: WorkspaceField, value: str) -> Written:
    """Keep what came second; sent again, it is kept once."""
    same = select(WorkspaceFieldKept).where(
        WorkspaceFieldKept.workspace == known.workspace,
        WorkspaceFieldKept.name == known.name,
        WorkspaceFieldKept.value == value,
        WorkspaceFieldKept.by == unit.principal.label,
        WorkspaceFieldKept.stood.is_(False),
    )
    kept = unit.session.scalar(same.limit(1))
    if kept is None:
        kept = _keep(unit, known, value, stood=False)
        unit.did("workspace.write", f"workspace:{known.workspace}", field=known.name, kept=True)
    return Written("kept", told_fields(unit.session, [known])[0], told_kept(unit.session, [kept])[0])


def _keep(unit: Unit, known: WorkspaceField, value: str, *, stood: bool) -> WorkspaceFieldKept:
    by, at = (known.by, known.at) if stood else (unit.principal.label, unit.at)
    kept = WorkspaceFieldKept(
        id=new_id(), workspace=known.workspace, name=known.name, value=value, stood=stood, by=by, at=at
    )
    unit.session.add(kept)
    unit.session.flush()
    of_field = (WorkspaceFieldKept.workspace == known.workspace, WorkspaceFieldKept.name == known.name)
    older = select(WorkspaceFieldKept.id).where(*of_field).order_by(WorkspaceFieldKept.id.desc()).offset(MOST_KEPT)
    unit.session.execute(
        delete(WorkspaceFieldKept)
        .where(*of_field, WorkspaceFieldKept.id.in_(older))
        .execution_options(synchronize_session=False)
    )
    return kept


def _check(unit: Unit, workspace: Workspace, name: str, value: str) -> None:
    """Whether there is such a field, and the value is one for it. Raises Invalid, Conflict."""
    kind, _, rest = name.partition(".")
    if kind == "notes":
        if rest not in frame_of(unit.session, workspace.frame, workspace.frame_version).step_of:
            raise _no_field()
        return
    if kind == "cell":
        principle, _, area = rest.partition(".")
        if principle not in PRINCIPLES.ids or area not in AREAS.ids:
            raise _no_field()
        if value and value not in DEPTHS:
            raise Invalid([FieldProblem("/value", "bad-choice", {"choices": ", ".join(DEPTHS)})])
    elif kind == "strategy" and rest in COLUMNS:
        _check_column(unit, rest, value)
    else:
        raise _no_field()
    if workspace.state == "adopted":
        raise Conflict("The strategy is adopted: what it says is changed in the register.")


def _no_field() -> Invalid:
    return Invalid([FieldProblem("/name", "bad-choice", {"choices": _NAMES})])


def _check_column(unit: Unit, column: str, value: str) -> None:
    try:
        read = of_some("strategies", {column: typed(column, value)} if value else {})
        check_references(unit, "strategies", read.values)
    except Invalid as wrong:
        raise Invalid([replace(problem, pointer="/value") for problem in wrong.problems]) from wrong


def typed(column: str, value: str) -> object:
    """The value of a column as services of the register take it: lists are separated by `|`."""
    listed = SCHEMA["strategies"][column].kind in {Kind.REFERENCES, Kind.TEXTS}
    return [one.strip() for one in value.split("|") if one.strip()] if listed else value
