"""The commons: entries that all tenants read, what helps with a finding, and the decisions that publish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.commons import cursor_of, place_after
from api.graphql.schema.parts import argument, attribute, enum, field, object_type
from api.graphql.schema.services import done, service_mutation, told_by
from interlace import commons
from interlace.commons.searching import MOST_A_PAGE, MOST_COUNTS
from interlace.db.models.commons import KINDS, STATES
from interlace.identity.permissions import Operation, require_of
from interlace.practices import helping
from interlace.practices.helping import MOST_TOLD, REASONS, Help
from interlace.reading.pages import USUAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from api.graphql.schema.context import Context
    from interlace.commons import EntryTold, Page, PublicationTold

_STATES = {
    "proposed": "It waits for the decision of the tenant.",
    "published": "It stands in the commons.",
    "refused": "The tenant does not publish it, for a reason.",
    "withdrawn": "The body or the tenant has taken it back.",
}
enum("PublicationState", "How a publication stands.", {state: _STATES[state] for state in STATES})
_KINDS = {
    "practice": "What a body did that others can learn from.",
    "profile": "What experts found when they visited a body.",
    "mentoring_offer": "A body would mentor others.",
    "mentoring_request": "A body looks for a mentor.",
    "study_visit": "A body invites others to come and see.",
    "network": "Bodies of several tenants that work together.",
    "event": "Something to come to.",
}
enum("CommonsKind", "What can be published.", {kind: _KINDS[kind] for kind in KINDS})
_REASONS = {
    "same-rule": "It came from the same kind of gap.",
    "same-cells": "It is of cells that the finding names.",
    "same-areas": "It is of the same area.",
}
enum("HelpReason", "Why something may help with a finding.", {one.replace("-", "_"): _REASONS[one] for one in REASONS})
object_type(
    "CommonsCount",
    "How many of what was found have a value.",
    [attribute("value", "str", "The value."), attribute("entries", "int", "How many.")],
)
_COUNTED = ("kinds", "principles", "areas", "countries", "languages", "levels", "years")
object_type(
    "CommonsFacets",
    "How many there are of each value; each facet as if nothing had been chosen in it.",
    [
        attribute("total", "int", "How many were found."),
        *(attribute(name, "list[CommonsCount]", f"By {name}.", page=MOST_COUNTS) for name in _COUNTED),
    ],
)
object_type(
    "CommonsEntry",
    "Something that all tenants may read, as its body and its tenant published it.",
    [
        attribute("uuid", "UUID", "Which one it is.", "id"),
        attribute("kind", "CommonsKind", "What it is."),
        attribute("language", "str", "The language of title and summary."),
        attribute("languages", "list[str]", "All in which there are texts.", page=20),
        attribute("title", "str", "What it is called."),
        attribute("summary", "str", "What it is, in a few sentences."),
        attribute("body", "str", "Code of the body that published it, in its own tenant."),
        attribute("bodyName", "str", "The name of the body.", "body_name"),
        attribute("level", "str", "The level of the body."),
        attribute("tenantName", "str", "The name of the tenant.", "tenant_name"),
        attribute("country", "str | None", "The country of the tenant, by two letters."),
        attribute("principles", "list[str]", "The principles that it is about.", page=4),
        attribute("areas", "list[str]", "The areas that it is about.", page=20),
        attribute("cells", "list[str]", "`principle:area`, where it is known which goes with which.", page=80),
        attribute("rules", "list[str]", "The rules whose findings it speaks to.", page=50),
        attribute("startsOn", "Date | None", "When it began or begins.", "starts_on"),
        attribute("endsOn", "Date | None", "When it ended or ends.", "ends_on"),
        attribute("year", "int", "The year in which it began, or else in which it was published."),
        attribute("publishedAt", "DateTime", "When it was published.", "published_at"),
        attribute("own", "bool", "Whether your own tenant published it."),
        attribute("content", "JSON", "The whole, as its kind tells it; empty in lists."),
    ],
)


def _next(source: Page, _context: Context) -> str | None:
    return cursor_of(source.next_after)


object_type(
    "CommonsPage",
    "One page of what was found.",
    [
        attribute("items", "list[CommonsEntry]", "The entries.", page=MOST_A_PAGE),
        field("nextAfter", "str | None", "The cursor of the next page, where there is one.", _next),
        attribute("facets", "CommonsFacets | None", "What all that was found comes to; with the first page alone."),
        attribute("resembling", "bool", "Nothing has these words: names and titles that resemble them were found."),
    ],
)


def _reason(source: Help, _context: Context) -> str:
    return source.reason.replace("-", "_")


object_type(
    "CommonsHelp",
    "A practice that speaks to a finding.",
    [
        field("reason", "HelpReason", "Why it may help.", _reason),
        attribute("shared", "list[str]", "The rule, cells or areas that both have in common.", page=100),
        attribute("entry", "CommonsEntry", "The practice."),
    ],
)


def _proposed(source: PublicationTold, _context: Context) -> Any:  # noqa: ANN401 - JSON
    return dict(source.proposed)


object_type(
    "Publication",
    "What a body proposed to publish and its tenant decided.",
    [
        attribute("uuid", "UUID", "Which one it is.", "id"),
        attribute("kind", "CommonsKind", "What is published."),
        attribute("subject", "str", "What of the tenant’s own it is: `practice:<id>`."),
        attribute("body", "str", "Code of the body."),
        attribute("title", "str", "What it is called."),
        attribute("state", "PublicationState", "How it stands."),
        field("proposed", "JSON", "The entry as it was proposed.", _proposed),
        attribute("proposedBy", "str | None", "Who of the body proposed it.", "proposed_by"),
        attribute("proposedAt", "DateTime", "When.", "proposed_at"),
        attribute("decidedBy", "str | None", "Who decided for the tenant.", "decided_by"),
        attribute("decidedAt", "DateTime | None", "When.", "decided_at"),
        attribute("withdrawnBy", "str | None", "Who took it back.", "withdrawn_by"),
        attribute("withdrawnAt", "DateTime | None", "When.", "withdrawn_at"),
        attribute("reason", "str | None", "Why it was refused or taken back."),
        attribute("entry", "UUID | None", "The entry, as long as it is published."),
        attribute("mayDecide", "bool", "Whether it waits for a decision that you may take.", "may_decide"),
    ],
)


def _asker(context: Context) -> tuple[Any, Any, Any]:
    return context.database, context.caller.principal, context.tenant_id


def _entries(
    _source: object,
    context: Context,
    first: int = USUAL,
    after: str | None = None,
    **chosen: Any,  # noqa: ANN401
) -> Page:
    require_of(context.caller.principal, context.tenant_id, Operation.REGISTER_READ)
    asked = commons.Asked(
        words=chosen.get("words") or "",
        kinds=[str(kind) for kind in chosen.get("kinds") or ()],
        **{name: [*(chosen.get(name) or ())] for name in (*_COUNTED[1:], "rules", "bodies")},
    )
    return commons.entries(context.database, context.tenant_id, asked, first=first, after=place_after(after))


def _entry(_source: object, context: Context, uuid: UUID) -> EntryTold:
    require_of(context.caller.principal, context.tenant_id, Operation.REGISTER_READ)
    return commons.entry(context.database, context.tenant_id, uuid)


def _helps(_source: object, context: Context, finding: str) -> Sequence[Help]:
    return helping(context.database, context.view, context.tenant_id, finding)


def _publications(
    _source: object,
    context: Context,
    first: int = USUAL,
    after: UUID | None = None,
    state: Sequence[str] | None = None,
    bodies: Sequence[str] | None = None,
) -> Sequence[PublicationTold]:
    states = [str(one) for one in state or ()]
    page = commons.publications(*_asker(context), states=states, bodies=[*(bodies or ())], first=first, after=after)
    return page.items


def _publication(_source: object, context: Context, uuid: UUID) -> PublicationTold:
    return commons.publication(*_asker(context), uuid)


_TYPES = {"kinds": "CommonsKind", "years": "int"}
_WHICH = argument("uuid", "UUID", "Which one.")
TENANT_FIELDS = [
    field(
        "commonsEntries",
        "CommonsPage",
        "What the commons has, whoever published it: the best fitting text first, without words the latest.",
        _entries,
        argument("words", "str | None", 'What is looked for, in any language: words, "phrases", `or`, `-without`.'),
        *(
            argument(name, f"list[{_TYPES.get(name, 'str')}] | None", f"Only these {name}.")
            for name in (*_COUNTED, "rules")
        ),
        argument("bodies", "list[str] | None", "Only what these bodies of your own tenant published."),
        argument("first", "int", f"How many, at most {MOST_A_PAGE}.", USUAL),
        argument("after", "str | None", "The `nextAfter` of the page before."),
        fresh=True,
    ),
    field("commonsEntry", "CommonsEntry", "An entry, whoever published it.", _entry, _WHICH, fresh=True),
    field(
        "commonsHelps",
        "list[CommonsHelp]",
        "Practices that speak to a finding: of the same rule first, then of its cells, then of its areas.",
        _helps,
        argument("finding", "str", "The key of the finding."),
        page=MOST_TOLD,
        fresh=True,
    ),
    field(
        "publications",
        "list[Publication]",
        "What was proposed for bodies that you may propose for, or that you decide on; the latest first.",
        _publications,
        argument("first", "int", "How many, at most 200.", USUAL),
        argument("after", "UUID | None", "Only those after this one."),
        argument("state", "list[PublicationState] | None", "Only those that stand so."),
        argument("bodies", "list[str] | None", "Only those of these bodies."),
        page=USUAL,
        fresh=True,
    ),
    field("publication", "Publication", "What was proposed and what became of it.", _publication, _WHICH, fresh=True),
]


def _told(context: Context, publication: UUID) -> Mapping[str, Any]:
    found = commons.publication(*_asker(context), publication)
    entry = None if found.entry is None else str(found.entry)
    return {"uuid": str(found.id), "state": found.state, "entry": entry}


def _propose(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return _told(context, commons.propose(*_asker(context), str(given["kind"]), given["subject"]))


def _publish(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    commons.decide(*_asker(context), given["uuid"], publish=True)
    return _told(context, given["uuid"])


def _refuse(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    commons.decide(*_asker(context), given["uuid"], publish=False, reason=given["reason"])
    return _told(context, given["uuid"])


def _withdraw(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    commons.withdraw(*_asker(context), given["uuid"], given.get("reason"))
    return _told(context, given["uuid"])


done(
    "PublicationPayload",
    "What became of a publication.",
    told_by("uuid", "UUID | None", "Which one it is."),
    told_by("state", "PublicationState | None", "How it stands."),
    told_by("entry", "UUID | None", "The entry, as long as it is published."),
)
_ONE = field("uuid", "UUID", "Which one.")
MUTATION_FIELDS = [
    service_mutation(
        "publicationPropose",
        "Propose for a body that something of its own is published to all tenants.",
        _propose,
        "PublicationPayload",
        [field("kind", "CommonsKind", "What it is."), field("subject", "UUID", "Its id, in your tenant.")],
    ),
    service_mutation(
        "publicationPublish",
        "Publish, word for word, what was proposed.",
        _publish,
        "PublicationPayload",
        [_ONE],
    ),
    service_mutation(
        "publicationRefuse",
        "Refuse what was proposed, with a reason that its body reads.",
        _refuse,
        "PublicationPayload",
        [_ONE, field("reason", "str", "Why.")],
    ),
    service_mutation(
        "publicationWithdraw",
        "Take back what is proposed or published: it is gone from every answer at once.",
        _withdraw,
        "PublicationPayload",
        [_ONE, field("reason", "str | None", "Why.")],
    ),
]
