"""Expert visits: what is written of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.graphql.schema.parts import field, input_type
from api.graphql.schema.services import service_mutation
from interlace import visits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from strawberry.types.field import StrawberryField

    from api.graphql.schema.context import Context

#: How the services call what GraphQL calls otherwise.
_NAMES = {"startsOn": "starts_on", "endsOn": "ends_on"}
_ENUMS = ("said", "kind")


def _given(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is given, in the words of the services; what is null takes back."""
    told = {_NAMES.get(name, name): value for name, value in given.items() if name not in {"uuid", "clientMutationId"}}
    told |= {name: str(told[name]) for name in _ENUMS if told.get(name) is not None}
    for name in ("programme", "met"):
        if told.get(name) is not None:
            told[name] = [dict(one) for one in told[name]]
    if told.get("answer") is not None:
        told["answer"] = dict(told["answer"])
    return told


def _plan(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    made = visits.plan(context.database, context.caller.principal, context.tenant_id, _given(given))
    return {"uuid": str(made)}


def _on(
    perform: Callable[..., object], *, made: bool = False
) -> Callable[[Context, Mapping[str, Any]], Mapping[str, Any]]:
    """A mutation about what `uuid` names; where something is `made`, its id is told."""

    def act(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
        done = perform(context.database, context.caller.principal, context.tenant_id, given["uuid"], _given(given))
        return {"uuid": str(done if made else given["uuid"])}

    return act


input_type(
    "VisitEntryInput",
    "What happens when and where.",
    [
        field("day", "Date", "On which day."),
        field("what", "str", "What happens."),
        field("hour", "str | None", "When, `HH:MM`."),
        field("place", "str | None", "Where."),
    ],
)
input_type(
    "VisitMetInput",
    "Somebody who is met: nobody’s name.",
    [field("role", "str", "Their role."), field("organisation", "str | None", "Of which organisation.")],
)
input_type(
    "VisitAnswerInput",
    "Another answer to an item.",
    [
        field("standing", "str", "`answered`, `outside_competence` or `not_answered`."),
        field("value", "str | None", "A choice’s id or a number as text, where it is answered."),
    ],
)
_WHICH = field("uuid", "UUID", "Which one.")
_REVISION = field("revision", "int", "The revision at which you read it.")
_LISTS = [
    field("language", "str | None", "In which the profile is written: `en`, `fr`, `pt`, `es`."),
    field("assessment", "UUID | None", "One that the body has sent."),
    field("programme", "list[VisitEntryInput] | None", "What happens."),
    field("met", "list[VisitMetInput] | None", "Who is met."),
]
_RECOMMENDED = [
    field("area", "str | None", "An area of the instrument, or of the register."),
    field("principle", "str | None", "A principle."),
    field("cells", "list[str] | None", "Cells, `principle:area`."),
    field("owner", "str | None", "Code of a body; the visited one unless told otherwise."),
    field("deadline", "Date | None", "Until when."),
]


def _mutation(
    name: str, description: str, perform: Callable[..., object], *fields: StrawberryField, made: bool = False
) -> StrawberryField:
    given: Sequence[StrawberryField] = [_WHICH, *fields]
    return service_mutation(name, description, _on(perform, made=made), "UuidPayload", given)


MUTATION_FIELDS = [
    service_mutation(
        "visitPlan",
        "Plan a visit to a body, perhaps on an assessment that it has sent.",
        _plan,
        "UuidPayload",
        [
            field("body", "str", "Code of the body."),
            field("title", "str", "What the visit is called."),
            field("startsOn", "Date", "Its first day."),
            field("endsOn", "Date", "Its last day."),
            *_LISTS,
        ],
    ),
    _mutation(
        "visitChange",
        "Change what is said of a visit; what is left out stays, null takes back.",
        visits.change,
        field("title", "str | None", "What the visit is called."),
        field("startsOn", "Date | None", "Its first day."),
        field("endsOn", "Date | None", "Its last day."),
        *_LISTS,
        field("summary", "str | None", "The words of the profile."),
        _REVISION,
    ),
    _mutation("visitClose", "End a visit without a profile that others read.", visits.close, _REVISION),
    _mutation(
        "visitNameExpert",
        "Name a member of the tenant as an expert; somebody who acts for the body cannot be one.",
        visits.name_expert,
        field("user", "UUID | None", "A member of the tenant."),
        field("email", "str | None", "Or their address."),
    ),
    _mutation(
        "visitReleaseExpert",
        "Let somebody be an expert no longer; what they wrote stays.",
        visits.release_expert,
        field("user", "UUID", "Who."),
    ),
    _mutation(
        "visitFind",
        "Say of an item that its answer is confirmed, adjusted with a reason, or not seen.",
        visits.find,
        field("item", "str", "Id of the item."),
        field("said", "VisitFound", "What you found."),
        field("answer", "VisitAnswerInput | None", "The other answer."),
        field("reason", "str | None", "Why; of an adjusted answer always."),
        field("revision", "int", "That of what stands for the item, 0 where nothing does."),
    ),
    _mutation(
        "visitObserve",
        "Write down a strength or another observation; its id is told.",
        visits.observe,
        field("kind", "VisitObservationKind", "What it is."),
        field("area", "str | None", "An area."),
        field("text", "str", "In words."),
        made=True,
    ),
    _mutation(
        "visitObservationChange",
        "Write an observation otherwise; what is left out stays.",
        visits.change_observation,
        field("kind", "VisitObservationKind | None", "What it is."),
        field("area", "str | None", "An area."),
        field("text", "str | None", "In words."),
        _REVISION,
    ),
    _mutation("visitObservationRemove", "Take an observation out.", visits.remove_observation, _REVISION),
    _mutation(
        "visitRecommend",
        "Recommend something to the body or to another one; the id of that is told.",
        visits.recommend,
        field("text", "str", "What is recommended."),
        *_RECOMMENDED,
        made=True,
    ),
    _mutation(
        "visitRecommendationChange",
        "Write a recommendation otherwise that nobody has answered.",
        visits.change_recommendation,
        field("text", "str | None", "What is recommended."),
        *_RECOMMENDED,
        _REVISION,
    ),
    _mutation(
        "visitRecommendationRemove",
        "Take a recommendation out that nobody has answered.",
        visits.remove_recommendation,
        _REVISION,
    ),
    _mutation(
        "visitRecommendationSay",
        "Answer a recommendation, tell of the work, or confirm that it is done.",
        visits.say,
        field("said", "VisitSaid", "What is said."),
        field("after", "int", "The number of the last thing said of it, 0 for none."),
        field("reason", "str | None", "Why, or how."),
        field("evidence", "str | None", "An address, or a record such as `action:CODE`."),
    ),
    _mutation("visitConclude", "Let what was found stand, as the reviewer’s voice.", visits.conclude, _REVISION),
    _mutation("visitSend", "Send the profile to the body, which reads and comments on it.", visits.send, _REVISION),
    _mutation("visitResume", "Take the profile back to write on.", visits.resume, _REVISION),
    _mutation(
        "visitComment",
        "Say for the body whether it agrees with its profile, and what it adds.",
        visits.comment,
        field("agrees", "bool", "Whether the body agrees."),
        field("comment", "str | None", "Its own words; where it does not agree, always."),
        _REVISION,
    ),
    _mutation("visitPublish", "Let the whole tenant read the profile.", visits.publish, _REVISION),
]
