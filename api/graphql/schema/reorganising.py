"""Mutations whose inputs are not made of columns alone: mergers, splits, and the settings of the tenant."""

from __future__ import annotations

from dataclasses import fields as fields_of
from typing import TYPE_CHECKING, Any
from uuid import UUID

from api.descriptions import THRESHOLDS
from api.graphql.schema import nodes
from api.graphql.schema.inputs import MUTATION_ID, value_fields, values_of
from api.graphql.schema.outcomes import Outcome, payload_type, performed
from api.graphql.schema.parts import argument, attribute, camel, enum, field, input_type, object_type
from api.graphql.schema.settings import AREA_ROLE, SHARES, WEIGHS_AS
from api.graphql.schema.sources import OF_TABLE, Row
from api.graphql.schema.writes import known_id, mutation_of, words_of, write
from api.writing import perform
from graph.settings import OFF, Thresholds
from interlace.errors import FieldProblem, Invalid
from interlace.register.belongings import END, FATES, KEEP, MOVE
from interlace.register.catalogue import SERVICES
from interlace.register.mergers import Fate, Reorganised

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from strawberry.types.field import StrawberryField

    from api.graphql.schema.context import Context
    from interlace.db.unit import Unit

_KINDS = {
    "strategies": "Strategies that it leads.",
    "co_ownerships": "Its share in strategies that others lead.",
    "actions": "What it does.",
    "partnerships": "Its part in what others do.",
    "relations": "Its relations to other bodies.",
    "competences": "Its roles in policy areas.",
    "people": "People who act for it.",
    "participations": "Its part in strategies.",
    "children": "Authorities below it.",
    "civil_society": "Civil-society bodies that work in it.",
    "networks": "Networks that serve its territory.",
    "declarations": "Its word that its register is complete.",
}
_DEEDS = {
    MOVE: "It goes to the heir.",
    END: "It ends with the body.",
    KEEP: "It stays as it is.",
}


class Became:
    """What became of one kind of thing."""

    __slots__ = ("became", "count", "kind")

    def __init__(self, kind: str, became: str, count: int) -> None:
        self.kind = kind
        self.became = became
        self.count = count


def _merge(unit: Unit, given: Mapping[str, Any]) -> Reorganised:
    ended = {known_id("Body", one["id"]): one["revision"] for one in given["ended"]}
    heir, fates = _heir(given["heir"]), _fates(given["fates"])
    told: Reorganised = perform(unit, "body.merge", ended, heir, given["on"], fates, given.get("framework"))
    return told


def _split(unit: Unit, given: Mapping[str, Any]) -> Reorganised:
    body, heirs = known_id("Body", given["id"]), [_heir(heir) for heir in given["heirs"]]
    fates, law = _fates(given["fates"]), given.get("framework")
    told: Reorganised = perform(unit, "body.split", body, given["revision"], heirs, given["on"], fates, law)
    return told


def _heir(given: Mapping[str, Any]) -> UUID | dict[str, object]:
    """The id of a body that is there, or the values of a new one."""
    if given.get("id") is not None:
        return known_id("Body", given["id"])
    if given.get("body") is None:
        raise Invalid([FieldProblem("/heir", "required")])
    return values_of("bodies", given["body"])


def _fates(given: list[Mapping[str, Any]]) -> dict[str | UUID, Fate]:
    return {_thing(one): Fate(str(one["do"]), one.get("heir")) for one in given}


def _thing(given: Mapping[str, Any]) -> str | UUID:
    """A kind of thing, or one thing: a record by its id, somebody's role by its UUID."""
    if given.get("id") is not None:
        name = nodes.read(given["id"])
        return known_id(name.type if name else "", given["id"])
    if given.get("uuid") is not None:
        found: UUID = given["uuid"]
        return found
    if given.get("kind") is None:
        raise Invalid([FieldProblem("/fates", "required")])
    return str(given["kind"])


