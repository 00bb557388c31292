"""Workspaces: an authority prepares a strategy step by step, and adopts it into the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from api.errors import told_field
from api.graphql.schema.lists import AFTER, FIRST, Connection, connection_type, id_after
from api.graphql.schema.parts import argument, attribute, enum, field, object_type
from api.graphql.schema.services import done, service_mutation, told_by
from interlace import workspaces
from interlace.db.models.workspaces import PARTS, PROOF_KINDS, STATES
from interlace.reading.pages import USUAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from api.graphql.schema.context import Context
    from interlace.workspaces import Adoption, FieldTold, StepTold, StepWhole, WorkspaceTold

_STATES = {
    "open": "It is worked in.",
    "adopted": "It became a strategy of the register.",
    "closed": "It was given up.",
}
_PROOFS = {
    "record": "A record: `strategy:CODE`, `body:CODE`, `relation:A>B:funds` and so on.",
    "address": "An address.",
    "words": "Words.",
    "outside": "Why the item is outside the authority’s competence.",
}
_PARTS = {
    "leads": "It leads.",
    "contributes": "It contributes.",
    "consulted": "It is consulted.",
    "informed": "It is informed.",
}
enum("WorkspaceState", "How a workspace stands.", {one: _STATES[one] for one in STATES})
enum("WorkspaceProofKind", "What is recorded as proof.", {one: _PROOFS[one] for one in PROOF_KINDS})
enum("WorkspacePart", "How a body takes part in a step.", {one: _PARTS[one] for one in PARTS})
#: So many of a kind are counted for what a query costs.
_STEPS, _LEVELS, _ITEMS, _PARTIES, _FIELDS = 10, 7, 5, 20, 50


def asker(context: Context) -> tuple[Any, Any, Any]:
    """Who acts, and where."""
    return context.database, context.caller.principal, context.tenant_id


def reader(context: Context) -> tuple[Any, Any, Any, Any]:
    """The same with what they see of the register."""
    return *asker(context), context.view


def _workspaces(
    _source: object,
    context: Context,
    first: int = USUAL,
    after: str | None = None,
    body: Sequence[str] | None = None,
) -> Connection:
    page = workspaces.workspaces(*reader(context), bodies=list(body or ()), first=first, after=id_after(after))
    return Connection(page.workspaces, None, page.has_more, after is not None, lambda one: str(one.id))


def _workspace(_source: object, context: Context, uuid: UUID) -> WorkspaceTold:
    return workspaces.workspace(*reader(context), uuid)


def _step(_source: object, context: Context, workspace: UUID, step: str) -> StepWhole:
    return workspaces.step(*reader(context), workspace, step)


def _fields(_source: object, context: Context, workspace: UUID) -> Sequence[FieldTold]:
    return workspaces.fields(*reader(context), workspace)


def _kept(
    _source: object,
    context: Context,
    workspace: UUID,
    name: str | None = None,
    first: int = USUAL,
    after: str | None = None,
) -> Connection:
    page = workspaces.kept(*reader(context), workspace, name=name, first=first, after=id_after(after))
    return Connection(page.kept, None, page.has_more, after is not None, lambda one: str(one.id))


def _adoption(_source: object, context: Context, workspace: UUID) -> Adoption:
    return workspaces.adoption(*reader(context), workspace)


def _strategy(source: Adoption, _context: Context) -> Any:  # noqa: ANN401 - plain values of JSON
    return orjson.loads(orjson.dumps(dict(source.strategy)))


def _problems(source: Adoption, _context: Context) -> Any:  # noqa: ANN401 - the same
    return [told_field(problem) for problem in source.problems]


def _name(source: StepTold, _context: Context) -> Any:  # noqa: ANN401 - the same
    return dict(source.name)


def _question(source: Any, _context: Context) -> Any:  # noqa: ANN401 - an item
    return dict(source.question)


UUID_OF = attribute("uuid", "UUID", "Which one it is.", "id")
_BY = [
    attribute("by", "str", "Who wrote it, as the audit calls them."),
    attribute("byName", "str | None", "Their name, unless they are gone.", "by_name"),
    attribute("at", "DateTime", "When."),
]
object_type(
    "WorkspaceLevel",
    "How many bodies of a level take part in a step.",
    [
        attribute("level", "Level", "The level."),
        attribute("takingPart", "int", "How many of its bodies take part.", "taking_part"),
        attribute("bodies", "int", "How many the register has."),
    ],
)
object_type(
    "WorkspaceStep",
    "A step: what it asks to record, in counts, and what is missing. Nothing is graded.",
    [
        attribute("step", "str", "The step.", "id"),
        field("name", "JSON", "Its name by language.", _name),
        attribute("asked", "int", "How many things the frame asks to record."),
        attribute("recorded", "int", "For how many of them something is recorded."),
        attribute("outside", "int", "How many are outside the authority’s competence."),
        attribute("missing", "list[str]", "Ids of those of which nothing is said yet.", page=_ITEMS),
        attribute("levels", "list[WorkspaceLevel]", "Who takes part, level by level.", page=_LEVELS),
    ],
)
object_type(
    "Workspace",
    "Where an authority prepares a strategy step by step.",
    [
        UUID_OF,
        attribute("body", "str", "Code of the authority whose strategy it is to be."),
        attribute("title", "str", "What it is called."),
        attribute("frame", "str", "The frame by whose steps it goes."),
        attribute("frameVersion", "str", "The version of the frame.", "frame_version"),
        attribute("state", "WorkspaceState", "How it stands."),
        attribute("openedBy", "str", "Who opened it, as the audit calls them.", "opened_by"),
        attribute("openedByName", "str | None", "Their name, unless they are gone.", "opened_by_name"),
        attribute("openedAt", "DateTime", "When.", "opened_at"),
        attribute("endedAt", "DateTime | None", "When it was adopted or given up.", "ended_at"),
        attribute("strategy", "str | None", "Code of the strategy that it became."),
        attribute("revision", "int", "How often anything of it was written."),
        attribute("steps", "list[WorkspaceStep]", "Its steps.", page=_STEPS),
    ],
)
connection_type("Workspace", "workspaces", counted=False)
object_type(
    "WorkspaceProof",
    "Something recorded as proof.",
    [
        UUID_OF,
        attribute("item", "str", "What it is recorded for."),
        attribute("kind", "WorkspaceProofKind", "What it is."),
        attribute("text", "str", "A record’s name, an address, or words."),
        *_BY,
    ],
)
object_type(
    "WorkspaceItem",
    "Something that the frame asks to record.",
    [
        attribute("item", "str", "Its id.", "id"),
        field("question", "JSON", "What is to be recorded, by language.", _question),
        attribute("proofs", "list[WorkspaceProof]", "What is recorded.", page=_ITEMS),
    ],
)
object_type(
    "WorkspaceParty",
    "A body that takes part in a step.",
    [
        attribute("step", "str", "The step."),
        attribute("body", "str", "Code of the body."),
        attribute("level", "Level", "Its level."),
        attribute("part", "WorkspacePart", "How it takes part."),
        attribute("note", "str | None", "A note."),
        *_BY,
    ],
)
object_type(
    "WorkspaceField",
    "What stands in a field.",
    [
        attribute("name", "str", "`notes.STEP`, `strategy.COLUMN` or `cell.PRINCIPLE.AREA`."),
        attribute("value", "str", "What stands there; empty once it was emptied."),
        attribute("revision", "int", "How often it was written."),
        *_BY,
    ],
)
object_type(
    "WorkspaceKept",
    "What stood in a field before, or came second while another wrote.",
    [
        UUID_OF,
        attribute("name", "str", "The field."),
        attribute("value", "str", "What it was."),
        attribute("stood", "bool", "Whether it stood; else it came second."),
        *_BY,
    ],
)
connection_type("WorkspaceKept", "kept", counted=False)
object_type(
    "WorkspaceStepWhole",
    "A step with all that is recorded for it.",
    [
        attribute("step", "WorkspaceStep", "In counts."),
        attribute("items", "list[WorkspaceItem]", "What the frame asks to record.", page=_ITEMS),
        attribute("parties", "list[WorkspaceParty]", "Who takes part.", page=_PARTIES),
        attribute("notes", "WorkspaceField | None", "Its notes."),
    ],
)
object_type(
    "AdoptedCommitment",
    "A commitment that adopting would write.",
    [
        attribute("principle", "str", "The principle."),
        attribute("area", "str", "The area."),
        attribute("depth", "int", "How deeply."),
    ],
)
object_type(
    "AdoptedPart",
    "A body that would be written down as having taken part in the design.",
    [
        attribute("body", "str", "Code of a body that replied."),
        attribute("depth", "str", "`dialogue` where it replied again once it was answered, else `consultation`."),
        attribute("replies", "int", "How often it replied."),
    ],
)
object_type(
    "Adoption",
    "What adopting would write into the register: nothing else, and all of it.",
    [
        attribute("revision", "int", "Of the workspace; whoever adopts says it."),
        field("strategy", "JSON", "The columns of the strategy.", _strategy),
        attribute("commitments", "list[AdoptedCommitment]", "Its commitments.", page=_FIELDS),
        attribute("parts", "list[AdoptedPart]", "Who is written down.", page=_PARTIES),
        attribute("silent", "list[str]", "Codes of bodies that did not reply: they are not.", page=_PARTIES),
        attribute("unanswered", "int", "Replies that wait to hear what becomes of them."),
        field("problems", "JSON", "What stands against it, field by field.", _problems),
    ],
)
_OF = argument("workspace", "UUID", "The workspace.")
TENANT_FIELDS = [
    field(
        "workspaces",
        "WorkspaceConnection",
        "The workspaces of the bodies whose drafts you see, the last first.",
        _workspaces,
        FIRST,
        AFTER,
        argument("body", "list[str] | None", "Of these bodies (codes)."),
        fresh=True,
    ),
    field(
        "workspace",
        "Workspace",
        "One workspace.",
        _workspace,
        argument("uuid", "UUID", "Which one."),
        fresh=True,
    ),
    field(
        "workspaceStep",
        "WorkspaceStepWhole",
        "A step with all that is recorded for it.",
        _step,
        _OF,
        argument("step", "str", "The step."),
        fresh=True,
    ),
    field(
        "workspaceFields",
        "list[WorkspaceField]",
        "What stands in the fields of a workspace.",
        _fields,
        _OF,
        page=_FIELDS,
        fresh=True,
    ),
    field(
        "workspaceKept",
        "WorkspaceKeptConnection",
        "What stood in fields before, and what came second; the latest first.",
        _kept,
        _OF,
        argument("name", "str | None", "Of this field alone."),
        FIRST,
        AFTER,
        fresh=True,
    ),
    field(
        "workspaceAdoption",
        "Adoption",
        "What adopting would write into the register, and what stands against it.",
        _adoption,
        _OF,
        fresh=True,
    ),
]


def _open(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    names = {"body": "body", "title": "title", "frame": "frame", "frameVersion": "frame_version"}
    told = {name: given[key] for key, name in names.items() if given.get(key) is not None}
    return {"uuid": str(workspaces.open_(*asker(context), told).id)}


def _told(given: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """What is given of these, in plain words."""
    return {name: given[name] for name in names if given.get(name) is not None}


def _write(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    came = workspaces.write(*asker(context), given["uuid"], _told(given, "name", "value", "after"))
    kept = None if came.kept is None else str(came.kept.id)
    return {"outcome": came.outcome, "value": came.field.value, "after": came.field.revision, "kept": kept}


def _prove(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    told = _told(given, "item", "text") | {"kind": str(given["kind"])}
    return {"uuid": str(workspaces.prove(*asker(context), given["uuid"], told).id)}


def _unprove(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    workspaces.unprove(*asker(context), given["uuid"], {"proof": given["proof"]})
    return {"uuid": str(given["uuid"])}


def _involve(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    told = _told(given, "step", "body", "note") | {"part": str(given["part"])}
    workspaces.involve(*asker(context), given["uuid"], told)
    return {"uuid": str(given["uuid"])}


def _release(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    workspaces.release(*asker(context), given["uuid"], _told(given, "step", "body"))
    return {"uuid": str(given["uuid"])}


def _close(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"uuid": str(workspaces.close(*asker(context), given["uuid"], given["revision"]).id)}


def _adopt(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    told = workspaces.adopt(*asker(context), given["uuid"], given["revision"])
    return {"uuid": str(told.id), "strategy": told.strategy}


done(
    "WorkspaceWrittenPayload",
    "What writing a field came to.",
    told_by("outcome", "str | None", "`written`; `kept`, where another value stands; `same`, where nothing was new."),
    told_by("value", "str | None", "What stands in the field now."),
    told_by("after", "int | None", "The revision of the field now."),
    told_by("kept", "UUID | None", "What was kept, where another value stands."),
)
done(
    "WorkspaceAdoptedPayload",
    "What adopting came to.",
    told_by("uuid", "UUID | None", "The workspace."),
    told_by("strategy", "str | None", "Code of the strategy that it became."),
)
_WHICH = field("uuid", "UUID", "Which workspace.")
_REVISION = field("revision", "int", "The revision that you know. Where it has changed since, nothing is written.")
_STEP = [field("step", "str", "A step of the frame."), field("body", "str", "Code of the body.")]
MUTATION_FIELDS = [
    service_mutation(
        "workspaceOpen",
        "Open a workspace for an authority.",
        _open,
        "UuidPayload",
        [
            field("body", "str", "Code of an authority that you write for."),
            field("title", "str", "What it is called."),
            field("frame", "str | None", "The frame by whose steps it goes; the usual one unless told."),
            field("frameVersion", "str | None", "The version of that frame."),
        ],
    ),
    service_mutation(
        "workspaceWrite",
        "Write one field. Where somebody else has written since, theirs stands and yours is kept beside it.",
        _write,
        "WorkspaceWrittenPayload",
        [
            _WHICH,
            field("name", "str", "`notes.STEP`, `strategy.COLUMN` or `cell.PRINCIPLE.AREA`."),
            field("value", "str | None", "What is to stand there."),
            field("after", "int", "The revision of the field that you saw; 0 for none."),
        ],
    ),
    service_mutation(
        "workspaceProve",
        "Record something as proof.",
        _prove,
        "UuidPayload",
        [
            _WHICH,
            field("item", "str", "An item of the frame."),
            field("kind", "WorkspaceProofKind", "What it is."),
            field("text", "str", "A record’s name, an address, or words."),
        ],
    ),
    service_mutation(
        "workspaceUnprove",
        "Take away what was recorded.",
        _unprove,
        "UuidPayload",
        [_WHICH, field("proof", "UUID", "What was recorded.")],
    ),
    service_mutation(
        "workspaceInvolve",
        "Say that a body takes part in a step, and how.",
        _involve,
        "UuidPayload",
        [
            _WHICH,
            *_STEP,
            field("part", "WorkspacePart", "How it takes part."),
            field("note", "str | None", "A note."),
        ],
    ),
    service_mutation("workspaceRelease", "Take a body out of a step.", _release, "UuidPayload", [_WHICH, *_STEP]),
    service_mutation(
        "workspaceClose", "Give a workspace up; it stays to be read.", _close, "UuidPayload", [_WHICH, _REVISION]
    ),
    service_mutation(
        "workspaceAdopt",
        "Record the strategy, its commitments and who was consulted on it: all of it, or nothing, once.",
        _adopt,
        "WorkspaceAdoptedPayload",
        [_WHICH, _REVISION],
    ),
]
