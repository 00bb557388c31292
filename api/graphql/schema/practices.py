"""Good practices of bodies, as those who write them see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.graphql.schema.parts import argument, attribute, enum, field, object_type
from api.graphql.schema.services import service_mutation
from interlace import practices
from interlace.db.models.practices import STATES
from interlace.practices.values import FIELDS, MOST_ITEMS, TEXTS
from interlace.reading.pages import USUAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from api.graphql.schema.context import Context
    from interlace.practices import PracticeTold
    from interlace.practices.showing import Evidence

_STATES = {
    "draft": "Only its body and those above it see it.",
    "review": "It is proposed and waits for the decision of the tenant.",
    "published": "It stands in the commons.",
    "archived": "It was taken back, and is kept.",
}
enum("PracticeState", "How a practice stands.", {state: _STATES[state] for state in STATES})
_SAYS = {
    "purpose": "What it is for.",
    "stimulus": "What set it off.",
    "process": "How it was done.",
    "impact": "What came of it.",
    "resources": "What it took.",
}


def _translations(source: PracticeTold, _context: Context) -> Any:  # noqa: ANN401 - JSON
    return {language: dict(texts) for language, texts in source.translations.items()}


def _evidence(source: PracticeTold, _context: Context) -> Sequence[Evidence]:
    return source.evidence


object_type(
    "PracticeEvidence",
    "What shows it: an address, a record of the register, or words.",
    [attribute("kind", "str", "`address`, `record` or `words`."), attribute("text", "str", "It.")],
)
object_type(
    "Practice",
    "A good practice of a body.",
    [
        attribute("uuid", "UUID", "Which one it is.", "id"),
        attribute("body", "str", "Code of the body."),
        attribute("title", "str", "What it is called."),
        attribute("summary", "str", "A few sentences."),
        attribute("language", "str", "The language of these texts."),
        attribute("place", "str | None", "Where."),
        attribute("startsOn", "Date | None", "Since when.", "starts_on"),
        attribute("endsOn", "Date | None", "Until when.", "ends_on"),
        attribute("cells", "list[str]", "What it is about, each `principle:area`.", page=80),
        *(attribute(name, "str | None", _SAYS[name]) for name in TEXTS),
        field("evidence", "list[PracticeEvidence]", "What shows it.", _evidence, page=MOST_ITEMS),
        attribute("contacts", "list[str]", "Roles of those who can tell more.", page=10),
        attribute("actions", "list[str]", "Codes of the actions that it came from; not published.", page=MOST_ITEMS),
        attribute(
            "findings",
            "list[str]",
            "Keys of the findings that it came from; only rules are published.",
            page=MOST_ITEMS,
        ),
        field("translations", "JSON", "Language → texts in it.", _translations),
        attribute("state", "PracticeState", "How it stands."),
        attribute("writtenAt", "DateTime", "When it was written last.", "written_at"),
        attribute("revision", "int", "Its own revision, which those say who change it."),
        attribute("proposed", "UUID | None", "The publication that waits for a decision."),
        attribute("publication", "UUID | None", "The publication by which it is in the commons."),
        attribute("entry", "UUID | None", "Its entry in the commons."),
        attribute("mayWrite", "bool", "Whether you may write it.", "may_write"),
    ],
)


def _asker(context: Context) -> tuple[Any, Any, Any]:
    return context.database, context.caller.principal, context.tenant_id


def _practices(
    _source: object,
    context: Context,
    first: int = USUAL,
    after: UUID | None = None,
    state: Sequence[str] | None = None,
    bodies: Sequence[str] | None = None,
) -> Sequence[PracticeTold]:
    states = [str(one) for one in state or ()]
    page = practices.practices(*_asker(context), states=states, bodies=[*(bodies or ())], first=first, after=after)
    return page.items


def _practice(_source: object, context: Context, uuid: UUID) -> PracticeTold:
    return practices.practice(*_asker(context), uuid)


TENANT_FIELDS = [
    field(
        "practices",
        "list[Practice]",
        "Practices that are published, and drafts of bodies whose drafts you see; what was begun last first.",
        _practices,
        argument("first", "int", "How many, at most 200.", USUAL),
        argument("after", "UUID | None", "Only those after this one."),
        argument("state", "list[PracticeState] | None", "Only those that stand so."),
        argument("bodies", "list[str] | None", "Only those of these bodies."),
        page=USUAL,
        fresh=True,
    ),
    field("practice", "Practice", "A practice.", _practice, argument("uuid", "UUID", "Which one."), fresh=True),
]
#: Names here of what the service reads.
_NAMES = {name: name for name in FIELDS} | {"startsOn": "starts_on", "endsOn": "ends_on"}


def _values(given: Mapping[str, Any]) -> dict[str, object]:
    return {name: given[told] for told, name in _NAMES.items() if told in given}


def _write(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"uuid": str(practices.write(*_asker(context), {"body": given["body"], **_values(given)}).id)}


def _change(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    practices.change(*_asker(context), given["uuid"], given["revision"], _values(given))
    return {"uuid": str(given["uuid"])}


def _archive(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    practices.archive(*_asker(context), given["uuid"], given["revision"], given.get("reason"))
    return {"uuid": str(given["uuid"])}


def _remove(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    practices.remove(*_asker(context), given["uuid"], given["revision"])
    return {"uuid": str(given["uuid"])}


def _written(*, new: bool) -> list[Any]:
    always = "str" if new else "str | None"
    return [
        field("title", always, "What it is called."),
        field("summary", always, "A few sentences."),
        field("language", always, "The language of these texts."),
        field("place", "str | None", "Where."),
        field("startsOn", "Date | None", "Since when."),
        field("endsOn", "Date | None", "Until when."),
        field("cells", "list[str] | None", "What it is about, each `principle:area`."),
        *(field(name, "str | None", _SAYS[name]) for name in TEXTS),
        field("evidence", "JSON | None", "A list of objects with `kind` and `text`."),
        field("contacts", "list[str] | None", "Roles of those who can tell more: no names and no addresses."),
        field("actions", "list[str] | None", "Codes of the actions that it came from."),
        field("findings", "list[str] | None", "Keys of the findings that it came from."),
        field("translations", "JSON | None", "Language → `title` and whichever of the other texts there are in it."),
    ]


_WHICH = field("uuid", "UUID", "Which one.")
_KNOWN = field("revision", "int", "The practice’s own revision as you know it.")
MUTATION_FIELDS = [
    service_mutation(
        "practiceWrite",
        "Begin a practice, as a draft that only its body and those above it see.",
        _write,
        "UuidPayload",
        [field("body", "str", "Code of the body."), *_written(new=True)],
    ),
    service_mutation(
        "practiceChange",
        "Write on; what is left out stays. What is published stays until it is proposed and published anew.",
        _change,
        "UuidPayload",
        [_WHICH, _KNOWN, *_written(new=False)],
    ),
    service_mutation(
        "practiceArchive",
        "Take a practice back from the commons and from whoever decides, and keep it.",
        _archive,
        "UuidPayload",
        [_WHICH, _KNOWN, field("reason", "str | None", "Why.")],
    ),
    service_mutation(
        "practiceRemove", "Remove a draft that was never proposed.", _remove, "UuidPayload", [_WHICH, _KNOWN]
    ),
]
