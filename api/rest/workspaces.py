"""Workspaces: an authority prepares a strategy step by step, and adopts it into the register."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flask import request
from marshmallow import fields, validate

from api.context import caller, database, view
from api.errors import told_field
from api.rest.beside import id_after, nothing, once, sent, tenant_id, told, told_list
from api.rest.changing import body, known_revision
from api.rest.examples import ID
from api.rest.members import GONE
from api.rest.operation import JSON, READ_HEADERS, Asks, Resource, Told, operation
from api.rest.parameters import AFTER, FIRST, TEXTUAL, Parameter, whole
from api.rest.request_shapes import page_of
from api.rest.schemas import shape, text
from api.rest.schemas import whole as whole_field
from api.rest.workspace_shapes import (
    ADOPTION,
    CONSULTATION,
    EXAMPLE_ADOPTION,
    EXAMPLE_CONSULTATION,
    EXAMPLE_FIELD,
    EXAMPLE_KEPT,
    EXAMPLE_PARTY,
    EXAMPLE_PROOF,
    EXAMPLE_STEP_WHOLE,
    EXAMPLE_WORKSPACE,
    EXAMPLE_WRITTEN,
    FIELD,
    KEPT,
    KEPT_COLUMNS,
    PARTY,
    PROOF,
    STEP_WHOLE,
    WORKSPACE,
    WORKSPACE_COLUMNS,
    WRITTEN,
)
from interlace import workspaces
from interlace.db.models.workspaces import (
    MOST_NOTE_CHARACTERS,
    MOST_PROOF_CHARACTERS,
    MOST_QUESTION_CHARACTERS,
    MOST_TEXT_CHARACTERS,
    MOST_TITLE_CHARACTERS,
    MOST_VALUE_CHARACTERS,
    PARTS,
    PROOF_KINDS,
)
from interlace.reading.pages import MOST, USUAL
from interlace.workspaces.consulting import MOST_CONSULTED

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask import Response

    from interlace.workspaces import Adoption

WORKSPACES = Resource("workspaces", "Where authorities prepare a strategy step by step, and adopt it.")
_ONE = {JSON: (WORKSPACE, EXAMPLE_WORKSPACE)}


def asker() -> tuple[Any, Any, UUID]:
    """Who acts, and where."""
    return database(), caller().principal, tenant_id()


def reader() -> tuple[Any, Any, UUID, Any]:
    """The same with what they see of the register."""
    return *asker(), view()


def made(make: Callable[[], Any], status: int = 200) -> Response:
    """A write done once, and what it made."""
    return once(lambda: told(asdict(make()), status))


@operation(
    WORKSPACES,
    "GET",
    "/workspaces",
    "list_workspaces",
    page_of("Workspace", WORKSPACE, EXAMPLE_WORKSPACE),
    parameters=[FIRST, AFTER, Parameter("body", "Only those of these bodies (codes).", many=True)],
)
def list_workspaces() -> Response:
    """List the workspaces of the bodies whose drafts you see, the last first."""
    page = workspaces.workspaces(
        *reader(), bodies=request.args.getlist("body"), first=whole("first", USUAL, 1, MOST), after=id_after()
    )
    items = [asdict(one) for one in page.workspaces]
    return sent(told_list(items, tuple(WORKSPACE_COLUMNS), page.workspaces[-1].id if page.has_more else None))


@operation(
    WORKSPACES,
    "POST",
    "/workspaces",
    "open_workspace",
    Told("It is open.", _ONE, 201, ("Location",)),
    asks=Asks(
        shape(
            "NewWorkspace",
            {
                "body": text("Code of an authority that you write for.", required=True),
                "title": text("What it is called.", required=True, validate=validate.Length(1, MOST_TITLE_CHARACTERS)),
                "frame": text("The frame by whose steps it goes; the usual one unless told.", allow_none=True),
                "frame_version": text("The version of that frame.", allow_none=True),
            },
        ),
        {"body": "PT", "title": "Intercultural strategy 2030"},
    ),
)
def open_workspace() -> Response:
    """Open a workspace for an authority. Others than those who see its drafts do not know of it."""
    given = body()

    def make() -> Any:  # noqa: ANN401 - an answer
        one = workspaces.open_(*asker(), given)
        return told(asdict(one), 201, {"Location": f"{request.path}/{one.id}"})

    return once(make)


@operation(
    WORKSPACES, "GET", "/workspaces/<uuid:id>", "read_workspace", Told("The workspace.", _ONE, headers=READ_HEADERS)
)
def read_workspace(record_id: UUID) -> Response:
    """Read how far a workspace has come: what is recorded, what is missing, who takes part. Nothing is graded."""
    return sent(told(asdict(workspaces.workspace(*reader(), record_id))))


@operation(
    WORKSPACES,
    "GET",
    "/workspaces/<uuid:id>/step",
    "read_workspace_step",
    Told("The step.", {JSON: (STEP_WHOLE, EXAMPLE_STEP_WHOLE)}, headers=READ_HEADERS),
    parameters=[Parameter("step", "Which step.", TEXTUAL, required=True, example="mandate")],
)
def read_workspace_step(record_id: UUID) -> Response:
    """Read a step with all that is recorded for it."""
    return sent(told(asdict(workspaces.step(*reader(), record_id, request.args.get("step", "")))))


@operation(
    WORKSPACES,
    "GET",
    "/workspaces/<uuid:id>/fields",
    "list_workspace_fields",
    Told(
        "All fields.",
        {
            JSON: (
                shape("WorkspaceFieldList", {"items": fields.List(fields.Nested(FIELD), required=True)}),
                {"items": [EXAMPLE_FIELD]},
            )
        },
        headers=READ_HEADERS,
    ),
)
def list_workspace_fields(record_id: UUID) -> Response:
    """List what stands in the fields: notes, what the strategy is to be, its cells."""
    return sent(told({"items": [asdict(one) for one in workspaces.fields(*reader(), record_id)]}))


@operation(
    WORKSPACES,
    "GET",
    "/workspaces/<uuid:id>/kept",
    "list_workspace_kept",
    page_of("WorkspaceKept", KEPT, EXAMPLE_KEPT),
    parameters=[FIRST, AFTER, Parameter("name", "Of this field alone.")],
)
def list_workspace_kept(record_id: UUID) -> Response:
    """List what stood in fields before, and what came second while another wrote; the latest first."""
    page = workspaces.kept(
        *reader(), record_id, name=request.args.get("name"), first=whole("first", USUAL, 1, MOST), after=id_after()
    )
    items = [asdict(one) for one in page.kept]
    return sent(told_list(items, tuple(KEPT_COLUMNS), page.kept[-1].id if page.has_more else None))


def of_adoption(one: Adoption) -> dict[str, Any]:
    """What adopting would write, as JSON holds it."""
    values = {**asdict(one), "strategy": dict(one.strategy)}
    return values | {"problems": [told_field(problem) for problem in one.problems]}


@operation(
    WORKSPACES,
    "GET",
    "/workspaces/<uuid:id>/adoption",
    "read_workspace_adoption",
    Told("What would be written.", {JSON: (ADOPTION, EXAMPLE_ADOPTION)}, headers=READ_HEADERS),
    refuses=[409],
)
def read_workspace_adoption(record_id: UUID) -> Response:
    """See exactly what adopting would write into the register, and what stands against it."""
    return sent(told(of_adoption(workspaces.adoption(*reader(), record_id))))


@operation(
    WORKSPACES,
    "POST",
    "/workspaces/<uuid:id>:write",
    "fill_workspace_field",
    Told("What became of it.", {JSON: (WRITTEN, EXAMPLE_WRITTEN)}),
    asks=Asks(
        shape(
            "WorkspaceWriting",
            {
                "name": text("`notes.STEP`, `strategy.COLUMN` or `cell.PRINCIPLE.AREA`.", required=True),
                "value": text("What is to stand there.", validate=validate.Length(max=MOST_VALUE_CHARACTERS)),
                "after": whole_field("The revision of the field that you saw; 0 for none.", required=True),
            },
        ),
        {"name": "cell.real_equality.housing", "value": "2", "after": 0},
    ),
)
def fill_workspace_field(record_id: UUID) -> Response:
    """Write one field. Where somebody else has written since, theirs stands and yours is kept beside it."""
    given = body()
    return made(lambda: workspaces.write(*asker(), record_id, given))


@operation(
    WORKSPACES,
    "POST",
    "/workspaces/<uuid:id>:prove",
    "record_workspace_proof",
    Told("It is recorded.", {JSON: (PROOF, EXAMPLE_PROOF)}),
    asks=Asks(
        shape(
            "NewWorkspaceProof",
            {
                "item": text("An item of the frame.", required=True),
                "kind": fields.String(required=True, validate=validate.OneOf(PROOF_KINDS)),
                "text": text("What it is.", required=True, validate=validate.Length(1, MOST_PROOF_CHARACTERS)),
            },
        ),
        {"item": "mandate-decision", "kind": "address", "text": "https://government.example/decision-12"},
    ),
)
def record_workspace_proof(record_id: UUID) -> Response:
    """Record something as proof: a record, an address, words; or why the item is outside the competence."""
    given = body()
    return made(lambda: workspaces.prove(*asker(), record_id, given))


@operation(
    WORKSPACES,
    "POST",
    "/workspaces/<uuid:id>:unprove",
    "remove_workspace_proof",
    GONE,
    asks=Asks(shape("WorkspaceProofId", {"proof": fields.UUID(required=True)}), {"proof": ID}),
)
def remove_workspace_proof(record_id: UUID) -> Response:
    """Take away what was recorded."""
    given = body()

    def act() -> Any:  # noqa: ANN401 - an answer
        workspaces.unprove(*asker(), record_id, given)
        return nothing()

    return once(act)


_PARTY: dict[str, fields.Field[Any]] = {
    "step": text("A step of the frame.", required=True),
    "body": text("Code of a body.", required=True),
}


@operation(
    WORKSPACES,
    "POST",
    "/workspaces/<uuid:id>:involve",
    "involve_in_workspace",
    Told("It takes part.", {JSON: (PARTY, EXAMPLE_PARTY)}),
    asks=Asks(
        shape(
            "NewWorkspaceParty",
            {
                **_PARTY,
                "part": fields.String(required=True, validate=validate.OneOf(PARTS)),
                "note": text("A note.", allow_none=True, validate=validate.Length(max=MOST_NOTE_CHARACTERS)),
            },
        ),
        {"step": "mandate", "body": "pt-norte", "part": "contributes"},
    ),
)
def involve_in_workspace(record_id: UUID) -> Response:
    """Say that a body takes part in a step, and how. The body is not told."""
    given = body()
    return made(lambda: workspaces.involve(*asker(), record_id, given))


@operation(
    WORKSPACES,
    "POST",
    "/workspaces/<uuid:id>:release",
    "release_from_workspace",
    GONE,
    asks=Asks(shape("WorkspacePartyName", _PARTY), {"step": "mandate", "body": "pt-norte"}),
)
def release_from_workspace(record_id: UUID) -> Response:
    """Take a body out of a step."""
    given = body()

    def act() -> Any:  # noqa: ANN401 - an answer
        workspaces.release(*asker(), record_id, given)
        return nothing()

    return once(act)


@operation(
    WORKSPACES,
    "POST",
    "/workspaces/<uuid:id>:close",
    "close_workspace",
    Told("It is closed.", _ONE),
    conditional=True,
)
def close_workspace(record_id: UUID) -> Response:
    """Give a workspace up; it stays to be read. `If-Match` takes its `revision`."""
    revision = known_revision()
    return made(lambda: workspaces.close(*asker(), record_id, revision))


@operation(
    WORKSPACES,
    "POST",
    "/workspaces/<uuid:id>:adopt",
    "adopt_workspace",
    Told("It is a strategy of the register.", _ONE),
    conditional=True,
)
def adopt_workspace(record_id: UUID) -> Response:
    """Record the strategy, its commitments and who was consulted on it, in one write: all of it, or nothing, once."""
    revision = known_revision()
    return made(lambda: workspaces.adopt(*asker(), record_id, revision))


@operation(
    WORKSPACES,
    "POST",
    "/workspaces/<uuid:id>:consult",
    "consult_bodies",
    Told("They are asked.", {JSON: (CONSULTATION, EXAMPLE_CONSULTATION)}, 201),
    asks=Asks(
        shape(
            "NewConsultation",
            {
                "title": text("What it is about.", required=True, validate=validate.Length(1, MOST_TITLE_CHARACTERS)),
                "text": text("What is put to them.", required=True, validate=validate.Length(1, MOST_TEXT_CHARACTERS)),
                "question": text("The question.", required=True, validate=validate.Length(1, MOST_QUESTION_CHARACTERS)),
                "due_on": fields.Date(required=True, metadata={"description": "Until when."}),
                "bodies": fields.List(fields.String(), required=True, validate=validate.Length(1, MOST_CONSULTED)),
            },
        ),
        {
            "title": "Draft of the strategy",
            "text": "The strategy will …",
            "question": "What is missing for your region?",
            "due_on": "2027-01-31",
            "bodies": ["pt-norte", "pt-algarve"],
        },
    ),
)
def consult_bodies(record_id: UUID) -> Response:
    """Put a text to bodies with a question and a deadline. Of the workspace they see this and nothing else."""
    given = body()
    return made(lambda: workspaces.consult(*asker(), record_id, given), 201)
