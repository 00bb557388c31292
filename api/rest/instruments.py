"""Instruments as data: questionnaires, checklists and frames, shipped or loaded, and crosswalks between versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, validate

from api.context import caller, database
from api.rest.beside import nothing, once, sent, tenant_id, told, told_list
from api.rest.changing import body
from api.rest.members import GONE
from api.rest.operation import JSON, READ_HEADERS, Asks, Resource, Told, operation
from api.rest.schemas import shape, text, whole
from interlace import instruments
from interlace.instruments import FORMATS, plain
from policies.instruments import MOST_BYTES, Kind

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

    from api.answers import Answer

INSTRUMENTS = Resource("instruments", "Questionnaires, checklists and frames as data, and crosswalks between versions.")


def _texts(description: str) -> fields.Field[Any]:
    return fields.Dict(
        keys=fields.String(), values=fields.String(), required=True, metadata={"description": description}
    )


def _object(description: str) -> fields.Field[Any]:
    return fields.Dict(keys=fields.String(), required=True, metadata={"description": description})


_NAME = _texts("What it is called, by language.")
_LISTED: dict[str, fields.Field[Any]] = {
    "key": text("What names it: `id@version`.", required=True),
    "id": text("Its id.", required=True),
    "version": text("Its version. What a version says never changes.", required=True),
    "name": _NAME,
    "kind": fields.String(required=True, validate=validate.OneOf([*Kind])),
    "status": fields.String(required=True, validate=validate.OneOf(("official", "unofficial"))),
    "source": text("Where it comes from.", required=True),
    "languages": fields.List(fields.String(), required=True),
    "areas": whole("How many areas it has.", required=True),
    "items": whole("How many items it has.", required=True),
    "shipped": fields.Boolean(required=True, metadata={"description": "Whether it comes with the program."}),
    "loaded_at": fields.DateTime(
        required=True, allow_none=True, metadata={"description": "When the tenant loaded it; null where it is shipped."}
    ),
    "uses": fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "How many rounds and strategies under way stand on it; told to administrators alone."},
    ),
    "digest": text("SHA-256 of its canonical JSON.", required=True),
}
_CROSSWALK_LISTED: dict[str, fields.Field[Any]] = {
    "key": text("What names it: `instrument@old@new`.", required=True),
    "instrument": text("The id of the instrument.", required=True),
    "old_version": text("The version from which it leads.", required=True),
    "new_version": text("The version to which it leads.", required=True),
    "source": text("Where it comes from.", required=True),
    "mapped": whole("How many new items come from old ones.", required=True),
    "dropped": whole("How many old items have no successor.", required=True),
    "added": whole("How many new items come from nothing.", required=True),
    "loaded_at": fields.DateTime(required=True),
    "digest": text("SHA-256 of its canonical JSON.", required=True),
}
_ONE = shape("InstrumentListed", _LISTED, description="An instrument in a list.")
_WHOLE = shape(
    "Instrument",
    {**_LISTED, "content": _object("Areas, items, options, weights and routing, as docs/instruments.md tells a file.")},
    description="An instrument whole.",
)
_CROSSWALK_ONE = shape("CrosswalkListed", _CROSSWALK_LISTED, description="A crosswalk in a list.")
_CROSSWALK = shape(
    "Crosswalk",
    {
        "key": text("What names it.", required=True),
        "digest": text("SHA-256 of its canonical JSON.", required=True),
        "content": _object("What became of each item, as docs/instruments.md tells a file."),
    },
    description="A crosswalk whole.",
)
_FILE = {
    "content": fields.String(
        required=True,
        validate=validate.Length(1, MOST_BYTES),
        metadata={"description": "The text of the file. What is wrong with it is told line by line."},
    ),
    "format": fields.String(validate=validate.OneOf(FORMATS), metadata={"description": "How it is written; `toml`."}),
}
_DIGEST = "5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456"
_EXAMPLE = {
    "key": "city-check@1",
    "id": "city-check",
    "version": "1",
    "name": {"en": "City check"},
    "kind": "checklist",
    "status": "official",
    "source": "The network of cities",
    "languages": ["en"],
    "areas": 1,
    "items": 1,
    "shipped": False,
    "loaded_at": "2026-03-31T10:15:00+00:00",
    "uses": 0,
    "digest": _DIGEST,
}
_CONTENT = {
    "id": "city-check",
    "version": "1",
    "name": {"en": "City check"},
    "kind": "checklist",
    "status": "official",
    "source": "The network of cities",
    "languages": ["en"],
    "areas": [{"id": "all", "name": {"en": "All"}, "weight": "1", "optional": False}],
    "items": [
        {
            "id": "plan",
            "area": "all",
            "question": {"en": "Have you a plan?"},
            "type": "number",
            "weight": "1",
            "evidence": "asked",
            "full_at": "1",
        }
    ],
}
_EXAMPLE_FILE = {
    "content": 'id = "city-check"\nversion = "1"\nkind = "checklist"\nstatus = "official"\n'
    'source = "The network of cities"\nlanguages = ["en"]\nname = { en = "City check" }\n\n[[areas]]\nid = "all"\n'
    'name = { en = "All" }\n\n[[items]]\nid = "plan"\narea = "all"\ntype = "number"\nfull_at = 1\n'
    'question = { en = "Have you a plan?" }\n',
    "format": "toml",
}
_EXAMPLE_CROSSWALK = {
    "key": "city-check@1@2",
    "instrument": "city-check",
    "old_version": "1",
    "new_version": "2",
    "source": "The network of cities",
    "mapped": 1,
    "dropped": 0,
    "added": 0,
    "loaded_at": "2026-03-31T10:15:00+00:00",
    "digest": _DIGEST,
}
_EXAMPLE_CROSSWALK_WHOLE = {
    "key": "city-check@1@2",
    "digest": _DIGEST,
    "content": {
        "kind": "crosswalk",
        "instrument": "city-check",
        "old_version": "1",
        "new_version": "2",
        "source": "The network of cities",
        "languages": ["en"],
        "items": [{"item": "plan", "of": [{"item": "plan", "weight": "1"}]}],
        "dropped": [],
        "added": [],
    },
}
_EXAMPLE_CROSSWALK_FILE = {
    "content": 'kind = "crosswalk"\ninstrument = "city-check"\nold_version = "1"\nnew_version = "2"\n'
    'source = "The network of cities"\nlanguages = ["en"]\n\n[[items]]\nitem = "plan"\nof = ["plan"]\n',
    "format": "toml",
}


def _asker() -> tuple[Any, Any, UUID]:
    return database(), caller().principal, tenant_id()


def _page(name: str, schema: type[Schema], example: object) -> Told:
    listed = shape(name, {"items": fields.List(fields.Nested(schema), required=True)})
    return Told("All of them.", {JSON: (listed, {"items": [example]})}, headers=READ_HEADERS)


@operation(INSTRUMENTS, "GET", "/instruments", "list_instruments", _page("InstrumentList", _ONE, _EXAMPLE))
def list_instruments() -> Response:
    """List the instruments that are shipped, then those that the tenant loaded."""
    found = instruments.instruments(*_asker())
    return sent(told_list([plain.of_listed(one) for one in found], tuple(_LISTED)))


@operation(
    INSTRUMENTS, "GET", "/instruments/<path:key>", "read_instrument",
    Told("The instrument.", {JSON: (_WHOLE, {**_EXAMPLE, "content": _CONTENT})}, headers=READ_HEADERS),
)  # fmt: skip
def read_instrument(key: str) -> Response:
    """Read an instrument whole: its areas, items, answers, weights and routing."""
    return sent(told(plain.of_shown(instruments.instrument(*_asker(), key))))


@operation(
    INSTRUMENTS, "POST", "/instruments", "load_instrument",
    Told("It is loaded.", {JSON: (_ONE, _EXAMPLE)}, 201),
    asks=Asks(shape("NewInstrument", _FILE), _EXAMPLE_FILE),
)  # fmt: skip
def load_instrument() -> Response:
    """Load a version of an instrument. A version never changes: the same again does nothing, another is refused."""
    given = body()

    def make() -> Answer:
        return told(plain.of_listed(instruments.load_given(*_asker(), given)), 201)

    return once(make)


@operation(INSTRUMENTS, "DELETE", "/instruments/<path:key>", "remove_instrument", GONE, refuses=[409])
def remove_instrument(key: str) -> Response:
    """Take away a version that was loaded, if no round, strategy under way or crosswalk stands on it."""
    instruments.remove(*_asker(), key)
    return sent(nothing())


@operation(
    INSTRUMENTS, "GET", "/crosswalks", "list_crosswalks",
    _page("CrosswalkList", _CROSSWALK_ONE, _EXAMPLE_CROSSWALK),
)  # fmt: skip
def list_crosswalks() -> Response:
    """List the crosswalks that the tenant loaded."""
    found = instruments.crosswalks(*_asker())
    return sent(told_list([plain.of_crosswalk_listed(one) for one in found], tuple(_CROSSWALK_LISTED)))


@operation(
    INSTRUMENTS, "GET", "/crosswalks/<path:key>", "read_crosswalk",
    Told("The crosswalk.", {JSON: (_CROSSWALK, _EXAMPLE_CROSSWALK_WHOLE)}, headers=READ_HEADERS),
)  # fmt: skip
def read_crosswalk(key: str) -> Response:
    """Read a crosswalk whole: what became of each item."""
    return sent(told(plain.of_crosswalk(instruments.crosswalk(*_asker(), key))))


@operation(
    INSTRUMENTS, "POST", "/crosswalks", "load_crosswalk",
    Told("It is loaded.", {JSON: (_CROSSWALK_ONE, _EXAMPLE_CROSSWALK)}, 201),
    asks=Asks(shape("NewCrosswalk", _FILE), _EXAMPLE_CROSSWALK_FILE),
)  # fmt: skip
def load_crosswalk() -> Response:
    """Load a crosswalk between two versions that the tenant has. Items that it loses are refused, each by its name."""
    given = body()

    def make() -> Answer:
        return told(plain.of_crosswalk_listed(instruments.load_crosswalk_given(*_asker(), given)), 201)

    return once(make)


@operation(INSTRUMENTS, "DELETE", "/crosswalks/<path:key>", "remove_crosswalk", GONE)
def remove_crosswalk(key: str) -> Response:
    """Take away a crosswalk."""
    instruments.remove_crosswalk(*_asker(), key)
    return sent(nothing())