def _reorganised(name: str, act: Callable[[Unit, Mapping[str, Any]], Reorganised]) -> StrawberryField:
    def plain(_source: object, context: Context, input: Mapping[str, Any]) -> Outcome:  # noqa: A002
        key = context.key()

        def reorganise(outcome: Outcome) -> None:
            write(context, key, outcome, lambda unit: _told(act(unit, input)))

        return performed(context, input, reorganise)

    type_ = f"{mutation_of(name)[:1].upper()}{mutation_of(name)[1:]}Input"
    words = words_of(SERVICES[name]).replace("`fates` says", "Fates say").replace("`fates` names", "Fates name")
    asked = argument("input", type_, "What is to be done.")
    return field(mutation_of(name), "ReorganisationPayload", words, plain, asked, fresh=True)


def _told(done: Reorganised) -> dict[str, Any]:
    return {
        "ended": [str(one.id) for one in done.ended],
        "heirs": [str(one.id) for one in done.heirs],
        "successions": [str(one.id) for one in done.successions],
        "became": [[kind, became, count] for kind, counts in done.counts.items() for became, count in counts.items()],
    }


def _records(table: str, name: str) -> Callable[[Outcome, Context], list[Row]]:
    def plain(source: Outcome, context: Context) -> list[Row]:
        seen = context.seen
        if seen is None:
            return []
        found = (seen.sight.row_of(table, UUID(one)) for one in (source.told or {}).get(name, ()))
        return [OF_TABLE[table](seen, row) for row in found if row is not None]

    return plain


def _became(source: Outcome, _context: Context) -> list[Became]:
    return [Became(*one) for one in (source.told or {}).get("became", ())]


def _change_settings(_source: object, context: Context, input: Mapping[str, Any]) -> Outcome:  # noqa: A002
    key = context.key()

    def change(outcome: Outcome) -> None:
        values = _settings(input)
        write(
            context,
            key,
            outcome,
            lambda unit: {"changed": bool(perform(unit, "settings.change", input["revision"], values))},
        )

    return performed(context, input, change)


def _settings(given: Mapping[str, Any]) -> dict[str, object]:
    """What is given of the settings, in the words of a bundle."""
    values: dict[str, object] = {name: given[name] for name in ("name", "country", "languages") if name in given}
    if given.get("thresholds") is not None:
        names = {camel(name): name for name in THRESHOLDS}
        values["thresholds"] = {names[name]: value for name, value in given["thresholds"].items()}
    if given.get("competenceMatrix") is not None:
        values["competence_matrix"] = {
            str(level["level"]): {str(one["area"]): str(one["role"]) for one in level["roles"]}
            for level in given["competenceMatrix"]
        }
    if given.get("rules") is not None:
        values["rules"] = {str(one["rule"]): _alteration(one) for one in given["rules"]}
    return values


def _alteration(given: Mapping[str, Any]) -> object:
    """What is other of a rule, in the words of a bundle; nothing where it is to be as shipped."""
    if given.get("off"):
        return OFF
    return {str(one["shipped"]): str(one["here"]) for one in given.get("severities") or ()} or None


def _now(source: Outcome, context: Context) -> Any:  # noqa: ANN401 - the settings
    return None if source.told is None else context.view.sight.snapshot.register.settings


