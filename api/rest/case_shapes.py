"""Shapes of cases as the REST door tells them, with an example of each."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from api.rest.examples import ID, OTHER_ID
from api.rest.schemas import shape, text
from api.rest.schemas import whole as number
from interlace.cases.states import STATES
from interlace.db.models.cases import SAID


def flag(description: str) -> fields.Field[Any]:
    return fields.Boolean(required=True, metadata={"description": description})


def _state() -> fields.Field[Any]:
    return fields.String(
        required=True,
        validate=validate.OneOf(STATES),
        metadata={"description": "How it stands today; `closed` where its finding is not there."},
    )


def day(description: str, **told: Any) -> fields.Field[Any]:  # noqa: ANN401 - what marshmallow takes
    return fields.Date(metadata={"description": description}, **told)


def _codes(description: str) -> fields.Field[Any]:
    return fields.List(fields.String(), required=True, metadata={"description": description})


_BY: dict[str, fields.Field[Any]] = {
    "by": text("Who, as the audit calls them.", required=True),
    "by_name": text("Their name, unless they are gone.", required=True, allow_none=True),
    "at": fields.DateTime(required=True),
}
_REMOVED = fields.DateTime(required=True, allow_none=True, metadata={"description": "When it was taken away."})
ONE_SAID = fields.String(required=True, validate=validate.OneOf(SAID))
_ANSWER = shape(
    "CaseAnswer",
    {
        "id": fields.UUID(required=True),
        "number": number("Answers of a case are counted from 1.", required=True),
        "said": ONE_SAID,
        "reason": text("Why, or what was done.", required=True, allow_none=True),
        "evidence_url": text("A page that shows it.", required=True, allow_none=True),
        "until": day("The last day of an accepted risk.", required=True, allow_none=True),
        "body": text("For which body it was said.", required=True, allow_none=True),
        **_BY,
        "revision": number("The revision of the register at which it was said.", required=True),
        "counts": flag("Whether it was said since the finding is there this time."),
    },
    description="An answer to a finding. None is ever changed.",
)
_COMMENT = shape(
    "CaseComment",
    {
        "id": fields.UUID(required=True),
        "text": text("What was said; null where it was taken away.", required=True, allow_none=True),
        "mentions": fields.List(fields.UUID(), required=True, metadata={"description": "The people it names."}),
        **_BY,
        "removed_at": _REMOVED,
    },
    description="A remark on a case.",
)
_FILE = shape(
    "CaseAttachment",
    {
        "id": fields.UUID(required=True, metadata={"description": "Fetched at `/case-attachments/{id}`."}),
        "name": text("What it is called.", required=True),
        "media_type": text("What it is, told from its bytes.", required=True),
        "bytes": number("How large it is.", required=True),
        "sha256": text("The SHA-256 of its bytes, hexadecimal.", required=True),
        **_BY,
        "removed_at": _REMOVED,
    },
    description="A file of a case.",
)
_EPISODE = shape(
    "CaseEpisode",
    {
        "opened_on": day("The day on which the finding was first seen.", required=True),
        "opened_revision": number("The revision at which it was.", required=True),
        "closed_on": day("The day on which it was first missed.", required=True, allow_none=True),
        "closed_revision": number("The revision at which it was.", required=True, allow_none=True),
        "closed_by": fields.String(
            required=True,
            allow_none=True,
            validate=validate.OneOf(["data", "hand", None]),
            metadata={"description": "`hand` where somebody said what was done."},
        ),
    },
    description="A time during which a finding was there.",
)
_OWNER = shape(
    "CaseOwner",
    {"body": text("Code of the body.", required=True), "by_rule": flag("Whether it owns the case by the rule.")},
    description="A body that can act on a finding and answers for its case.",
)
_HANDED_ON = shape(
    "CaseHandedOn",
    {
        "finding": text("The key of the finding that the ended body had.", required=True),
        "said": text("What was answered last.", required=True, allow_none=True),
        "reason": text("Why.", required=True, allow_none=True),
        "at": fields.DateTime(required=True, allow_none=True),
    },
    description="The case of a body that has ended, which its heirs go on from.",
)
_ALLOWED = shape(
    "CaseAllowed",
    {
        "answer_for": _codes("The bodies for which you may answer."),
        "take_part": flag("Whether you may comment and attach."),
        "settle": flag("Whether you may settle what is disputed."),
    },
    description="What the caller may do.",
)


def _all(of: type, description: str) -> fields.Field[Any]:
    return fields.List(fields.Nested(of), required=True, metadata={"description": description})


_COLUMNS: dict[str, fields.Field[Any]] = {
    "finding": text("The key of the finding.", required=True),
    "rule": text("Its rule.", required=True),
    "subject": text("What it is about.", required=True),
    "object": text("What else it is about.", required=True, allow_none=True),
    "state": _state(),
    "present": flag("Whether the finding is there today."),
    "waits_for_settlement": flag("Whether it is disputed and nobody has settled that."),
    "number": number("The number of the last answer; the next one names it as `after`.", required=True),
    "revision": number("How often owners and deadline were changed; the next change names it.", required=True),
    "deadline": day("The joint deadline.", required=True, allow_none=True),
    "overdue": flag("Whether that has passed and still binds anybody."),
    "began_at": fields.DateTime(
        required=True, allow_none=True, metadata={"description": "When somebody first made something of it."}
    ),
    "owners": _all(_OWNER, "The bodies that own it."),
    "released": _codes("Bodies that would own it by the rule and were taken out."),
    "answers": _all(_ANSWER, "What was answered, the first first."),
    "comments": _all(_COMMENT, "What was said about it."),
    "attachments": _all(_FILE, "Its files."),
    "episodes": _all(_EPISODE, "When the finding was there."),
    "handed_on": _all(_HANDED_ON, "What bodies that have ended handed on."),
    "allowed": fields.Nested(_ALLOWED, required=True),
}
CASE = shape("Case", _COLUMNS, description="What people make of a finding.")
_LABEL = f"user:{OTHER_ID}"
_BY_ANA = {"by": _LABEL, "by_name": "Ana Sousa", "at": "2026-03-31T10:15:00+00:00"}
KEY = "strategy-missing:pt-sintra"
EXAMPLE: dict[str, Any] = {
    "finding": KEY,
    "rule": "strategy-missing",
    "subject": "pt-sintra",
    "object": None,
    "state": "in_progress",
    "present": True,
    "waits_for_settlement": False,
    "number": 1,
    "revision": 1,
    "deadline": "2026-12-31",
    "overdue": False,
    "began_at": "2026-03-31T10:15:00+00:00",
    "owners": [{"body": "pt-sintra", "by_rule": True}],
    "released": [],
    "answers": [
        {
            "id": ID,
            "number": 1,
            "said": "in_progress",
            "reason": "A draft goes to the council in May.",
            "evidence_url": None,
            "until": None,
            "body": "pt-sintra",
            **_BY_ANA,
            "revision": 41,
            "counts": True,
        }
    ],
    "comments": [],
    "attachments": [],
    "episodes": [
        {
            "opened_on": "2026-01-01",
            "opened_revision": 1,
            "closed_on": None,
            "closed_revision": None,
            "closed_by": None,
        }
    ],
    "handed_on": [],
    "allowed": {"answer_for": ["pt-sintra"], "take_part": True, "settle": False},
}
LISTED: dict[str, fields.Field[Any]] = {
    **{name: _COLUMNS[name] for name in ("finding", "rule", "state", "present", "waits_for_settlement", "deadline")},
    "overdue": _COLUMNS["overdue"],
    "owners": _codes("The bodies that own it."),
    "said": text("What was said last since the finding is there this time.", required=True, allow_none=True),
    "said_at": fields.DateTime(required=True, allow_none=True),
    "began_at": fields.DateTime(required=True),
}
EXAMPLE_LISTED = {
    **{name: EXAMPLE[name] for name in LISTED if name in EXAMPLE},
    "owners": ["pt-sintra"],
    "said": "in_progress",
    "said_at": "2026-03-31T10:15:00+00:00",
}


RECEIPT = shape(
    "CaseReceipt",
    {
        "finding": text("The key of the finding.", required=True),
        "id": fields.UUID(
            required=True, allow_none=True, metadata={"description": "The id of the comment or file that was made."}
        ),
    },
    description="What was written; the case itself is read by its key.",
)
EXAMPLE_RECEIPT = {"finding": KEY, "id": None}
