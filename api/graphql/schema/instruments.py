"""Instruments as data, and crosswalks between their versions. What they hold is told as REST tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.graphql.schema.parts import argument, attribute, enum, field, object_type
from api.graphql.schema.services import done, service_mutation, told_by
from interlace import instruments
from interlace.instruments import plain
from policies.instruments import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from api.graphql.schema.context import Context
    from interlace.instruments import CrosswalkListed, InstrumentListed, InstrumentShown

_KINDS = {
    Kind.INDEX: "A questionnaire on all that a body does.",
    Kind.CHECKLIST: "A few questions on one principle.",
    Kind.FRAME: "Steps, each with what to record as proof.",
    Kind.SELF_CHECK: "Questions on one subject.",
}
enum("InstrumentKind", "What an instrument is for.", {str(kind): words for kind, words in _KINDS.items()})
enum(
    "InstrumentStatus",
    "Whose words an instrument has.",
    {"official": "Those of its owner.", "unofficial": "Our own, after public descriptions."},
)
enum("InstrumentFormat", "How a file is written.", {"toml": "TOML.", "json": "JSON."})


def _of_listed(name: str) -> Any:  # noqa: ANN401 - a resolver
    def plainly(source: InstrumentShown, _context: Context) -> Any:  # noqa: ANN401 - whatever it is
        return getattr(source.listed, name)

    return plainly


def _name_of_listed(source: InstrumentListed, _context: Context) -> Mapping[str, str]:
    return dict(source.name)


def _name_of_shown(source: InstrumentShown, _context: Context) -> Mapping[str, str]:
    return dict(source.listed.name)


def _content(source: InstrumentShown, _context: Context) -> Mapping[str, Any]:
    content: Mapping[str, Any] = plain.of_shown(source)["content"]
    return content


_ABOUT: Sequence[tuple[str, str, str, str]] = (
    ("key", "str", "What names it: `id@version`.", "key"),
    ("version", "str", "Its version. What a version says never changes.", "version"),
    ("kind", "InstrumentKind", "What it is for.", "kind"),
    ("status", "InstrumentStatus", "Whose words it has.", "status"),
    ("source", "str", "Where it comes from.", "source"),
    ("areas", "int", "How many areas it has.", "areas"),
    ("items", "int", "How many items it has.", "items"),
    ("shipped", "bool", "Whether it comes with the program.", "shipped"),
    ("loadedAt", "DateTime | None", "When the tenant loaded it.", "loaded_at"),
    ("uses", "int | None", "How many rounds and strategies under way stand on it, for administrators.", "uses"),
    ("digest", "str", "SHA-256 of its canonical JSON.", "digest"),
)
object_type(
    "InstrumentListed",
    "An instrument in a list.",
    [
        *(attribute(name, type_, words, of) for name, type_, words, of in _ABOUT),
        field("name", "JSON", "What it is called, by language.", _name_of_listed),
        attribute("languages", "list[str]", "In which languages it is.", page=30),
    ],
)
object_type(
    "Instrument",
    "An instrument whole.",
    [
        *(field(name, type_, words, _of_listed(of)) for name, type_, words, of in _ABOUT),
        field("name", "JSON", "What it is called, by language.", _name_of_shown),
        field("languages", "list[str]", "In which languages it is.", _of_listed("languages"), page=30),
        field("content", "JSON", "Areas, items, options, weights and routing, as REST tells them.", _content),
    ],
)
object_type(
    "CrosswalkListed",
    "A crosswalk between two versions of an instrument, in a list.",
    [
        attribute("key", "str", "What names it: `instrument@old@new`."),
        attribute("instrument", "str", "The id of the instrument."),
        attribute("oldVersion", "str", "The version from which it leads.", "old_version"),
        attribute("newVersion", "str", "The version to which it leads.", "new_version"),
        attribute("source", "str", "Where it comes from."),
        attribute("mapped", "int", "How many new items come from old ones."),
        attribute("dropped", "int", "How many old items have no successor."),
        attribute("added", "int", "How many new items come from nothing."),
        attribute("loadedAt", "DateTime", "When it was loaded.", "loaded_at"),
        attribute("digest", "str", "SHA-256 of its canonical JSON."),
    ],
)


def _asker(context: Context) -> tuple[Any, Any, Any]:
    return context.database, context.caller.principal, context.tenant_id


def _instruments(_source: object, context: Context) -> Sequence[InstrumentListed]:
    return instruments.instruments(*_asker(context))


def _instrument(_source: object, context: Context, key: str) -> InstrumentShown:
    return instruments.instrument(*_asker(context), key)


def _crosswalks(_source: object, context: Context) -> Sequence[CrosswalkListed]:
    return instruments.crosswalks(*_asker(context))


def _crosswalk(_source: object, context: Context, key: str) -> Mapping[str, Any]:
    return plain.of_crosswalk(instruments.crosswalk(*_asker(context), key))


TENANT_FIELDS = [
    field(
        "instruments",
        "list[InstrumentListed]",
        "The instruments that are shipped, then those that the tenant loaded.",
        _instruments,
        page=60,
        fresh=True,
    ),
    field(
        "instrument",
        "Instrument",
        "An instrument whole.",
        _instrument,
        argument("key", "str", "Which one: `id@version`."),
        fresh=True,
    ),
    field(
        "crosswalks",
        "list[CrosswalkListed]",
        "The crosswalks that the tenant loaded.",
        _crosswalks,
        page=50,
        fresh=True,
    ),
    field(
        "crosswalk",
        "JSON",
        "A crosswalk whole, as REST tells it.",
        _crosswalk,
        argument("key", "str", "Which one: `instrument@old@new`."),
        fresh=True,
    ),
]


def _file(given: Mapping[str, Any]) -> dict[str, object]:
    return {"content": given["content"], "format": str(given.get("format") or "toml")}


def _load(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"key": instruments.load_given(*_asker(context), _file(given)).key}


def _remove(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    instruments.remove(*_asker(context), given["key"])
    return {"key": given["key"]}


def _load_crosswalk(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"key": instruments.load_crosswalk_given(*_asker(context), _file(given)).key}


def _remove_crosswalk(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    instruments.remove_crosswalk(*_asker(context), given["key"])
    return {"key": given["key"]}


done("InstrumentPayload", "Which instrument it was.", told_by("key", "str | None", "Its key."))
done("CrosswalkPayload", "Which crosswalk it was.", told_by("key", "str | None", "Its key."))
_CONTENT = [
    field("content", "str", "The text of the file. What is wrong with it is told line by line."),
    field("format", "InstrumentFormat | None", "How it is written; TOML unless told."),
]
_KEY = [field("key", "str", "Which one.")]
MUTATION_FIELDS = [
    service_mutation("instrumentLoad", "Load a version of an instrument.", _load, "InstrumentPayload", _CONTENT),
    service_mutation(
        "instrumentRemove", "Take away a version on which nothing stands.", _remove, "InstrumentPayload", _KEY
    ),
    service_mutation("crosswalkLoad", "Load a crosswalk.", _load_crosswalk, "CrosswalkPayload", _CONTENT),
    service_mutation("crosswalkRemove", "Take away a crosswalk.", _remove_crosswalk, "CrosswalkPayload", _KEY),
]
