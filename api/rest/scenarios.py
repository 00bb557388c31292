"""Scenarios: what changes would come to, tried without writing anything; shown to others, compared and applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import Response, request
from marshmallow import fields, validate

from api.context import caller, database, snapshots, today
from api.rest.beside import id_after, nothing, once, sent, tenant_id, told, told_list
from api.rest.changing import body, known_revision
from api.rest.examples import ID, OTHER_ID
from api.rest.given import Given
from api.rest.members import GONE
from api.rest.operation import JSON, MERGE_PATCH, READ_HEADERS, Asks, Resource, Told, operation
from api.rest.parameters import AFTER, AS_OF_DAY, FIRST, Parameter, as_of, whole
from api.rest.scenario_shapes import (
    CHANGE,
    CHANGES,
    COLUMNS,
    COMPARISON,
    DESCRIPTION,
    EXAMPLE,
    EXAMPLE_CHANGE,
    EXAMPLE_COMPARISON,
    EXAMPLE_PREVIEW,
    EXAMPLE_TRIED,
    PREVIEW,
    SCENARIO,
    TITLE,
    TRIED,
)
from api.rest.schemas import shape, text
from interlace.errors import FieldProblem, Invalid
from interlace.reading.pages import MOST, USUAL
from interlace.scenarios import applying, keeping, previewing
from interlace.scenarios.plain import of_comparison, of_effects, of_preview, of_scenario
from interlace.scenarios.values import read_changes

if TYPE_CHECKING:
    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.scenarios.previewing import At
    from interlace.scenarios.seeing import ScenarioTold

SCENARIOS = Resource("scenarios", "Changes that are tried on the register without making them, and what they come to.")
_TOLD = {JSON: (SCENARIO, EXAMPLE)}
_AT = Parameter(
    "at",
    "The register that it is tried on: as it was when the scenario was thought of (`base`), or as it is now.",
    {"type": "string", "enum": [*previewing.ATS]},
)
_MOST_TOLD = Parameter(
    "first", "So many of each list are told.", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
)


def _asker() -> tuple[Database, Principal, UUID]:
    return database(), caller().principal, tenant_id()


def desk() -> previewing.Desk:
    """Where the caller tries things."""
    return previewing.Desk(database(), snapshots(), caller().principal, tenant_id(), today())


def _at(usual: At) -> At:
    """The register that a scenario is to be tried on. Raises Invalid."""
    given = request.args.get("at", usual)
    for at in previewing.ATS:
        if given == at:
            return at
    raise Invalid([FieldProblem("/at", "bad-choice", {"choices": ", ".join(previewing.ATS)})])


def _first() -> int:
    return whole("first", USUAL, 1, MOST)


@operation(
    SCENARIOS,
    "GET",
    "/scenarios",
    "list_scenarios",
    Told(
        "A page.",
        {
            JSON: (
                shape("ScenarioList", {"items": fields.List(fields.Nested(SCENARIO), required=True)}),
                {"items": [EXAMPLE]},
            )
        },
        headers=("Link", *READ_HEADERS),
    ),
    parameters=[FIRST, AFTER],
)
def list_scenarios() -> Response:
    """List your scenarios and those that you are shown, the latest first."""
    page = keeping.scenarios(*_asker(), first=_first(), after=id_after())
    items = [of_scenario(one) for one in page.scenarios]
    return sent(told_list(items, tuple(COLUMNS), page.scenarios[-1].id if page.has_more else None))


@operation(
    SCENARIOS,
    "POST",
    "/scenarios",
    "create_scenario",
    Told("It is made.", _TOLD, 201, ("Location",)),
    asks=Asks(
        shape("NewScenario", {"title": TITLE, "description": DESCRIPTION, "changes": CHANGES}),
        {"title": "Lisbon joins the network", "changes": [EXAMPLE_CHANGE]},
    ),
)
def create_scenario() -> Response:
    """Make a scenario on the register as it is now. Nothing of it is written there."""
    given = body()

    def make() -> Any:  # noqa: ANN401 - an answer
        made = keeping.create(*_asker(), given)
        return told(of_scenario(made), 201, {"Location": f"{request.path}/{made.id}"})

    return once(make)


@operation(
    SCENARIOS,
    "GET",
    "/scenarios/<uuid:id>",
    "read_scenario",
    Told("The scenario.", _TOLD, headers=READ_HEADERS),
)
def read_scenario(record_id: UUID) -> Response:
    """Read a scenario of yours, or one that you are shown."""
    return sent(told(of_scenario(keeping.scenario(*_asker(), record_id))))


@operation(
    SCENARIOS,
    "PATCH",
    "/scenarios/<uuid:id>",
    "change_scenario",
    Told("The scenario.", _TOLD),
    asks=Asks(
        shape(
            "ScenarioPatch",
            {
                "title": fields.String(validate=validate.Length(1)),
                "description": DESCRIPTION,
                "changes": fields.List(fields.Nested(CHANGE)),
            },
        ),
        {"title": "Lisbon and Porto join the network"},
        (JSON, MERGE_PATCH),
    ),
    conditional=True,
)
def change_scenario(record_id: UUID) -> Response:
    """Change a scenario. `changes` are given as a whole. `If-Match` takes its `revision`."""
    return sent(told(of_scenario(keeping.change(*_asker(), record_id, known_revision(), body()))))


@operation(SCENARIOS, "DELETE", "/scenarios/<uuid:id>", "remove_scenario", GONE, conditional=True)
def remove_scenario(record_id: UUID) -> Response:
    """Remove a scenario, also from those who are shown it."""
    keeping.remove(*_asker(), record_id, known_revision())
    return sent(nothing())


@operation(
    SCENARIOS,
    "GET",
    "/scenarios/<uuid:id>/preview",
    "preview_scenario",
    Told("What it would come to.", {JSON: (PREVIEW, EXAMPLE_PREVIEW)}, headers=READ_HEADERS),
    parameters=[_AT, AS_OF_DAY, _MOST_TOLD],
    refuses=[409],
)
def preview_scenario(record_id: UUID) -> Response:
    """Try a scenario: findings, alignment, coverage and people, with its changes and without."""
    found = previewing.preview(desk(), record_id, _at("base"), as_of())
    return sent(told(of_preview(found, _first())))


@operation(
    SCENARIOS,
    "GET",
    "/scenarios/<uuid:id>/compare",
    "compare_scenarios",
    Told("Both, and what only one of them does.", {JSON: (COMPARISON, EXAMPLE_COMPARISON)}, headers=READ_HEADERS),
    parameters=[
        Parameter("with", "The other scenario.", {"type": "string", "format": "uuid"}, required=True, example=OTHER_ID),
        _AT,
        AS_OF_DAY,
        _MOST_TOLD,
    ],
    refuses=[409],
)
def compare_scenarios(record_id: UUID) -> Response:
    """Try two scenarios on the same register, and tell them apart."""
    found = previewing.compare(desk(), record_id, _other(), _at("present"), as_of())
    return sent(told(of_comparison(found, _first())))


def _other() -> UUID:
    given = request.args.get("with")
    try:
        return UUID(given or "")
    except ValueError as error:
        raise Invalid([FieldProblem("/with", "required" if not given else "bad-value")]) from error


@operation(
    SCENARIOS,
    "POST",
    "/scenarios/<uuid:id>:apply",
    "apply_scenario",
    Told("It is applied.", _TOLD),
    conditional=True,
)
def apply_scenario(record_id: UUID) -> Response:
    """Make all changes of a scenario in one write, if each is yours to make; or none, with each conflict named."""
    revision = known_revision()
    return once(lambda: _answer(applying.apply(desk(), record_id, revision).scenario))


@operation(
    SCENARIOS,
    "POST",
    "/scenarios/<uuid:id>:move",
    "move_scenario",
    Told("It stands on the register as it is now.", _TOLD),
    conditional=True,
)
def move_scenario(record_id: UUID) -> Response:
    """Let a scenario stand on the register as it is now, if that admits its changes; else each conflict is named."""
    revision = known_revision()
    return once(lambda: _answer(applying.move(desk(), record_id, revision)))


def _answer(scenario: ScenarioTold) -> Any:  # noqa: ANN401 - an answer
    return told(of_scenario(scenario))


_PERSON = shape("ScenarioPerson", {"user": fields.UUID(required=True)})
_SHARING = shape(
    "ScenarioSharing",
    {
        "user": fields.UUID(metadata={"description": "A member of the tenant, by id …"}),
        "email": text("… or by address."),
    },
)


@operation(
    SCENARIOS,
    "POST",
    "/scenarios/<uuid:id>:share",
    "share_scenario",
    Told("They are shown it, and told.", {JSON: (_PERSON, {"user": ID})}),
    asks=Asks(_SHARING, {"email": "ana@cm-lisboa.example"}),
)
def share_scenario(record_id: UUID) -> Response:
    """Show a scenario to another member of the tenant. They look, compare and may apply what is theirs to write."""
    given = Given("user", "email")
    user = given.id("user") if given.has("user") else None
    email = given.text("email") if given.has("email") else None
    given.check()
    return once(lambda: told({"user": keeping.share(*_asker(), record_id, user_id=user, email=email)}))


@operation(
    SCENARIOS,
    "POST",
    "/scenarios/<uuid:id>:unshare",
    "unshare_scenario",
    GONE,
    asks=Asks(_PERSON, {"user": ID}),
)
def unshare_scenario(record_id: UUID) -> Response:
    """Show a scenario to somebody no longer; whoever is shown it may turn away themselves."""
    given = Given("user")
    user = given.id("user")
    given.check()

    def make() -> Any:  # noqa: ANN401 - an answer
        keeping.unshare(*_asker(), record_id, user)
        return nothing()

    return once(make)


@operation(
    SCENARIOS,
    "POST",
    "/what-if",
    "try_changes",
    Told("What they would come to.", {JSON: (TRIED, EXAMPLE_TRIED)}),
    asks=Asks(shape("Tried", {"changes": CHANGES}), {"changes": [EXAMPLE_CHANGE]}),
    parameters=[AS_OF_DAY, _MOST_TOLD],
    once=False,
)
def try_changes() -> Response:
    """Try changes on the register as it is now, without saving them anywhere."""
    given = Given("changes").values()
    found = previewing.try_changes(desk(), read_changes(given.get("changes")), as_of())
    return sent(told(of_effects(found, _first())))
