"""Cases: what people make of findings. Files are told here and fetched by REST, by which alone they are attached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.context import snapshots
from api.graphql.schema.lists import AFTER, FIRST, Connection, connection_type
from api.graphql.schema.parts import argument, attribute, enum, field, object_type
from api.graphql.schema.services import done, service_mutation, told_by
from interlace import cases
from interlace.cases.discussing import MOST_MENTIONS
from interlace.cases.listing import cursor_of
from interlace.cases.owning import MOST_OWNERS
from interlace.cases.showing import MOST_TOLD
from interlace.cases.states import STATES
from interlace.db.models.cases import SAID
from interlace.reading.pages import USUAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from api.graphql.schema.context import Context
    from interlace.cases import CaseTold
    from interlace.cases.showing import AttachmentTold

_STATES = {
    "open": "Nothing was said of the finding since it is there this time, or what was said holds no longer.",
    "acknowledged": "A body knows of it.",
    "in_progress": "A body is at it.",
    "disputed": "A body says that it is not so.",
    "accepted_risk": "A body lets it be until a day.",
    "closed": "The finding is not there today.",
}
_SAID = {
    "acknowledged": "The body knows of it.",
    "in_progress": "The body is at it.",
    "disputed": "The body says that it is not so, and why.",
    "accepted_risk": "The body lets it be until a day, and why.",
    "closed": "The body says what it did, once the finding is gone.",
    "open": "The body takes back what it said.",
    "upheld": "The dispute holds; said from above the body.",
    "rejected": "The dispute does not hold; said from above the body.",
}
enum("CaseState", "How a case stands today.", {state: _STATES[state] for state in STATES})
enum("CaseSaid", "What was said of a finding.", {said: _SAID[said] for said in SAID})


def _case(_source: object, context: Context, finding: str) -> CaseTold:
    return cases.case(*_asker(context), finding)


def _cases(
    _source: object,
    context: Context,
    first: int = USUAL,
    after: str | None = None,
    overdue: bool | None = None,
    **chosen: Sequence[str] | None,
) -> Connection:
    lists = {name: [str(one) for one in values or ()] for name, values in chosen.items()}
    page = cases.cases(*_asker(context), cases.AskedCases(**lists, overdue=overdue, first=first, after=after))
    return Connection(page.items, page.total, page.has_next, page.has_previous, cursor_of)


def _asker(context: Context) -> tuple[Any, Any, Any, Any]:
    return context.database, snapshots(), context.caller.principal, context.tenant_id


def _address(source: AttachmentTold, context: Context) -> str:
    return f"/api/v1/tenants/{context.caller.tenant}/case-attachments/{source.id}"


def _wrote(*further: str) -> list[Any]:
    told = [
        attribute("by", "str", "Who, as the audit calls them."),
        attribute("byName", "str | None", "Their name, unless they are gone.", "by_name"),
        attribute("at", "DateTime", "When."),
    ]
    removed = attribute("removedAt", "DateTime | None", "When it was taken away.", "removed_at")
    return [*told, removed] if "removed" in further else told


_UUID = attribute("uuid", "UUID", "Which one it is.", "id")
object_type(
    "CaseAnswer",
    "An answer to a finding. None is ever changed.",
    [
        _UUID,
        attribute("number", "int", "Answers of a case are counted from 1."),
        attribute("said", "CaseSaid", "What was said."),
        attribute("reason", "str | None", "Why, or what was done."),
        attribute("evidenceUrl", "str | None", "A page that shows it.", "evidence_url"),
        attribute("until", "Date | None", "The last day of an accepted risk."),
        attribute("body", "str | None", "For which body it was said."),
        *_wrote(),
        attribute("revision", "int", "The revision of the register at which it was said."),
        attribute("counts", "bool", "Whether it was said since the finding is there this time."),
    ],
)
object_type(
    "CaseComment",
    "A remark on a case.",
    [
        _UUID,
        attribute("text", "str | None", "What was said; null where it was taken away."),
        attribute("mentions", "list[UUID]", "The people it names.", page=MOST_MENTIONS),
        *_wrote("removed"),
    ],
)
object_type(
    "CaseAttachment",
    "A file of a case.",
    [
        _UUID,
        attribute("name", "str", "What it is called."),
        attribute("mediaType", "str", "What it is, told from its bytes.", "media_type"),
        attribute("bytes", "int", "How large it is."),
        attribute("sha256", "str", "The SHA-256 of its bytes, hexadecimal."),
        field("address", "str", "Where REST hands it out.", _address),
        *_wrote("removed"),
    ],
)
object_type(
    "CaseEpisode",
    "A time during which a finding was there.",
    [
        attribute("openedOn", "Date", "The day on which it was first seen.", "opened_on"),
        attribute("openedRevision", "int", "The revision at which it was.", "opened_revision"),
        attribute("closedOn", "Date | None", "The day on which it was first missed.", "closed_on"),
        attribute("closedRevision", "int | None", "The revision at which it was.", "closed_revision"),
        attribute("closedBy", "str | None", "`data`, or `hand` where somebody said what was done.", "closed_by"),
    ],
)
object_type(
    "CaseOwner",
    "A body that can act on a finding and answers for its case.",
    [
        attribute("body", "str", "Code of the body."),
        attribute("byRule", "bool", "Whether it owns the case by the rule.", "by_rule"),
    ],
)
object_type(
    "CaseHandedOn",
    "The case of a body that has ended, which its heirs go on from.",
    [
        attribute("finding", "str", "The key of the finding that the ended body had."),
        attribute("said", "CaseSaid | None", "What was answered last."),
        attribute("reason", "str | None", "Why."),
        attribute("at", "DateTime | None", "When."),
    ],
)
object_type(
    "CaseAllowed",
    "What the caller may do about a case.",
    [
        attribute("answerFor", "list[str]", "The bodies for which they may answer.", "answer_for", page=MOST_OWNERS),
        attribute("takePart", "bool", "Whether they may comment and attach.", "take_part"),
        attribute("settle", "bool", "Whether they may settle what is disputed."),
    ],
)
_STANDING = [
    attribute("finding", "str", "The key of the finding."),
    attribute("rule", "Rule", "Its rule."),
    attribute("state", "CaseState", "How it stands today."),
    attribute("present", "bool", "Whether the finding is there today."),
    attribute(
        "waitsForSettlement",
        "bool",
        "Whether it is disputed and nobody has settled that.",
        "waits_for_settlement",
    ),
    attribute("deadline", "Date | None", "The joint deadline."),
    attribute("overdue", "bool", "Whether that has passed and still binds anybody."),
]
object_type(
    "CaseListed",
    "A case in a list.",
    [
        *_STANDING,
        attribute("owners", "list[str]", "Codes of the bodies that own it.", page=MOST_OWNERS),
        attribute("said", "CaseSaid | None", "What was said last since the finding is there this time."),
        attribute("saidAt", "DateTime | None", "When.", "said_at"),
        attribute("beganAt", "DateTime", "When somebody first made something of it.", "began_at"),
    ],
)
connection_type("CaseListed", "cases")
object_type(
    "Case",
    "What people make of a finding.",
    [
        *_STANDING,
        attribute("subject", "str", "What it is about."),
        attribute("object", "str | None", "What else it is about."),
        attribute("number", "int", "The number of the last answer; the next one names it as `after`."),
        attribute("revision", "int", "How often owners and deadline were changed; the next change names it."),
        attribute("beganAt", "DateTime | None", "When somebody first made something of it.", "began_at"),
        attribute("owners", "list[CaseOwner]", "The bodies that own it.", page=MOST_OWNERS),
        attribute("released", "list[str]", "Bodies that would own it by the rule and were taken out.", page=20),
        attribute("answers", "list[CaseAnswer]", "What was answered, the first first.", page=MOST_TOLD),
        attribute("comments", "list[CaseComment]", "What was said about it.", page=MOST_TOLD),
        attribute("attachments", "list[CaseAttachment]", "Its files.", page=MOST_TOLD),
        attribute("episodes", "list[CaseEpisode]", "When the finding was there.", page=MOST_TOLD),
        attribute("handedOn", "list[CaseHandedOn]", "What bodies that have ended handed on.", "handed_on", page=20),
        attribute("allowed", "CaseAllowed", "What you may do."),
    ],
)
TENANT_FIELDS = [
    field(
        "case",
        "Case",
        "The case of a finding by its key. One of which nobody made anything is open, or closed if it is gone.",
        _case,
        argument("finding", "str", "The key of the finding."),
        fresh=True,
    ),
    field(
        "cases",
        "CaseListedConnection",
        "The cases of which somebody made something; what is due first comes first.",
        _cases,
        FIRST,
        AFTER,
        argument("state", "list[CaseState] | None", "That stand like any of these."),
        argument("owner", "list[str] | None", "Codes of bodies: that one of these owns."),
        argument("body", "list[str] | None", "Codes of bodies: whose findings concern one of these."),
        argument("rule", "list[Rule] | None", "Of any of these rules."),
        argument("overdue", "bool | None", "That are, or are not, past their deadline."),
        fresh=True,
    ),
]


def _answer(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    values = _values(given, evidenceUrl="evidence_url")
    return {"finding": cases.answer(*_asker(context), {**values, "said": str(given["said"])})}


def _own(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"finding": cases.set_owners(*_asker(context), _values(given))}


def _comment(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    made = cases.comment(*_asker(context), _values(given))
    return {"finding": given["finding"].strip(), "uuid": str(made)}


def _uncomment(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    database, _, principal, tenant_id = _asker(context)
    return {"finding": cases.uncomment(database, principal, tenant_id, given["uuid"]), "uuid": str(given["uuid"])}


def _detach(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    database, _, principal, tenant_id = _asker(context)
    return {"finding": cases.detach(database, principal, tenant_id, given["uuid"]), "uuid": str(given["uuid"])}


def _values(given: Mapping[str, Any], **names: str) -> dict[str, Any]:
    """What was given, in the words of the services."""
    return {names.get(name, name): value for name, value in given.items() if name != "clientMutationId"}


done(
    "CasePayload",
    "What a write came to.",
    told_by("finding", "str | None", "The key of the finding."),
    told_by("uuid", "UUID | None", "The comment or file that was made or taken away."),
)
_FINDING = field("finding", "str", "The key of the finding.")
_WHICH = field("uuid", "UUID", "Which one.")
MUTATION_FIELDS = [
    service_mutation(
        "caseAnswer",
        "Answer a finding, or settle what a body disputes.",
        _answer,
        "CasePayload",
        [
            _FINDING,
            field("said", "CaseSaid", "What is said."),
            field("after", "int", "The number of the last answer that you have seen; 0 for none."),
            field("reason", "str | None", "Why, or what was done; needed to dispute, accept a risk, close and settle."),
            field("evidenceUrl", "str | None", "A page that shows it."),
            field("until", "Date | None", "The last day of an accepted risk."),
            field("body", "str | None", "For which body; the first that you may answer for unless told."),
        ],
    ),
    service_mutation(
        "caseOwn",
        "Say who owns a case and until when it is to be closed together; what is left out stays.",
        _own,
        "CasePayload",
        [
            _FINDING,
            field("revision", "int", "That of the case as you know it."),
            field("owners", "list[str] | None", "Codes of all bodies that are to own it."),
            field("deadline", "Date | None", "The joint deadline; null for none."),
        ],
    ),
    service_mutation(
        "caseComment",
        "Say something about a case.",
        _comment,
        "CasePayload",
        [
            _FINDING,
            field("text", "str", "What is said."),
            field("mentions", "list[UUID] | None", "People who are to be told."),
        ],
    ),
    service_mutation("caseUncomment", "Take away a comment of your own.", _uncomment, "CasePayload", [_WHICH]),
    service_mutation("caseDetach", "Take a file of a case away.", _detach, "CasePayload", [_WHICH]),
]
