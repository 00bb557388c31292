"""What operations of workspaces and consultations are asked and tell, with examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import fields, validate

from api.rest.examples import ID, OTHER_ID
from api.rest.schemas import shape, text, whole
from interlace.db.models.workspaces import PARTS, PROOF_KINDS, STATES, VERDICTS
from interlace.workspaces.consulted import STANDINGS
from interlace.workspaces.consulted import STATES as CONSULTATION_STATES
from interlace.workspaces.fields import OUTCOMES
from policies import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

Fields = dict[str, "fields.Field[Any]"]
_AT = "2026-11-30T10:15:00+00:00"


def _choice(choices: Sequence[str], description: str, *, empty: bool = False) -> fields.Field[Any]:
    permitted = [*choices, None] if empty else [*choices]
    return fields.String(
        required=True, allow_none=empty, validate=validate.OneOf(permitted), metadata={"description": description}
    )


def _text(description: str, *, empty: bool = False) -> fields.Field[Any]:
    return text(description, required=True, allow_none=empty)


def _id(description: str, *, empty: bool = False) -> fields.Field[Any]:
    return fields.UUID(required=True, allow_none=empty, metadata={"description": description})


def _moment(description: str, *, empty: bool = False) -> fields.Field[Any]:
    return fields.DateTime(required=True, allow_none=empty, metadata={"description": description})


def _words(description: str) -> fields.Field[Any]:
    return fields.Dict(
        keys=fields.String(), values=fields.String(), required=True, metadata={"description": description}
    )


def _list(item: Any, description: str) -> fields.Field[Any]:  # noqa: ANN401 - a schema or a field
    inner = item if isinstance(item, fields.Field) else fields.Nested(item)
    return fields.List(inner, required=True, metadata={"description": description})


_BY: Fields = {
    "by": _text("Who wrote it: `user:<id>`, `service:<id>` or `system`."),
    "by_name": _text("Their name, unless they are gone.", empty=True),
    "at": _moment("When."),
}
_EXAMPLE_BY = {"by": f"user:{OTHER_ID}", "by_name": "Ana Sousa", "at": _AT}

LEVEL = shape(
    "WorkspaceLevel",
    {
        "level": _choice(LEVELS.ids, "A level, or civil society, or networks."),
        "taking_part": whole("How many of its bodies take part.", required=True),
        "bodies": whole("How many the register has.", required=True),
    },
)
STEP = shape(
    "WorkspaceStep",
    {
        "id": _text("The step."),
        "name": _words("Its name by language."),
        "asked": whole("How many things the frame asks to record.", required=True),
        "recorded": whole("For how many of them something is recorded.", required=True),
        "outside": whole("How many are outside the authority’s competence.", required=True),
        "missing": _list(fields.String(), "Ids of those of which nothing is said yet."),
        "levels": _list(LEVEL, "Who takes part, level by level."),
    },
)
EXAMPLE_STEP: dict[str, Any] = {
    "id": "mandate",
    "name": {"en": "Mandate and leadership"},
    "asked": 4,
    "recorded": 1,
    "outside": 0,
    "missing": ["mandate-lead", "mandate-budget", "mandate-statement"],
    "levels": [{"level": "regional", "taking_part": 2, "bodies": 7}],
}
WORKSPACE_COLUMNS: Fields = {
    "id": fields.UUID(required=True),
    "body": _text("Code of the authority whose strategy it is to be."),
    "title": _text("What it is called."),
    "frame": _text("The frame by whose steps it goes."),
    "frame_version": _text("The version of the frame."),
    "state": _choice(STATES, "Whether it is worked in, became a strategy, or was given up."),
    "opened_by": _text("Who opened it: `user:<id>`, `service:<id>` or `system`."),
    "opened_by_name": _text("Their name, unless they are gone.", empty=True),
    "opened_at": _moment("When."),
    "ended_at": _moment("When it was adopted or given up.", empty=True),
    "strategy": _text("Code of the strategy that it became.", empty=True),
    "revision": whole("How often anything of it was written.", required=True),
    "steps": _list(STEP, "Its steps, with what is recorded and what is missing."),
}
EXAMPLE_WORKSPACE: dict[str, Any] = {
    "id": ID,
    "body": "PT",
    "title": "Intercultural strategy 2030",
    "frame": "national-strategy-frame",
    "frame_version": "1",
    "state": "open",
    "opened_by": f"user:{OTHER_ID}",
    "opened_by_name": "Ana Sousa",
    "opened_at": _AT,
    "ended_at": None,
    "strategy": None,
    "revision": 7,
    "steps": [EXAMPLE_STEP],
}
WORKSPACE = shape("Workspace", WORKSPACE_COLUMNS, description="Where an authority prepares a strategy step by step.")

PROOF_COLUMNS: Fields = {
    "id": fields.UUID(required=True),
    "item": _text("What it is recorded for."),
    "kind": _choice(PROOF_KINDS, "What it is; `outside` says why the item is outside the authority’s competence."),
    "text": _text("A record such as `strategy:CODE` or `relation:A>B:funds`, an address, or words."),
    **_BY,
}
PROOF = shape("WorkspaceProof", PROOF_COLUMNS)
EXAMPLE_PROOF = {
    "id": ID,
    "item": "mandate-decision",
    "kind": "address",
    "text": "https://government.example/decision-12",
    **_EXAMPLE_BY,
}
PARTY_COLUMNS: Fields = {
    "step": _text("The step."),
    "body": _text("Code of the body that takes part."),
    "level": _choice(LEVELS.ids, "Its level."),
    "part": _choice(PARTS, "How it takes part."),
    "note": _text("A note.", empty=True),
    **_BY,
}
PARTY = shape("WorkspaceParty", PARTY_COLUMNS)
EXAMPLE_PARTY = {
    "step": "mandate",
    "body": "pt-norte",
    "level": "regional",
    "part": "contributes",
    "note": None,
    **_EXAMPLE_BY,
}
FIELD_COLUMNS: Fields = {
    "name": _text("`notes.STEP`, `strategy.COLUMN` or `cell.PRINCIPLE.AREA`."),
    "value": _text("What stands there; empty once it was emptied."),
    **_BY,
    "revision": whole("How often it was written.", required=True),
}
FIELD = shape("WorkspaceField", FIELD_COLUMNS)
EXAMPLE_FIELD = {"name": "cell.real_equality.housing", "value": "2", **_EXAMPLE_BY, "revision": 1}
KEPT_COLUMNS: Fields = {
    "id": fields.UUID(required=True),
    "name": _text("The field."),
    "value": _text("What stood there, or was written second."),
    "stood": fields.Boolean(required=True, metadata={"description": "Whether it stood; else it came second."}),
    **_BY,
}
KEPT = shape("WorkspaceKept", KEPT_COLUMNS)
EXAMPLE_KEPT = {"id": ID, "name": "cell.real_equality.housing", "value": "3", "stood": False, **_EXAMPLE_BY}
WRITTEN = shape(
    "WorkspaceWritten",
    {
        "outcome": _choice(OUTCOMES, "It stands; or another stands and it is kept; or nothing was new."),
        "field": fields.Nested(FIELD, required=True),
        "kept": fields.Nested(KEPT, required=True, allow_none=True),
    },
)
EXAMPLE_WRITTEN = {"outcome": "kept", "field": EXAMPLE_FIELD, "kept": EXAMPLE_KEPT}
ITEM = shape(
    "WorkspaceItem",
    {
        "id": _text("The item."),
        "question": _words("What is to be recorded, by language."),
        "proofs": _list(PROOF, "What is recorded."),
    },
)
STEP_WHOLE = shape(
    "WorkspaceStepWhole",
    {
        "step": fields.Nested(STEP, required=True),
        "items": _list(ITEM, "What the frame asks to record."),
        "parties": _list(PARTY, "Who takes part."),
        "notes": fields.Nested(FIELD, required=True, allow_none=True),
    },
)
EXAMPLE_STEP_WHOLE = {
    "step": EXAMPLE_STEP,
    "items": [
        {"id": "mandate-decision", "question": {"en": "Is there a decision?"}, "proofs": [EXAMPLE_PROOF]},
    ],
    "parties": [EXAMPLE_PARTY],
    "notes": None,
}
_COMMITMENT = shape(
    "AdoptedCommitment",
    {
        "principle": _text("The principle."),
        "area": _text("The area."),
        "depth": whole("How deeply.", required=True),
    },
)
_PART = shape(
    "AdoptedPart",
    {
        "body": _text("Code of a body that replied."),
        "depth": _choice(("consultation", "dialogue"), "Dialogue where it replied again once it was answered."),
        "replies": whole("How often it replied.", required=True),
    },
)
_PROBLEM = shape(
    "AdoptionProblem",
    {"pointer": _text("The field."), "code": _text("What is wrong, for programs."), "detail": _text("In words.")},
)
ADOPTION = shape(
    "Adoption",
    {
        "revision": whole("Of the workspace; whoever adopts sends it as `If-Match`.", required=True),
        "strategy": fields.Dict(required=True, metadata={"description": "The columns of the strategy."}),
        "commitments": _list(_COMMITMENT, "Its commitments."),
        "parts": _list(_PART, "Bodies that are written down as having taken part in the design."),
        "silent": _list(fields.String(), "Codes of bodies that did not reply: they are not written down."),
        "unanswered": whole("Replies that wait to hear what becomes of them.", required=True),
        "problems": _list(_PROBLEM, "What stands against it."),
    },
)
EXAMPLE_ADOPTION: dict[str, Any] = {
    "revision": 7,
    "strategy": {"code": "PT-2030", "title": "Intercultural strategy 2030", "owner": "PT"},
    "commitments": [{"principle": "real_equality", "area": "housing", "depth": 2}],
    "parts": [{"body": "pt-norte", "depth": "dialogue", "replies": 2}],
    "silent": ["pt-algarve"],
    "unanswered": 0,
    "problems": [],
}

CONSULTATION_COLUMNS: Fields = {
    "id": fields.UUID(required=True),
    "workspace": _id("The workspace; told to who works in it.", empty=True),
    "body": _text("Code of the authority that consults."),
    "title": _text("What it is about."),
    "question": _text("What is asked."),
    "text": _text("What is put to the bodies; told to them, and to all once it is over.", empty=True),
    "due_on": fields.Date(required=True, metadata={"description": "Until when."}),
    "opened_at": _moment("When it was opened."),
    "state": _choice(CONSULTATION_STATES, "How it stands."),
    "bodies": fields.Integer(required=True, allow_none=True, metadata={"description": "How many are consulted."}),
    "replied": fields.Integer(required=True, allow_none=True, metadata={"description": "How many have replied."}),
    "unanswered": fields.Integer(
        required=True, allow_none=True, metadata={"description": "Replies that wait to hear what becomes of them."}
    ),
    "own": _list(fields.String(), "Codes of consulted bodies that you write for."),
    "revision": whole("How often it was changed.", required=True),
}
EXAMPLE_CONSULTATION: dict[str, Any] = {
    "id": ID,
    "workspace": None,
    "body": "PT",
    "title": "Draft of the strategy",
    "question": "What is missing for your region?",
    "text": "The strategy will …",
    "due_on": "2027-01-31",
    "opened_at": _AT,
    "state": "open",
    "bodies": None,
    "replied": None,
    "unanswered": None,
    "own": ["pt-norte"],
    "revision": 1,
}
CONSULTATION = shape(
    "Consultation", CONSULTATION_COLUMNS, description="A text put to bodies with a question and a deadline."
)
CONSULTED_COLUMNS: Fields = {
    "body": _text("Code of a body that is consulted."),
    "standing": _choice(STANDINGS, "Whether it replied, and heard what became of that."),
    "replies": whole("How often it replied.", required=True),
    "published": fields.Boolean(required=True, metadata={"description": "Whether all members read its replies."}),
}
CONSULTED = shape("ConsultedBody", CONSULTED_COLUMNS)
EXAMPLE_CONSULTED = {"body": "pt-norte", "standing": "unanswered", "replies": 1, "published": False}
REPLY_COLUMNS: Fields = {
    "id": fields.UUID(required=True),
    "body": _text("Code of the body that replied."),
    "text": _text("What it said."),
    "by_name": _text("Who wrote it; told to its own body.", empty=True),
    "at": _moment("When."),
    "verdict": _choice(VERDICTS, "What becomes of it; empty while it was not answered.", empty=True),
    "because": _text("Why.", empty=True),
    "answered_by_name": _text("Who answered; told to whoever asks.", empty=True),
    "answered_at": _moment("When it was first answered.", empty=True),
}
REPLY = shape("ConsultationReply", REPLY_COLUMNS)
EXAMPLE_REPLY: dict[str, Any] = {
    "id": ID,
    "body": "pt-norte",
    "text": "Housing is missing.",
    "by_name": "Rui Costa",
    "at": _AT,
    "verdict": "taken_up",
    "because": "It is now an objective.",
    "answered_by_name": None,
    "answered_at": _AT,
}