enum("FateKind", "A kind of thing that a body has.", {kind: _KINDS[kind] for kind in FATES})
enum("FateDeed", "What becomes of a thing when the body that has it ends.", _DEEDS)
input_type("BodyInput", "A new body.", value_fields("bodies", ("valid_from",), ("code", "name", "level")))
input_type(
    "HeirInput",
    "A body that inherits: one that is there, or a new one, which begins on the day.",
    [
        field("id", "ID | None", "The id of a body that is there."),
        field("body", "BodyInput | None", "A new body."),
    ],
)
input_type(
    "FateInput",
    "What becomes of a kind of thing, or of one thing.",
    [
        field("kind", "FateKind | None", "All things of this kind."),
        field("id", "ID | None", "The one thing of this id."),
        field("uuid", "UUID | None", "The one role of a person of this UUID."),
        field("do", "FateDeed", "What becomes of it."),
        field("heir", "str | None", "Code of the body that it goes to, where there are several."),
    ],
)
input_type(
    "EndedInput",
    "A body that ends.",
    [field("id", "ID", "The body."), field("revision", "int", "The revision at which it was read.")],
)
_COMMON = [
    field("on", "Date", "The day from which on the heirs have its place."),
    field("fates", "list[FateInput]", "What becomes of all that it has; nothing is left out."),
    field("framework", "str | None", "The law or decision."),
    MUTATION_ID,
]
input_type(
    "BodyMergeInput",
    "The input of bodyMerge.",
    [
        field("ended", "list[EndedInput]", "The bodies that end."),
        field("heir", "HeirInput", "The body that inherits."),
        *_COMMON,
    ],
)
input_type(
    "BodySplitInput",
    "The input of bodySplit.",
    [
        field("id", "ID", "The body that ends."),
        field("revision", "int", "The revision at which it was read."),
        field("heirs", "list[HeirInput]", "The bodies that inherit."),
        *_COMMON,
    ],
)
object_type(
    "FateCount",
    "What became of one kind of thing.",
    [
        attribute("kind", "str", "The kind of thing."),
        attribute("became", "str", "`moved`, `joined` to what the heir had already, `ended` or `kept`."),
        attribute("count", "int", "How many."),
    ],
    source=Became,
)
payload_type(
    "ReorganisationPayload",
    "What a merger or a split came to.",
    [
        field("ended", "list[Body]", "The bodies that end.", _records("bodies", "ended"), page=10, fresh=True),
        field("heirs", "list[Body]", "The bodies that inherit.", _records("bodies", "heirs"), page=10, fresh=True),
        field(
            "successions",
            "list[Succession]",
            "Which body follows which.",
            _records("successions", "successions"),
            page=10,
            fresh=True,
        ),
        field("became", "list[FateCount]", "What became of all that they had.", _became, page=20),
    ],
)
input_type(
    "ThresholdsInput",
    "Thresholds that are to change; null gives one its default again.",
    [
        field(camel(one.name), "float | None" if one.name in SHARES else "int | None", THRESHOLDS[one.name])
        for one in fields_of(Thresholds)
    ],
)
input_type("AreaRoleInput", "A role in a policy area.", [field(*one) for one in AREA_ROLE])
input_type(
    "LevelRolesInput",
    "What bodies of a level are responsible for.",
    [
        field("level", "Level", "The level."),
        field("roles", "list[AreaRoleInput]", "Its role in policy areas."),
    ],
)
input_type("WeighsAsInput", "What a severity of a rule becomes here.", [field(*one) for one in WEIGHS_AS])
input_type(
    "AlteredRuleInput",
    "What is to be other of a rule; where neither is told, it is as shipped again.",
    [
        field("rule", "Rule", "The rule."),
        field("off", "bool | None", "Whether it is switched off."),
        field("severities", "list[WeighsAsInput] | None", "Which of its severities are others here."),
    ],
)
input_type(
    "SettingsChangeInput",
    "The input of settingsChange. What is left out stays as it is.",
    [
        field("revision", "int", "The tenant’s revision at which the settings were read."),
        field("name", "str | None", "What the tenant is called."),
        field("country", "str | None", "Its country, as ISO 3166-1 alpha-2 has it."),
        field("languages", "list[str] | None", "The languages that it works in."),
        field("thresholds", "ThresholdsInput | None", "From when on the rules find something."),
        field("competenceMatrix", "list[LevelRolesInput] | None", "The whole matrix, which replaces the one before."),
        field("rules", "list[AlteredRuleInput] | None", "Rules that are to change; the others stay as they are."),
        MUTATION_ID,
    ],
)
payload_type(
    "SettingsPayload",
    "What a change of the settings came to.",
    [
        field(
            "settings",
            "Settings | None",
            "The settings as they are now; null where nothing was written.",
            _now,
            fresh=True,
        )
    ],
)
FIELDS = [
    _reorganised("body.merge", _merge),
    _reorganised("body.split", _split),
    field(
        "settingsChange",
        "SettingsPayload",
        "Change the settings of the tenant. For administrators.",
        _change_settings,
        argument("input", "SettingsChangeInput", "What is to be done."),
        fresh=True,
    ),
]
