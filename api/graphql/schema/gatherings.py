"""Mentoring, study visits, networks and events, as GraphQL tells them; calendars as files are had by REST."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.graphql.schema.lists import AFTER, FIRST, Connection, connection_type, id_after
from api.graphql.schema.parts import argument, attribute, camel, enum, field, object_type
from api.graphql.schema.services import done, service_mutation, told_by
from interlace import gatherings
from interlace.db.models.gatherings import KINDS
from interlace.gatherings import FIELDS
from interlace.reading.pages import USUAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from api.graphql.schema.context import Context
    from interlace.gatherings import Feed, GatheringTold, MatchTold

_LISTS = ("principles", "areas", "languages", "papers", "decisions")
_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("starts_on", "ends_on", "until"), "Date"),
    **dict.fromkeys(_LISTS, "list[str]"),
    "places": "int",
}
_ALWAYS = ("state", "language", "title", "text", *_LISTS)
_WORDS: Mapping[str, str] = {
    "state": "How it stands: draft, open or closed.",
    "language": "In which language it is written.",
    "title": "What it is called.",
    "text": "What it is about.",
    "principles": "Principles that it is about.",
    "areas": "Areas that it is about.",
    "languages": "Languages in which one can take part.",
    "starts_on": "Its first day.",
    "ends_on": "Its last day.",
    "until": "The last day on which it can be answered.",
    "places": "How many it has room for.",
    "place": "Where.",
    "online": "An address where one takes part or reads on.",
    "programme": "Programme or agenda.",
    "who_may_apply": "Who may apply or join.",
    "report": "What came of a study visit.",
    "papers": "Addresses of papers of an event.",
    "minutes": "Minutes of an event.",
    "decisions": "What an event decided.",
    "starts_at": "When an event begins, by the clocks of its time zone.",
    "ends_at": "When it ends.",
    "time_zone": "The time zone of an event.",
}


def _value(name: str) -> Any:  # noqa: ANN401 - a function of a field
    def plain(source: GatheringTold, _context: Context) -> Any:  # noqa: ANN401 - whatever it holds
        value = getattr(source.values, name)
        if name in {"starts_at", "ends_at"}:
            return None if value is None else value.isoformat(timespec="minutes")
        return list(value) if isinstance(value, tuple) else value

    return plain


def _told(name: str) -> Any:  # noqa: ANN401 - a field
    type_ = _TYPES.get(name, "str")
    page = 50 if name in _LISTS else None
    return field(camel(name), type_ if name in _ALWAYS else f"{type_} | None", _WORDS[name], _value(name), page=page)


_KINDS = {
    "mentoring_offer": "A body offers to help others.",
    "mentoring_request": "A body looks for help.",
    "study_visit": "A body calls others to come and see.",
    "network": "Bodies of any tenant can join.",
    "event": "A meeting, with agenda, papers, minutes and decisions.",
}
enum("GatheringKind", "What bodies offer, ask for and call together.", {kind: _KINDS[kind] for kind in KINDS})
object_type(
    "Gathering",
    "What a body offers, asks for or calls together.",
    [
        attribute("uuid", "UUID", "Which one it is.", "id"),
        attribute("kind", "GatheringKind", "What it is."),
        attribute("body", "str", "Code of the body whose it is."),
        *map(_told, FIELDS),
        attribute("madeAt", "DateTime", "When it was made.", "made_at"),
        attribute("changedAt", "DateTime", "When it was changed.", "changed_at"),
        attribute("revision", "int", "Its own revision, which a change tells."),
    ],
)
connection_type("Gathering", "gatherings", counted=False)
object_type(
    "MentoringMatch",
    "An offer of the commons that shares something with a request for mentoring. None is better than another.",
    [
        attribute("entry", "UUID", "The offer, as an entry of the commons."),
        attribute("title", "str", "Its title."),
        attribute("body", "str", "Code of the body that offers, in its own tenant."),
        attribute("bodyName", "str", "Its name.", "body_name"),
        attribute("tenant", "str", "The name of its tenant."),
        attribute("until", "Date | None", "The last day on which it can be answered."),
        attribute("areas", "list[str]", "Areas that both name.", page=20),
        attribute("principles", "list[str]", "Principles that both name.", page=4),
        attribute("languages", "list[str]", "Languages that both name.", page=20),
        attribute("sameLevel", "bool", "Whether the bodies are of one level.", "same_level"),
        attribute("similarSize", "bool", "Whether the bodies are of similar size.", "similar_size"),
    ],
)
object_type(
    "CalendarFeed",
    "The address at which a calendar program reads your calendar.",
    [attribute("madeAt", "DateTime | None", "Since when; null where there is none.", "made_at")],
)


def _asker(context: Context) -> tuple[Any, Any, Any]:
    return context.database, context.caller.principal, context.tenant_id


def _gatherings(
    _source: object,
    context: Context,
    first: int = USUAL,
    after: str | None = None,
    kind: Sequence[str] | None = None,
    state: Sequence[str] | None = None,
    body: Sequence[str] | None = None,
) -> Connection:
    page = gatherings.gatherings(
        *_asker(context),
        kinds=[str(one) for one in kind or ()],
        states=state or (),
        bodies=body or (),
        first=first,
        after=id_after(after),
    )
    return Connection(page.items, None, page.next_after is not None, after is not None, lambda one: str(one.id))


def _gathering(_source: object, context: Context, uuid: UUID) -> GatheringTold:
    return gatherings.gathering(*_asker(context), uuid)


def _matches(_source: object, context: Context, request: UUID) -> Sequence[MatchTold]:
    return gatherings.matches(*_asker(context), request)


def _feed(_source: object, context: Context) -> Feed:
    return gatherings.feed(context.database, context.caller.principal)


TENANT_FIELDS = [
    field(
        "gatherings",
        "GatheringConnection",
        "What the bodies of this tenant offer, ask for and call together, the latest first.",
        _gatherings,
        FIRST,
        AFTER,
        argument("kind", "list[GatheringKind] | None", "Only of these kinds."),
        argument("state", "list[str] | None", "Only those that stand so."),
        argument("body", "list[str] | None", "Only of the bodies with these codes."),
        fresh=True,
    ),
    field("gathering", "Gathering", "One of them.", _gathering, argument("uuid", "UUID", "Which one."), fresh=True),
    field(
        "mentoringMatches",
        "list[MentoringMatch]",
        "Offers of the commons that share something with a request for mentoring, by name of body.",
        _matches,
        argument("request", "UUID", "The request."),
        page=500,
        fresh=True,
    ),
    field("calendarFeed", "CalendarFeed", "Your own; for people.", _feed, fresh=True),
]


def _given(given: Mapping[str, Any]) -> dict[str, object]:
    told: dict[str, object] = {name: given[camel(name)] for name in ("body", *FIELDS) if camel(name) in given}
    return told | ({"kind": str(given["kind"])} if "kind" in given else {})


def _create(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"uuid": str(gatherings.create(*_asker(context), _given(given)).id)}


def _change(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    gatherings.change(*_asker(context), given["uuid"], given["revision"], _given(given))
    return {"uuid": str(given["uuid"])}


def _remove(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    gatherings.remove(*_asker(context), given["uuid"], given["revision"])
    return {"uuid": str(given["uuid"])}


def _renew(context: Context, _given: Mapping[str, Any]) -> Mapping[str, Any]:
    secret = gatherings.renew(context.database, context.caller.principal)
    return {"address": gatherings.address_of(context.database, context.caller.tenant, secret)}


def _end(context: Context, _given: Mapping[str, Any]) -> Mapping[str, Any]:
    gatherings.end(context.database, context.caller.principal)
    return {"address": None}


_WHICH = field("uuid", "UUID", "Which one.")
_KNOWN = field("revision", "int", "Its revision as you know it.")
_VALUES = [field(camel(name), f"{_TYPES.get(name, 'str')} | None", _WORDS[name]) for name in FIELDS]
done("CalendarFeedPayload", "The address of your calendar.", told_by("address", "str | None", "Told this once."))
MUTATION_FIELDS = [
    service_mutation(
        "gatheringCreate",
        "Make an offer, a request, a call, a network or an event.",
        _create,
        "UuidPayload",
        [
            field("kind", "GatheringKind", "What it is."),
            field("body", "str", "Code of a body for which you write."),
            *_VALUES,
        ],
    ),
    service_mutation(
        "gatheringChange",
        "Change what is given; what is published stays as it is until it is proposed anew.",
        _change,
        "UuidPayload",
        [_WHICH, _KNOWN, *_VALUES],
    ),
    service_mutation("gatheringRemove", "Remove a draft.", _remove, "UuidPayload", [_WHICH, _KNOWN]),
    service_mutation(
        "calendarFeedRenew",
        "Make an address for your calendar program, or another in its place.",
        _renew,
        "CalendarFeedPayload",
        [],
        secret=True,
    ),
    service_mutation("calendarFeedEnd", "End the address.", _end, "CalendarFeedPayload", []),
]
