"""Approaches between bodies of all tenants, networks across tenants, and guides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.graphql.schema.lists import AFTER, FIRST, Connection, connection_type, id_after
from api.graphql.schema.parts import argument, attribute, field, object_type
from api.graphql.schema.services import done, service_mutation, told_by
from interlace import gatherings
from interlace.gatherings.accepting import MOST_MEMBERS
from interlace.gatherings.between import Side
from interlace.identity.permissions import Operation, require_of
from interlace.reading.pages import USUAL
from policies.guides import GUIDES, helping_with

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from api.graphql.schema.context import Context
    from interlace.gatherings import ApproachTold, MemberTold
    from policies.guides import Guide

object_type(
    "ApproachSide",
    "A body on one side of an approach. People are named on neither.",
    [
        attribute("body", "str", "Its code, in its own tenant."),
        attribute("name", "str", "Its name."),
        attribute("tenant", "str", "The name of its tenant."),
    ],
    source=Side,
)
object_type(
    "Approach",
    "What one body writes to another about an entry of the commons.",
    [
        attribute("uuid", "UUID", "Which one it is.", "id"),
        attribute("kind", "str", "question, mentoring, application, membership or invitation."),
        attribute("entry", "UUID", "The entry of the commons that it is about."),
        attribute("entryThere", "bool", "Whether that is published still.", "entry_there"),
        attribute("title", "str", "The title of the entry."),
        attribute("sender", "ApproachSide", "Who writes."),
        attribute("addressee", "ApproachSide", "Who is written to."),
        attribute("text", "str", "What was written."),
        attribute("state", "str", "sent, accepted, declined, withdrawn, or ended with its entry."),
        attribute("answer", "str | None", "What was answered."),
        attribute("received", "bool", "Whether a body of yours is written to."),
        attribute("mayAnswer", "bool", "Whether you can answer it.", "may_answer"),
        attribute("mayWithdraw", "bool", "Whether you can withdraw it.", "may_withdraw"),
        attribute("sentAt", "DateTime", "When it was sent.", "sent_at"),
        attribute("answeredAt", "DateTime | None", "When it was answered.", "answered_at"),
    ],
)
connection_type("Approach", "approaches", counted=False)
object_type(
    "NetworkMember",
    "A body of a network across tenants.",
    [
        attribute("uuid", "UUID", "Which membership it is.", "id"),
        attribute("body", "str", "Its code, in its own tenant."),
        attribute("name", "str", "Its name."),
        attribute("tenant", "str", "The name of its tenant."),
        attribute("coordinator", "bool", "Whether it coordinates the network."),
        attribute("since", "Date", "Since when it belongs to it."),
        attribute("ours", "bool", "Whether it is a body of this tenant."),
        attribute("mayEnd", "bool", "Whether you can end the membership.", "may_end"),
    ],
)
object_type(
    "GuideSource",
    "A public page.",
    [
        attribute("title", "str", "What it is called."),
        attribute("address", "str", "Its address."),
        attribute("language", "str", "Its language."),
        attribute("seen", "bool", "Whether its content was looked at for the guide."),
    ],
)


def _spoken(name: str) -> Callable[..., str]:
    def plain(source: Guide, _context: Context, language: str = "en") -> str:
        told: str = getattr(source, name).in_language(str(language))
        return told

    return plain


_LANGUAGE = argument("language", "Language", "In this language.", "en")
object_type(
    "Guide",
    "A theme of intercultural policy in our own words, with public sources.",
    [
        attribute("name", "str", "Its name for programs.", "id"),
        field("title", "str", "The theme.", _spoken("title"), _LANGUAGE),
        field("summary", "str", "What it is about.", _spoken("summary"), _LANGUAGE),
        field("firstStep", "str", "What to do first.", _spoken("first_step"), _LANGUAGE),
        attribute("areas", "list[str]", "Areas that it is about.", page=20),
        attribute("principles", "list[str]", "Principles that it is about.", page=4),
        attribute("rules", "list[str]", "Rules with whose findings it helps.", page=50),
        attribute("sources", "list[GuideSource]", "Public pages.", page=20),
    ],
)


def _asker(context: Context) -> tuple[Any, Any, Any]:
    return context.database, context.caller.principal, context.tenant_id


def _approaches(
    _source: object,
    context: Context,
    first: int = USUAL,
    after: str | None = None,
    received: bool | None = None,
) -> Connection:
    page = gatherings.approaches(*_asker(context), received=received, first=first, after=id_after(after))
    return Connection(page.items, None, page.next_after is not None, after is not None, lambda one: str(one.id))


def _approach(_source: object, context: Context, uuid: UUID) -> ApproachTold:
    return gatherings.approach_of(*_asker(context), uuid)


def _members(_source: object, context: Context, network: UUID) -> Sequence[MemberTold]:
    return gatherings.members(*_asker(context), network)


def _guides(_source: object, context: Context, rule: str | None = None) -> Sequence[Guide]:
    require_of(context.caller.principal, context.tenant_id, Operation.REGISTER_READ)
    return list(GUIDES.values()) if rule is None else helping_with(rule)


TENANT_FIELDS = [
    field(
        "approaches",
        "ApproachConnection",
        "What the bodies for which you write have sent and received, the latest first.",
        _approaches,
        FIRST,
        AFTER,
        argument("received", "bool | None", "Only what was received, or sent."),
        fresh=True,
    ),
    field("approach", "Approach", "One of them.", _approach, argument("uuid", "UUID", "Which one."), fresh=True),
    field(
        "networkMembers",
        "list[NetworkMember]",
        "The bodies of a network, by tenant and name.",
        _members,
        argument("network", "UUID", "The entry that tells of it, or a network of this tenant’s own."),
        page=MOST_MEMBERS,
        fresh=True,
    ),
    field(
        "guides",
        "list[Guide]",
        "The eight themes, or what helps with the findings of a rule.",
        _guides,
        argument("rule", "str | None", "The rule."),
        page=20,
        fresh=True,
    ),
]


def _told(one: ApproachTold) -> Mapping[str, Any]:
    return {"uuid": str(one.id), "state": one.state}


def _send(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    values = {name: given[name] for name in ("entry", "body", "text", "kind") if name in given}
    return _told(gatherings.approach(*_asker(context), values))


def _answer(accept: bool) -> Any:  # noqa: ANN401 - what performs a mutation
    def perform(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
        return _told(gatherings.answer(*_asker(context), given["uuid"], accept, given.get("answer")))

    return perform


def _withdraw(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return _told(gatherings.withdraw(*_asker(context), given["uuid"]))


def _invite(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return _told(gatherings.invite(*_asker(context), given["uuid"], given["invited"], given["text"]))


def _coordinate(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"uuid": str(gatherings.coordinate(*_asker(context), given["uuid"], given["coordinator"]).id)}


def _leave(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    gatherings.leave(*_asker(context), given["uuid"])
    return {"uuid": str(given["uuid"])}


_WHICH = field("uuid", "UUID", "Which one.")
_SAID = field("answer", "str | None", "What you answer.")
done(
    "ApproachPayload",
    "What became of an approach.",
    told_by("uuid", "UUID | None", "Which one it is."),
    told_by("state", "str | None", "How it stands."),
)
MUTATION_FIELDS = [
    service_mutation(
        "approachSend",
        "Write to those behind an entry of the commons, in the name of a body of yours; for people.",
        _send,
        "ApproachPayload",
        [
            field("entry", "UUID", "The entry."),
            field("body", "str", "Code of a body of yours."),
            field("text", "str", "What you write."),
            field("kind", "str | None", "question, or what is asked of such entries."),
        ],
    ),
    service_mutation("approachAccept", "Accept, for the body.", _answer(True), "ApproachPayload", [_WHICH, _SAID]),
    service_mutation("approachDecline", "Decline, for the body.", _answer(False), "ApproachPayload", [_WHICH, _SAID]),
    service_mutation("approachWithdraw", "Take it back.", _withdraw, "ApproachPayload", [_WHICH]),
    service_mutation(
        "networkInvite",
        "Invite a body, of whichever tenant, to a network of yours; for people.",
        _invite,
        "ApproachPayload",
        [
            field("uuid", "UUID", "The network, or its entry."),
            field("invited", "UUID", "Any entry of the body that is invited."),
            field("text", "str", "What you write."),
        ],
    ),
    service_mutation(
        "networkCoordinate",
        "Say that a member coordinates a network of yours, or does so no longer.",
        _coordinate,
        "UuidPayload",
        [_WHICH, field("coordinator", "bool", "Whether it does.")],
    ),
    service_mutation("networkLeave", "End a membership.", _leave, "UuidPayload", [_WHICH]),
]
