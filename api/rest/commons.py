"""The commons: what tenants publish to each other, what helps with a finding, and the decisions that publish."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Response, request
from marshmallow import fields, validate

from api.commons import cursor_of, place_after
from api.context import caller, database, view
from api.rest.beside import id_after, once, sent, tenant_id, told, told_list
from api.rest.commons_shapes import (
    ENTRIES,
    ENTRY,
    EXAMPLE_ENTRY,
    EXAMPLE_FACETS,
    EXAMPLE_HELP,
    EXAMPLE_LISTED,
    EXAMPLE_PUBLICATION,
    HELPS,
    PUBLICATION,
    PUBLICATION_SHAPE,
    REASON,
)
from api.rest.examples import ID
from api.rest.findings import FOUND
from api.rest.given import Given
from api.rest.operation import JSON, READ_HEADERS, Asks, Resource, Told, operation
from api.rest.parameters import AFTER, AS_OF_DAY, FIRST, TEXTUAL, Parameter, as_of, whole
from api.rest.schemas import shape, text
from interlace import commons
from interlace.commons.plain import of_entry, of_facets, of_publication
from interlace.commons.searching import MOST_A_PAGE, MOST_WORDS_CHARACTERS
from interlace.db.models.commons import KINDS, STATES
from interlace.errors import FieldProblem, Invalid
from interlace.identity.permissions import Operation, require_of
from interlace.practices import helping
from interlace.reading.pages import MOST, USUAL
from policies import AREAS, LEVELS, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from api.answers import Answer
    from interlace.practices import Help

COMMONS = Resource("commons", "What tenants publish to each other, by decision of a body and of its tenant.")


def _choice(name: str, description: str, choices: Sequence[str]) -> Parameter:
    return Parameter(name, description, {"type": "string", "enum": [*choices]}, many=True)


def _years() -> list[int]:
    try:
        return [int(one) for one in request.args.getlist("year")]
    except ValueError as error:
        raise Invalid([FieldProblem("/year", "bad-whole", {"least": "1", "most": "9999"})]) from error


@operation(
    COMMONS, "GET", "/commons/entries", "list_commons_entries",
    Told(
        "A page.",
        {JSON: (ENTRIES, {"items": [EXAMPLE_LISTED], "facets": EXAMPLE_FACETS, "resembling": False})},
        headers=("Link", *READ_HEADERS),
    ),
    parameters=[
        Parameter(
            "q",
            'What is looked for, in any language: words, "phrases", `or`, `-without`.',
            {**TEXTUAL, "maxLength": MOST_WORDS_CHARACTERS},
        ),
        _choice("kind", "Only this kind of entry.", KINDS),
        _choice("principle", "Only what is about this principle.", PRINCIPLES.ids),
        _choice("area", "Only what is about this area.", AREAS.ids),
        Parameter("country", "Only what comes from this country, by two letters.", many=True),
        Parameter("language", "Only what has texts in this language.", many=True),
        _choice("level", "Only what comes from bodies of this level.", LEVELS.ids),
        Parameter(
            "year", "Only what began in this year.", {"type": "integer", "minimum": 1, "maximum": 9999}, many=True
        ),
        Parameter("rule", "Only what speaks to findings of this rule.", many=True),
        Parameter("body", "Only what this body of your own tenant published.", many=True),
        Parameter(
            "first", "How many a page holds.",
            {"type": "integer", "minimum": 1, "maximum": MOST_A_PAGE, "default": USUAL},
        ),
        AFTER,
    ],
)  # fmt: skip
def list_commons_entries() -> Response:
    """Search the commons, whoever published. The best fitting text comes first; without words the latest."""
    require_of(caller().principal, tenant_id(), Operation.REGISTER_READ)
    args = request.args
    asked = commons.Asked(
        words=args.get("q", ""),
        kinds=args.getlist("kind"),
        principles=args.getlist("principle"),
        areas=args.getlist("area"),
        countries=args.getlist("country"),
        languages=args.getlist("language"),
        levels=args.getlist("level"),
        years=_years(),
        rules=args.getlist("rule"),
        bodies=args.getlist("body"),
    )
    first = whole("first", min(USUAL, MOST_A_PAGE), 1, MOST_A_PAGE)
    page = commons.entries(database(), tenant_id(), asked, first=first, after=place_after(args.get("after")))
    headers = {}
    if page.next_after is not None:
        kept = [(name, value) for name, value in args.items(multi=True) if name != "after"]
        following = urlencode([*kept, ("after", str(cursor_of(page.next_after)))])
        headers["Link"] = f'<{request.path}?{following}>; rel="next"'
    values = {
        "items": [of_entry(one, whole=False) for one in page.items],
        "facets": None if page.facets is None else of_facets(page.facets),
        "resembling": page.resembling,
    }
    return sent(told(values, headers=headers))


@operation(
    COMMONS, "GET", "/commons/entries/<uuid:id>", "read_commons_entry",
    Told("The entry.", {JSON: (ENTRY, EXAMPLE_ENTRY)}, headers=READ_HEADERS),
)  # fmt: skip
def read_commons_entry(record_id: UUID) -> Response:
    """Read an entry, whoever published it."""
    require_of(caller().principal, tenant_id(), Operation.REGISTER_READ)
    return sent(told(of_entry(commons.entry(database(), tenant_id(), record_id))))


@operation(
    COMMONS, "GET", "/commons/helps", "list_commons_helps",
    Told("What may help.", {JSON: (HELPS, {"items": [EXAMPLE_HELP]})}, headers=READ_HEADERS),
    parameters=[AS_OF_DAY, Parameter("finding", "The key of a finding.", required=True, example=FOUND["key"])],
)  # fmt: skip
def list_commons_helps() -> Response:
    """List practices that speak to a finding: of the same rule first, then of its cells, then of its areas."""
    if "finding" not in request.args:
        raise Invalid([FieldProblem("/finding", "required")])
    found = helping(database(), view(as_of()), tenant_id(), request.args["finding"])
    return sent(told({"items": [_help(one) for one in found]}))


def _help(one: Help) -> dict[str, object]:
    return {"reason": one.reason, "shared": [*one.shared], "entry": of_entry(one.entry, whole=False)}


@operation(
    COMMONS, "GET", "/publications", "list_publications",
    Told(
        "A page.",
        {
            JSON: (
                shape("PublicationList", {"items": fields.List(fields.Nested(PUBLICATION_SHAPE), required=True)}),
                {"items": [EXAMPLE_PUBLICATION]},
            )
        },
        headers=("Link", *READ_HEADERS),
    ),
    parameters=[
        FIRST,
        AFTER,
        _choice("state", "Only those that stand so.", STATES),
        _choice("kind", "Only those of this kind.", KINDS),
        Parameter("body", "Only those of this body.", many=True),
    ],
)  # fmt: skip
def list_publications() -> Response:
    """List what was proposed for bodies that you may propose for, or that you decide on; the latest first."""
    page = commons.publications(
        database(),
        caller().principal,
        tenant_id(),
        states=request.args.getlist("state"),
        kinds=request.args.getlist("kind"),
        bodies=request.args.getlist("body"),
        first=whole("first", USUAL, 1, MOST),
        after=id_after(),
    )
    return sent(told_list([of_publication(one) for one in page.items], tuple(PUBLICATION), page.next_after))


def _publication(record_id: UUID, status: int = 200) -> Answer:
    found = commons.publication(database(), caller().principal, tenant_id(), record_id)
    return told(of_publication(found), status)


_TOLD = {JSON: (PUBLICATION_SHAPE, EXAMPLE_PUBLICATION)}


@operation(
    COMMONS, "GET", "/publications/<uuid:id>", "read_publication",
    Told("The publication.", _TOLD, headers=READ_HEADERS),
)  # fmt: skip
def read_publication(record_id: UUID) -> Response:
    """Read what was proposed and what became of it."""
    return sent(_publication(record_id))


@operation(
    COMMONS, "POST", "/publications", "propose_publication",
    Told("It is proposed.", _TOLD, 201),
    asks=Asks(
        shape(
            "NewPublication",
            {
                "kind": fields.String(required=True, validate=validate.OneOf(KINDS)),
                "subject": fields.UUID(required=True, metadata={"description": "Its id, in your tenant."}),
            },
        ),
        {"kind": "practice", "subject": ID},
    ),
)  # fmt: skip
def propose_publication() -> Response:
    """Propose for a body that something of its own is published to all tenants."""
    given = Given("kind", "subject")
    kind, subject = given.text("kind"), given.id("subject")
    given.check()
    if kind not in KINDS:
        raise Invalid([FieldProblem("/kind", "bad-choice", {"choices": ", ".join(KINDS)})])
    who = caller().principal
    return once(lambda: _publication(commons.propose(database(), who, tenant_id(), kind, subject), 201))


_DECIDED = Told("How it stands.", _TOLD)


def _reasoned() -> str | None:
    given = Given("reason", required=False)
    reason = given.text("reason", required=False)
    given.check()
    return reason or None


def _decide(record_id: UUID, publish: bool, reason: str | None) -> Response:
    who = caller().principal

    def make() -> Answer:
        commons.decide(database(), who, tenant_id(), record_id, publish, reason)
        return _publication(record_id)

    return once(make)


@operation(COMMONS, "POST", "/publications/<uuid:id>:publish", "publish_publication", _DECIDED)
def publish_publication(record_id: UUID) -> Response:
    """Publish, word for word, what was proposed. What was published of the same thing before gives way."""
    return _decide(record_id, publish=True, reason=None)


@operation(
    COMMONS, "POST", "/publications/<uuid:id>:refuse", "refuse_publication", _DECIDED,
    asks=Asks(
        shape("Refusal", {"reason": text("Why; the body reads it.", required=True)}),
        {"reason": "The impact is not told."},
    ),
)  # fmt: skip
def refuse_publication(record_id: UUID) -> Response:
    """Refuse what was proposed, with a reason that its body reads."""
    return _decide(record_id, publish=False, reason=_reasoned())


@operation(
    COMMONS, "POST", "/publications/<uuid:id>:withdraw", "withdraw_publication", _DECIDED,
    asks=Asks(shape("Withdrawal", {"reason": REASON}), {"reason": "The project has ended."}, required=False),
)  # fmt: skip
def withdraw_publication(record_id: UUID) -> Response:
    """Take back what is proposed or published: it is gone from every answer at once."""
    reason, who = _reasoned(), caller().principal

    def make() -> Answer:
        commons.withdraw(database(), who, tenant_id(), record_id, reason)
        return _publication(record_id)

    return once(make)
