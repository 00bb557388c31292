"""Results for learning, targets, and released voices beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.graphql.schema.inputs import CLIENT_MUTATION_ID
from api.graphql.schema.parts import argument, enum, field, object_type
from api.graphql.schema.services import done, service_mutation, told_by
from api.rest.result_shapes import told_results, told_target, told_voices
from graph.scoring.groups import CHOICES
from interlace.assessments.divergence import voices
from interlace.assessments.results import WORDS, results
from interlace.assessments.targets import set_target
from interlace.db.models.assessments import STANDINGS, VOICES
from policies import PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from strawberry.types.field import StrawberryField

    from api.graphql.schema.context import Context

_CHOICES = {
    "level": "All of the same level.",
    "population": "Those of the same level in the same band of population.",
    "part": "Those of the same level in the same part of the country.",
}
_WORDS = {
    "strength": "It lies above the whole of the body, or has reached its target, whatever is still open.",
    "to_work_on": "It lies below the whole of the body or its target, whatever is still open.",
    "neither": "It lies where the whole does.",
    "not_known": "What is still open may put it on either side.",
}
_STANDINGS = {
    "answered": "Somebody said it.",
    "outside_competence": "Another level decides this.",
    "not_answered": "Nobody has said anything.",
}
_VOICES = {
    "body": "The body’s own view.",
    "civil_society": "The view of a civil-society body.",
    "reviewer": "The view of a named reviewer.",
}
enum("SimilarBodies", "By what similar bodies are chosen.", {one: _CHOICES[one] for one in CHOICES})
enum("ResultWord", "What can be said of a part.", {one: _WORDS[one] for one in WORDS})
enum("VoiceStanding", "How an item stands with a voice.", {one: _STANDINGS[one] for one in STANDINGS})
enum("ResultVoice", "Whose view it is.", {one: _VOICES[one] for one in VOICES})


def told(name: str, type_: str, description: str, key: str | None = None, page: int | None = None) -> StrawberryField:
    """A field of an object that is told as both doors have it."""

    def plain(source: Mapping[str, Any], _context: Context) -> Any:  # noqa: ANN401 - whatever is there
        return source[key or name]

    return field(name, type_, description, plain, page=page)


_APART = told("apart", "bool", "Whether two who said something do not agree.")
_NAME = told("name", "str", "Its name.")
object_type(
    "ResultScore",
    "A score from 0 to 100 as a range: what is not answered is neither yes nor no.",
    [
        told("lower", "str", "Where it is at least, with six decimals."),
        told("upper", "str", "Where it is at most."),
        told("answered", "int", "How many of the items have a known worth."),
        told("items", "int", "How many items count."),
    ],
)
object_type(
    "ResultBand",
    "Where the middle half of similar bodies stands. Nothing is told of any single one.",
    [
        told("lower", "str", "The 25th percentile of the midpoints, widened to fives."),
        told("upper", "str", "The 75th percentile, likewise."),
        told("others", "int", "At least so many other bodies."),
    ],
)
object_type(
    "ResultTarget",
    "What a body wants to reach in an area.",
    [
        told("target", "str", "The score that it wants to have."),
        told("byDay", "Date", "By when.", "by_day"),
        told("revision", "int", "At which revision it is."),
    ],
)
object_type(
    "ResultHelp",
    "A mentoring offer of the commons that speaks to an area.",
    [
        told("entry", "UUID", "The entry of the commons."),
        told("title", "str", "What is offered."),
        told("bodyName", "str", "Who offers it.", "body_name"),
        told("country", "str | None", "In which country."),
        told("languages", "list[str]", "In which languages.", page=5),
        told("areas", "list[str]", "The areas that both speak to.", page=5),
        told("principles", "list[str]", "The principles that both speak to.", page=4),
    ],
)
object_type(
    "ResultRound",
    "What a body sent in a round.",
    [
        told("round", "UUID", "Which round."),
        told("title", "str", "What it is called."),
        told("version", "str", "The version of the instrument."),
        told("sentOn", "Date", "When it was sent.", "sent_on"),
        told("released", "bool", "Whether the voices were opened to each other."),
        told("comparable", "bool", "Whether its areas can be held against those of the latest."),
        told("dropped", "int", "How many of its items the latest version no longer has."),
        told("added", "int", "How many items of the latest version it never asked: there it is open."),
        told("core", "ResultScore | None", "Over the areas that are not optional, in the terms of its own version."),
        told("extended", "ResultScore | None", "Over all areas."),
    ],
)
object_type(
    "ResultPart",
    "An area of the instrument, or a principle.",
    [
        told("part", "str", "Which one.", "id"),
        _NAME,
        told("optional", "bool", "Whether it stands beside the core."),
        told("now", "ResultScore | None", "What was sent last; null where nothing counts."),
        told("earlier", "list[ResultScore | None]", "By earlier round; null where it cannot be compared.", page=12),
        told("target", "ResultTarget | None", "The body’s own target."),
        told("band", "ResultBand | None", "Where similar bodies stand; null where too few could be told of."),
        told("word", "ResultWord | None", "Held against the whole of the body and its target."),
        told("offers", "list[ResultHelp]", "Who can help, where it is to be worked on.", page=5),
    ],
)
object_type(
    "AssessmentResults",
    "What a body can learn from what it sent last of an instrument.",
    [
        told("body", "str", "Code of the body."),
        told("instrument", "str", "Which instrument."),
        _NAME,
        told("instruments", "list[str]", "The instruments of which it has sent something.", page=10),
        told("latest", "ResultRound", "What was sent last."),
        told("earlier", "list[ResultRound]", "The earlier rounds, the oldest first.", page=12),
        told("areas", "list[ResultPart]", "As the instrument has them.", page=20),
        told("principles", "list[ResultPart]", "As the instrument has them.", page=4),
        told("group", "SimilarBodies", "By what similar bodies were chosen."),
        told("groups", "list[SimilarBodies]", "The choices of which anything can be told.", page=3),
    ],
)
object_type(
    "VoiceSpeaker",
    "A voice that was released.",
    [
        told("assessment", "UUID", "Which assessment it is."),
        told("voice", "ResultVoice", "Whose view it is."),
        told("author", "str | None", "Code of the body that speaks; null for a reviewer."),
        told("sentOn", "Date", "When it was sent.", "sent_on"),
    ],
)
object_type(
    "VoiceArea",
    "What an area comes to by each voice.",
    [
        told("area", "str", "Which one.", "id"),
        _NAME,
        told("scores", "list[ResultScore | None]", "By speaker; null where nothing counts.", page=5),
        _APART,
    ],
)
object_type(
    "VoiceAnswer",
    "What a voice answered.",
    [told("standing", "VoiceStanding", "How it stands."), told("value", "str | None", "What was answered.")],
)
object_type(
    "VoiceItem",
    "What each voice answered to an item.",
    [
        told("item", "str", "Which one.", "id"),
        told("area", "str", "Of which area."),
        told("question", "str", "What it asks."),
        told("answers", "list[VoiceAnswer]", "By speaker.", page=5),
        _APART,
    ],
)
object_type(
    "AssessmentVoices",
    "The released voices on a body beside each other. Nothing is averaged.",
    [
        told("body", "str", "Code of the body."),
        told("round", "UUID", "Which round."),
        told("title", "str", "What it is called."),
        told("instrument", "str", "Which instrument."),
        told("version", "str", "Which version of it."),
        told("speakers", "list[VoiceSpeaker]", "The voices that were released.", page=5),
        told("areas", "list[VoiceArea]", "As the instrument has them.", page=20),
        told("items", "list[VoiceItem]", "As the instrument has them.", page=90),
    ],
)


def _asker(context: Context) -> tuple[Any, Any, Any, Any]:
    return context.database, context.view, context.caller.principal, context.tenant_id


def _results(
    _source: object,
    context: Context,
    body: str,
    instrument: str | None = None,
    group: str | None = None,
    language: str | None = None,
) -> Mapping[str, Any]:
    chosen = str(group or CHOICES[0])
    found = results(*_asker(context), body, instrument=instrument, group=chosen, language=language)
    return told_results(found, {one.id: one.name.en for one in PRINCIPLES})


def _voices(_source: object, context: Context, body: str, round: UUID | None = None) -> Mapping[str, Any]:  # noqa: A002
    return told_voices(voices(*_asker(context), body, round_id=round))


_BODY = argument("body", "str", "Code of the body.")
TENANT_FIELDS = [
    field(
        "assessmentResults",
        "AssessmentResults",
        "What a body can learn from what it sent last. Only those who speak for it, or look after it, may.",
        _results,
        _BODY,
        argument("instrument", "str | None", "Which instrument; without it, the one that was sent last."),
        argument("group", "SimilarBodies | None", "By what similar bodies are chosen."),
        argument("language", "str | None", "In which help is told first."),
        fresh=True,
    ),
    field(
        "assessmentVoices",
        "AssessmentVoices",
        "What the body, civil society and reviewers said, once it was released.",
        _voices,
        _BODY,
        argument("round", "UUID | None", "Which round; without it, the latest that was released."),
        fresh=True,
    ),
]


def _set(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    values = {
        "by_day" if name == "byDay" else name: value for name, value in given.items() if name != CLIENT_MUTATION_ID
    }
    if values.get("by_day") is not None:
        values["by_day"] = str(values["by_day"])
    made = set_target(context.database, context.caller.principal, context.tenant_id, values)
    told_now = told_target({name: str(values[name]) for name in ("body", "instrument", "area")}, made)
    return {"area": told_now["area"], "target": told_now["target"], "byDay": told_now["by_day"],
            "revision": told_now["revision"]}  # fmt: skip


done(
    "AssessmentTargetPayload",
    "What became of a target.",
    told_by("area", "str | None", "Of which area."),
    told_by("target", "str | None", "The score that the body wants to have; null once it is taken back."),
    told_by("byDay", "str | None", "By when, as YYYY-MM-DD."),
    told_by("revision", "int | None", "At which revision it is."),
)
MUTATION_FIELDS = [
    service_mutation(
        "assessmentTargetSet",
        "Set, change or take back what a body wants to reach in an area.",
        _set,
        "AssessmentTargetPayload",
        [
            field("body", "str", "Its code."),
            field("instrument", "str", "Which instrument."),
            field("area", "str", "The id of one of its areas."),
            field("target", "str | None", "From 0 to 100; without it and a day, the target is taken back."),
            field("byDay", "Date | None", "By when."),
            field("revision", "int | None", "The revision that you read; 0 for a new one."),
        ],
    ),
]
