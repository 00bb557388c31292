"""Expert visits: what there is to read of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.graphql.schema.lists import AFTER, FIRST, Connection, connection_type, id_after
from api.graphql.schema.parts import argument, attribute, enum, field, object_type
from interlace import visits
from interlace.db.models.visits import FOUND, SAID
from interlace.reading.pages import USUAL
from interlace.visits import PROGRESS, STATES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from api.graphql.schema.context import Context
    from interlace.visits import ItemTold, Profile, Range, RecommendationTold, VisitTold

_STATES = {
    "planned": "It has not begun.",
    "under_way": "The experts are there.",
    "drafting": "The profile is being written.",
    "with_body": "The body reads the profile.",
    "published": "The whole tenant reads the profile.",
    "closed": "It ended without a published profile.",
}
_PROGRESS = {
    "open": "Its owner has not answered yet.",
    "answered": "Its owner accepts it, or in part.",
    "refused": "Its owner does not accept it.",
    "in_progress": "It is being carried out.",
    "done": "Its owner says that it is done.",
    "confirmed": "Who visited, or who coordinates, says so too.",
}
_SAID = {
    "accepts": "The owner accepts it.",
    "in_part": "The owner accepts a part of it.",
    "not_accepted": "The owner does not accept it.",
    "in_progress": "The owner is carrying it out.",
    "done": "The owner has carried it out.",
    "confirmed": "Who visited, or who coordinates, sees it so.",
    "reopened": "There is something left to do.",
}
_FOUND = {
    "confirmed": "The answer is as the experts see it.",
    "adjusted": "They see it otherwise.",
    "not_seen": "They could not see it.",
}
enum(
    "VisitObservationKind",
    "What is observed.",
    {"strength": "Something that is strong.", "observation": "Anything else."},
)
enum("VisitState", "How far a visit has come.", {one: _STATES[one] for one in STATES})
enum("VisitProgress", "How a recommendation stands.", {one: _PROGRESS[one] for one in PROGRESS})
enum("VisitSaid", "What is said of a recommendation.", {one: _SAID[one] for one in SAID})
enum("VisitFound", "What experts say of an item.", {one: _FOUND[one] for one in FOUND})


def _asker(context: Context) -> tuple[Any, Any, Any]:
    return context.database, context.caller.principal, context.tenant_id


def _reader(context: Context) -> tuple[Any, Any, Any, Any]:
    """For who may read the register at all."""
    return *_asker(context), context.view.as_of


def _visits(
    _source: object,
    context: Context,
    first: int = USUAL,
    after: str | None = None,
    body: Sequence[str] | None = None,
    state: Sequence[str] | None = None,
) -> Connection:
    page = visits.visits(
        *_asker(context),
        context.view,
        bodies=list(body or ()),
        states=[str(one) for one in state or ()],
        first=first,
        after=id_after(after),
    )
    return Connection(page.visits, None, page.has_more, after is not None, lambda one: str(one.id))


def _visit(_source: object, context: Context, uuid: UUID) -> VisitTold:
    return visits.visit(*_reader(context), uuid)


def _items(_source: object, context: Context, visit: UUID) -> Sequence[ItemTold]:
    return visits.items(*_reader(context), visit)


def _profile(_source: object, context: Context, visit: UUID) -> Profile:
    return visits.profile(*_reader(context), visit)


def _recommendations(
    _source: object,
    context: Context,
    first: int = USUAL,
    after: str | None = None,
    owner: Sequence[str] | None = None,
    overdue: bool = False,
) -> Connection:
    page = visits.recommendations(
        *_asker(context),
        context.view,
        owners=list(owner or ()),
        overdue_only=overdue,
        first=first,
        after=id_after(after),
    )
    return Connection(page.recommendations, None, page.has_more, after is not None, lambda one: str(one.id))


def _recommendation(_source: object, context: Context, uuid: UUID) -> RecommendationTold:
    return visits.recommendation(*_reader(context), uuid)


def _part(name: str) -> Any:  # noqa: ANN401 - reads one key of an answer
    def plain(source: Mapping[str, Any], _context: Context) -> Any:  # noqa: ANN401
        return source.get(name)

    return plain


def _end(name: str) -> Any:  # noqa: ANN401 - reads one end of a range
    def plain(source: Range, _context: Context) -> str:
        return str(getattr(source, name))

    return plain


_UUID = attribute("uuid", "UUID", "Which one it is.", "id")
object_type(
    "VisitAnswer",
    "An answer to an item.",
    [
        field("standing", "str", "`answered`, `outside_competence` or `not_answered`.", _part("standing")),
        field("value", "str | None", "Its value, where it is answered.", _part("value")),
    ],
)
object_type(
    "VisitProgrammeEntry",
    "What happens when and where.",
    [
        attribute("day", "Date", "On which day."),
        attribute("what", "str", "What happens."),
        attribute("hour", "str | None", "When, `HH:MM`."),
        attribute("place", "str | None", "Where."),
    ],
)
object_type(
    "VisitMet",
    "Somebody who is met, by what they are there for.",
    [attribute("role", "str", "Their role."), attribute("organisation", "str | None", "Of which organisation.")],
)
object_type(
    "VisitExpert",
    "Somebody who visits.",
    [
        attribute("user", "UUID", "Who."),
        attribute("name", "str | None", "Their name, unless they are gone."),
        attribute("missing", "bool", "They have lost access: who coordinates may name another."),
        attribute("namedAt", "DateTime", "When they were named.", "named_at"),
    ],
)
object_type(
    "VisitObservation",
    "A strength or another observation.",
    [
        _UUID,
        attribute("kind", "VisitObservationKind", "What it is."),
        attribute("area", "str | None", "An area of the instrument, or of the register."),
        attribute("text", "str", "In words."),
        attribute("by", "str | None", "The writer’s name, unless they are gone."),
        attribute("at", "DateTime", "When it was written."),
        attribute("revision", "int", "How often it was written."),
    ],
)
object_type(
    "VisitStep",
    "Something that was said of a recommendation.",
    [
        attribute("number", "int", "Its number."),
        attribute("said", "VisitSaid", "What was said."),
        attribute("reason", "str | None", "Why, or how."),
        attribute("evidence", "str | None", "An address, or a record such as `action:CODE`."),
        attribute("body", "str | None", "Code of the body for which it was said."),
        attribute("by", "str | None", "Who said it, unless they are gone."),
        attribute("at", "DateTime", "When."),
    ],
)
object_type(
    "VisitRecommendation",
    "What experts recommend to a body, and what becomes of it.",
    [
        _UUID,
        attribute("visit", "UUID", "Of which visit."),
        attribute("body", "str", "Code of the visited body."),
        attribute("text", "str", "What is recommended."),
        attribute("area", "str | None", "An area of the instrument, or of the register."),
        attribute("principle", "str | None", "The principle to which it speaks."),
        attribute("cells", "list[str]", "Cells of the register, `principle:area`.", page=20),
        attribute("owner", "str", "Code of the body that answers it."),
        attribute("deadline", "Date | None", "Until when."),
        attribute("progress", "VisitProgress", "How it stands."),
        attribute("overdue", "bool", "Its day has passed and something is still to be done."),
        attribute("steps", "list[VisitStep]", "All that was said of it, the first first.", page=20),
        attribute("revision", "int", "How often it was written."),
    ],
)
object_type(
    "Visit",
    "A visit of experts to a body, as you may see it.",
    [
        _UUID,
        attribute("body", "str", "Code of the body that is visited."),
        attribute("title", "str", "What it is called."),
        attribute("language", "str", "In which the profile is written."),
        attribute("state", "VisitState", "How far it has come."),
        attribute("startsOn", "Date", "Its first day.", "starts_on"),
        attribute("endsOn", "Date", "Its last day.", "ends_on"),
        attribute("parts", "list[str]", "What you are to it.", page=4),
        attribute("assessment", "UUID | None", "What it looks at."),
        attribute("instrument", "str | None", "Id of the instrument of that."),
        attribute("version", "str | None", "Its version."),
        attribute("programme", "list[VisitProgrammeEntry]", "By day and hour.", page=20),
        attribute("met", "list[VisitMet]", "Who is met.", page=20),
        attribute("experts", "list[VisitExpert]", "Who visits.", page=20),
        attribute("expertMissing", "bool", "Somebody who was named is gone, or nobody is named.", "expert_missing"),
        attribute("readsDraft", "bool", "Whether you read what the experts write.", "reads_draft"),
        attribute("summary", "str | None", "The words with which the profile begins."),
        attribute("observations", "list[VisitObservation]", "Strengths and other observations.", page=20),
        attribute("recommendations", "list[VisitRecommendation]", "What is recommended.", page=20),
        attribute("concludedAt", "DateTime | None", "When what was found became a voice.", "concluded_at"),
        attribute("sentAt", "DateTime | None", "When it was sent to the body.", "sent_at"),
        attribute("comment", "str | None", "The body’s own words."),
        attribute("agrees", "bool | None", "Whether the body agrees."),
        attribute("commentedBy", "str | None", "Who said so for the body, unless they are gone.", "commented_by"),
        attribute("commentedAt", "DateTime | None", "When.", "commented_at"),
        attribute("publishedAt", "DateTime | None", "When the profile was published.", "published_at"),
        attribute("closedAt", "DateTime | None", "When it ended without a published profile.", "closed_at"),
        attribute("revision", "int", "How often the visit was changed."),
    ],
)
object_type(
    "VisitItem",
    "An item of the assessment, as the body and the experts see it.",
    [
        attribute("item", "str", "Its id."),
        attribute("area", "str", "Id of its area."),
        attribute("question", "str", "What it asks."),
        attribute("type", "str", "Its type."),
        attribute("answer", "VisitAnswer", "What the body answered."),
        attribute("said", "VisitFound | None", "What the experts say of that."),
        attribute("adjusted", "VisitAnswer | None", "Their own answer, where it is another."),
        attribute("reason", "str | None", "Why."),
        attribute("by", "str | None", "Who wrote it, unless they are gone."),
        attribute("at", "DateTime | None", "When."),
        attribute("revision", "int", "How often it was written, 0 for never."),
    ],
)
object_type(
    "VisitRange",
    "From 0 to 100: it is somewhere between.",
    [
        field("lower", "str", "At least, with six decimals.", _end("lower")),
        field("upper", "str", "At most.", _end("upper")),
        attribute("answered", "int", "How many items are settled."),
        attribute("items", "int", "Of how many."),
    ],
)
object_type(
    "VisitArea",
    "An area of the instrument, as the body and as the experts see it.",
    [
        attribute("area", "str", "Its id."),
        attribute("name", "str", "Its name."),
        attribute("body", "VisitRange | None", "As the body sees it."),
        attribute("experts", "VisitRange | None", "As the experts do."),
        attribute("confirmed", "int", "Items confirmed."),
        attribute("adjusted", "int", "Items adjusted."),
        attribute("notSeen", "int", "Items not seen.", "not_seen"),
        attribute("unspoken", "int", "Items of which nothing was said."),
    ],
)
object_type(
    "VisitProfile",
    "The profile of a visited body. It compares a body with itself alone.",
    [
        attribute("visit", "Visit", "The visit."),
        attribute("bodyName", "str", "What the body is called.", "body_name"),
        attribute("instrumentName", "str | None", "What the instrument is called.", "instrument_name"),
        attribute("instrumentStatus", "str | None", "Whether it is `official` or `unofficial`.", "instrument_status"),
        attribute("areas", "list[VisitArea]", "In the instrument’s order.", page=20),
    ],
)
connection_type("Visit", "visits", counted=False)
connection_type("VisitRecommendation", "recommendations", counted=False)
_ONE = argument("uuid", "UUID", "Which one.")
_OF = argument("visit", "UUID", "Of which visit.")
TENANT_FIELDS = [
    field(
        "visits",
        "VisitConnection",
        "The visits that you may know of, the last planned first.",
        _visits,
        FIRST,
        AFTER,
        argument("body", "list[str] | None", "To these bodies (codes)."),
        argument("state", "list[VisitState] | None", "In any of these states."),
        fresh=True,
    ),
    field("visit", "Visit", "One visit.", _visit, _ONE, fresh=True),
    field("visitItems", "list[VisitItem]", "The items of its assessment.", _items, _OF, page=100, fresh=True),
    field("visitProfile", "VisitProfile", "The profile that comes of it.", _profile, _OF, fresh=True),
    field(
        "visitRecommendations",
        "VisitRecommendationConnection",
        "The recommendations that you may read, the last written first.",
        _recommendations,
        FIRST,
        AFTER,
        argument("owner", "list[str] | None", "To these bodies (codes)."),
        argument("overdue", "bool", "Only those whose day has passed undone.", False),
        fresh=True,
    ),
    field("visitRecommendation", "VisitRecommendation", "One recommendation.", _recommendation, _ONE, fresh=True),
]
