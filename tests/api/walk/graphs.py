"""Documents for the GraphQL door, made from its schema: one for each field of each type that can be reached, one for
each argument, and the input of each mutation.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
)

from api.graphql.compiled.fields import ATTRIBUTE, ITEM, PLAIN
from api.graphql.schema.build import MUTATION_OF, schema
from api.graphql.schema.nodes import encoded
from api.graphql.schema.parts import camel
from api.graphql.schema.sources import OF_TABLE
from graph.tables import SCHEMA
from interlace.register.catalogue import SERVICES
from tests.api.walk.asking import Asked
from tests.api.walk.rules import FIELD_RULES, GRAPHQL_WRITES, READ

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from uuid import UUID

    from graphql import GraphQLArgument, GraphQLField, GraphQLInputType

    from interlace.db.records import StoredRecord
    from tests.api.walk.deeds import Deed
    from tests.api.walk.lands import Land
    from tests.api.walk.rules import Rule

#: Arguments by `Type.field.argument`, or by name for all fields alike: what is asked for in their place.
SAMPLES: Mapping[str, str] = {
    "first": "2",
    "after": "null",
    "asOf": '"2100-01-01"',
    "from": '"2020-01-01"',
    "to": '"2100-01-01"',
    "live": "true",
    "q": '"a"',
    "language": '"fr"',
    "kind": "null",
    "branch": "null",
    "Tenant.recommendation.changes": "3",
    "Tenant.body.code": '"A"',
    "Tenant.strategy.code": '"S"',
    "Tenant.action.code": '"X"',
    "Tenant.finding.key": '"strategy-missing:E"',
    "Tenant.case.finding": '"strategy-missing:heir"',
    "Tenant.cases.owner": '["A"]',
    "Tenant.cases.body": '["A"]',
    "Tenant.cases.overdue": "false",
    "Tenant.scenario.uuid": '"{scenarios}"',
    "Tenant.whatIf.changes": "[]",
    "Tenant.strategyFile.form": "STRATML",
    "Tenant.strategyFile.strategy": '"S"',
    "Tenant.practiceFile.form": "STRATML",
    "Tenant.practiceFile.uuid": '"{practices}"',
    "Tenant.practiceEntryFile.form": "JSONLD",
    "Tenant.practiceEntryFile.uuid": '"{commons}"',
    "Scenario.comparison.other": '"{scenarios}"',
    "Tenant.peers.finding": '"strategy-missing:E"',
    "Tenant.linkSuggestions.work": '"S"',
    "Tenant.trends.from": '"2025-01-01"',
    "Tenant.trends.branch": '"A"',
    "Tenant.assessmentResults.body": '"A"',
    "Tenant.assessmentResults.instrument": "null",
    "Tenant.assessmentResults.group": "null",
    "Tenant.assessmentVoices.body": '"A"',
    "Tenant.assessmentVoices.round": "null",
    "Tenant.instrument.key": '"{instruments}"',
    "Tenant.crosswalk.key": '"{crosswalks}"',
    "Tenant.talk.uuid": '"{talks}"',
    "Tenant.gatherings.state": "null",
    "Tenant.gatherings.body": '["A"]',
    "Tenant.gathering.uuid": '"{gatherings}"',
    "Tenant.mentoringMatches.request": '"{gatherings}"',
    "Tenant.networkMembers.network": '"{networks}"',
    "Tenant.approaches.received": "true",
    "Tenant.approach.uuid": '"{approaches}"',
    "Tenant.guides.rule": '"strategy-missing"',
    "Tenant.commonsEntries.words": '"practice"',
    "Tenant.commonsEntries.principles": '["real_equality"]',
    "Tenant.commonsEntries.areas": '["housing"]',
    "Tenant.commonsEntries.countries": '["PT"]',
    "Tenant.commonsEntries.languages": '["en"]',
    "Tenant.commonsEntries.levels": '["local"]',
    "Tenant.commonsEntries.years": "[2026]",
    "Tenant.commonsEntries.rules": '["strategy-missing"]',
    "Tenant.commonsEntries.bodies": '["A"]',
    "Tenant.publications.bodies": '["A"]',
    "Tenant.practices.bodies": '["A"]',
    "Tenant.commonsEntry.uuid": '"{commons}"',
    "Tenant.commonsHelps.finding": '"strategy-missing:E"',
    "Tenant.publication.uuid": '"{publications}"',
    "Tenant.practice.uuid": '"{practices}"',
    "Tenant.visit.uuid": '"{visits}"',
    "Tenant.visitItems.visit": '"{visits}"',
    "Tenant.visitProfile.visit": '"{visits}"',
    "Tenant.visitRecommendation.uuid": '"{visit-recommendations}"',
    "Tenant.visits.body": '["A"]',
    "Tenant.visitRecommendations.owner": '["A"]',
    "Tenant.visitRecommendations.overdue": "false",
    "Tenant.webhookDeliveries.webhook": '"{webhooks}"',
    "Tenant.import.uuid": '"{imports}"',
    "Tenant.assessmentRound.uuid": '"{assessment-rounds}"',
    "Tenant.assessments.round": '"{assessment-rounds}"',
    "Tenant.assessments.body": '"A"',
    "Tenant.assessments.yours": "true",
    "Tenant.assessment.uuid": '"{assessments}"',
    **{
        f"Tenant.assessment{what}.assessment": '"{assessments}"'
        for what in ("Answers", "Areas", "People", "Review", "Comments", "Snapshot")
    },
    "Tenant.assessmentAnswers.area": "null",
    "Tenant.assessmentComments.item": "null",
    "Tenant.request.uuid": '"{requests}"',
    "Tenant.askings.request": '"{requests}"',
    "Tenant.question.uuid": '"{questions}"',
    "Tenant.questions.body": '["A"]',
    "Tenant.workspace.uuid": '"{workspaces}"',
    "Tenant.workspaces.body": '["A"]',
    "Tenant.workspaceStep.workspace": '"{workspaces}"',
    "Tenant.workspaceStep.step": '"mandate"',
    "Tenant.workspaceFields.workspace": '"{workspaces}"',
    "Tenant.workspaceKept.workspace": '"{workspaces}"',
    "Tenant.workspaceKept.name": '"notes.mandate"',
    "Tenant.workspaceAdoption.workspace": '"{workspaces}"',
    "Tenant.consultations.workspace": '"{workspaces}"',
    "Tenant.consultations.body": '["C"]',
    "Tenant.consultation.uuid": '"{consultations}"',
    "Tenant.consultedBodies.consultation": '"{consultations}"',
    "Tenant.consultationReplies.consultation": '"{consultations}"',
    "Tenant.notices.unread": "false",
    "Tenant.burden.since": '"2020-01-01"',
    "Tenant.burden.until": '"2027-01-01"',
    "Query.node.id": '"{node}"',
    "Query.nodes.ids": '["{node}"]',
}
#: Values of fields of filters, by type.
VALUES: Mapping[str, str] = {
    "String": '"{code}"',
    "ID": '"{node}"',
    "UUID": '"{uuid}"',
    "Date": '"2020-01-01"',
    "Int": "1",
    "Long": "1",
    "Float": "1.0",
    "Decimal": '"1"',
    "Boolean": "true",
    "CellInput": "{{principle: REAL_EQUALITY, area: HOUSING}}",
}


class NoSample(LookupError):
    """An argument or a value of a filter for which nobody has said what to ask."""


@dataclass(frozen=True)
class Place:
    """A field of a type, and the fields by which its type is reached from the beginning."""

    type: str
    field: str
    way: tuple[tuple[str, str], ...]

    @property
    def is_fresh(self) -> bool:
        """Whether it asks the database, and not the view of the caller."""
        return not {PLAIN, ATTRIBUTE, ITEM} & set(_fields(self.type)[self.field].extensions)

    @property
    def rule(self) -> Rule:
        """Who may read what is there: the rule of the last field on the way that has one."""
        told = [f"{type_}.{field}" for type_, field in (*self.way, (self.type, self.field))]
        return next((FIELD_RULES[one] for one in reversed(told) if one in FIELD_RULES), READ)


def places() -> Sequence[Place]:
    """Every field of every type that a query can reach, each by a shortest way that leads to no other types."""
    found: dict[str, tuple[tuple[str, str], ...]] = {"Query": ()}
    waiting = deque(["Query"])
    while waiting:
        name = waiting.popleft()
        type_ = schema().type_map[name]
        assert isinstance(type_, GraphQLObjectType)
        for field, known in type_.fields.items():
            reached = get_named_type(known.type)
            if isinstance(reached, GraphQLObjectType) and reached.name not in found:
                found[reached.name] = (*found[name], (name, field))
                waiting.append(reached.name)
    return [Place(name, field, way) for name, way in found.items() for field in _fields(name)]


def _fields(type_: str) -> Mapping[str, GraphQLField]:
    found = schema().type_map[type_]
    assert isinstance(found, GraphQLObjectType)
    fields: Mapping[str, GraphQLField] = found.fields
    return fields


class Documents:
    """Documents about the things of a land."""

    def __init__(self, land: Land) -> None:
        self.land = land
        self.known = {name: str(key) for name, key in land.beside.items()}
        self.known |= land.keys
        self.known["node"] = node_id(land.sample["strategies"])
        self.known["uuid"], self.known["code"] = str(land.sample["strategies"].id), "S"

    def query(self, place: Place, argument: str | None = None, value: str | None = None) -> str:
        """The query for a field; with an argument, asking for that too."""
        return self.of_type(place, [self.field(place.type, place.field, argument, value)])

    def of_type(self, place: Place, fields: Sequence[str]) -> str:
        """The query for several fields of a type."""
        text = " ".join(["__typename", *fields])
        for type_, field in reversed(place.way):
            text = f"{field}{self._arguments(type_, field)} {{ {text} }}"
        return f"{{ {text} }}"

    def field(self, type_: str, field: str, argument: str | None = None, value: str | None = None) -> str:
        """A field with all leaves of what it leads to."""
        named = get_named_type(_fields(type_)[field].type)
        inner = "" if is_leaf_type(named) else f" {{ {_leaves(named)} }}"
        return f"{field}{self._arguments(type_, field, argument, value)}{inner}"

    def _arguments(self, type_: str, field: str, wanted: str | None = None, value: str | None = None) -> str:
        told = []
        for name, argument in _fields(type_)[field].args.items():
            if name == wanted and value is not None:
                told.append(f"{name}: {value}")
            elif name in {wanted, "first"} or is_required_argument(argument):
                told.append(f"{name}: {self.sample(type_, field, name, argument)}")
        return f"({', '.join(told)})" if told else ""

    def sample(self, type_: str, field: str, name: str, argument: GraphQLArgument) -> str:
        """What is asked for in the place of an argument. Raises NoSample."""
        named = get_named_type(argument.type)
        if isinstance(named, GraphQLInputObjectType):
            return "{}"
        told = SAMPLES.get(f"{type_}.{field}.{name}")
        if told is None and isinstance(named, GraphQLEnumType):
            told = next(iter(named.values))
            told = f"[{told}]" if is_list_type(get_nullable_type(argument.type)) else told
        told = SAMPLES.get(name) if told is None else told
        if told is None:
            raise NoSample(f"{type_}.{field}({name}:) has no sample.")
        return told.format(**self.known)

    def arguments(self, place: Place) -> Iterator[tuple[str, str]]:
        """The arguments of a field, each with what to ask for; of a filter, each of its fields alone."""
        for name, argument in _fields(place.type)[place.field].args.items():
            named = get_named_type(argument.type)
            if not isinstance(named, GraphQLInputObjectType):
                yield name, self.sample(place.type, place.field, name, argument)
                continue
            for column, known in named.fields.items():
                yield name, f"{{{column}: {self.value(f'{named.name}.{column}', known.type)}}}"

    def value(self, where: str, type_: GraphQLInputType) -> str:
        """A value of this type. Raises NoSample."""
        named = get_named_type(type_)
        if isinstance(named, GraphQLEnumType):
            told = next(iter(named.values))
        elif named.name in VALUES:
            told = VALUES[named.name].format(**self.known)
        else:
            raise NoSample(f"{where} has no sample.")
        return f"[{told}]" if is_list_type(get_nullable_type(type_)) else told


def _leaves(type_: object) -> str:
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
    leaves = [
        name
        for name, field in type_.fields.items()
        if is_leaf_type(get_named_type(field.type))
        and f"{type_.name}.{name}" not in FIELD_RULES
        and not any(is_required_argument(one) for one in field.args.values())
    ]
    return " ".join(["__typename", *leaves])


def node_id(record: StoredRecord) -> str:
    """The id by which GraphQL knows a record."""
    return node_of(record.table, record.id)


def node_of(table: str, record_id: UUID | str) -> str:
    """The id that a record of a table would have."""
    return encoded(OF_TABLE[table].__name__, str(record_id))


def posted(slug: str, query: str, **variables: object) -> Asked:
    """The request of a document."""
    headers = {"Accept": "application/graphql-response+json"}
    return Asked("POST", f"/graphql/{slug}", {"query": query, "variables": variables}, headers)


#: The mutation of everything that can be written through GraphQL.
MUTATIONS: Mapping[str, str] = {**{MUTATION_OF[name]: name for name in SERVICES}, **GRAPHQL_WRITES}


def mutation(land: Land, name: str, given: Mapping[str, object]) -> Asked:
    """The request of a mutation; what it answers is asked for as far as it has no fields below."""
    assert schema().mutation_type is not None
    payload = get_named_type(schema().mutation_type.fields[name].type)  # type: ignore[union-attr]
    assert isinstance(payload, GraphQLObjectType)
    records = {one: get_named_type(payload.fields[one].type) for one in ("record", "records") if one in payload.fields}
    told = " ".join(f"{one} {{ {_leaves(type_)} }}" for one, type_ in records.items())
    selection = f"{_leaves(payload)} errors {{ pointer detail code }} {told}"
    type_ = f"{name[:1].upper()}{name[1:]}Input"
    query = f"mutation ($input: {type_}!) {{ {name}(input: $input) {{ {selection} }} }}"
    return posted(land.slug, query, input=given)


def input_of(name: str, deed: Deed) -> dict[str, Any]:
    """What GraphQL is told of a deed."""
    service, values = MUTATIONS[name], dict(deed.values)
    if service not in SERVICES:
        told = {_UUIDS.get(key, camel(key)): _enum(key, value) for key, value in values.items()}
        known = {} if deed.revision is None else {"revision": deed.revision}
        told |= {} if deed.key is None else {"key": deed.key}
        return told if deed.beside is None else {"uuid": str(deed.beside), **known, **told}
    if service in {"body.merge", "body.split"}:
        return _reorganised(deed)
    told = {camel(key): _given(SERVICES[service].subject, key, value) for key, value in values.items()}
    return _batch(name, deed, told) if name.endswith("Batch") else {**_about(service, deed), **told}


def _about(service: str, deed: Deed) -> dict[str, Any]:
    """What a mutation is about."""
    if deed.record is None:
        return {} if deed.revision is None else {"revision": deed.revision}
    if deed.record.table != SERVICES[service].subject:
        return {f"{OF_TABLE[deed.record.table].__name__.lower()}Id": node_id(deed.record)}
    return {"id": node_id(deed.record), "revision": deed.record.revision}


def _batch(name: str, deed: Deed, told: dict[str, Any]) -> dict[str, Any]:
    if name == "strategiesBatch":
        told["status"] = "DRAFT"
    if name == "commitmentsBatch" and deed.record is not None:
        told["strategy"] = deed.record["code"]
    return {"items": [{"create": told}]}


_UUIDS = {"user_id": "userUuid"}


def _reorganised(deed: Deed) -> dict[str, Any]:
    values = deed.values
    fates = [{"kind": kind.upper(), "do": fate["do"].upper()} for kind, fate in values["fates"].items()]
    told = {"on": values["on"], "fates": fates}
    if deed.record is not None:
        heirs = [{"id": node_of("bodies", key)} for key in values["heirs"]]
        return {"id": node_id(deed.record), "revision": deed.record.revision, "heirs": heirs, **told}
    ended = [{"id": node_of("bodies", key), "revision": known} for key, known in values["ended"].items()]
    return {"ended": ended, "heir": {"id": node_of("bodies", values["heir"])}, **told}


def _enum(key: str, value: Any) -> Any:  # noqa: ANN401 - a value of JSON
    if key == "items":
        return [{**item, "kind": _constant(item["kind"])} for item in value]
    if key in {"role", "scopes", "events", "said", "answer", "mails", "kind", "part", "verdict"}:
        return [_constant(one) for one in value] if isinstance(value, list) else _constant(value)
    return value


def _given(table: str, key: str, value: Any) -> Any:  # noqa: ANN401 - a value of JSON
    column = SCHEMA.get(table, {}).get(key)
    if column is not None and column.choices:
        return _constant(value)
    return str(value) if key == "progress" else value


def _constant(value: str) -> str:
    return value.upper().replace("-", "_").replace(".", "_")
