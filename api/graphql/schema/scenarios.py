"""Scenarios: changes that are tried without being made. What they come to is told as REST tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from api.context import snapshots
from api.graphql.schema.lists import AFTER, FIRST, Connection, connection_type
from api.graphql.schema.parts import argument, attribute, enum, field, object_type
from api.graphql.schema.services import service_mutation
from interlace.errors import FieldProblem, Invalid
from interlace.reading.pages import USUAL, check_first
from interlace.scenarios import applying, keeping, previewing
from interlace.scenarios.plain import of_comparison, of_effects, of_preview
from interlace.scenarios.values import read_changes, stored

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from api.graphql.schema.context import Context
    from interlace.scenarios.seeing import ScenarioTold

_ATS = {
    "base": "The register as it was when the scenario was thought of.",
    "present": "The register as it is now.",
}
enum("ScenarioRegister", "The register that a scenario is tried on.", {at: _ATS[at] for at in previewing.ATS})


def _asker(context: Context) -> tuple[Any, Any, Any]:
    return context.database, context.caller.principal, context.tenant_id


def _desk(context: Context) -> previewing.Desk:
    database, principal, tenant_id = _asker(context)
    return previewing.Desk(database, snapshots(), principal, tenant_id, context.today)


def _scenarios(_source: object, context: Context, first: int = USUAL, after: str | None = None) -> Connection:
    page = keeping.scenarios(*_asker(context), first=first, after=_uuid(after))
    return Connection(page.scenarios, None, page.has_more, after is not None, lambda one: str(one.id))


def _uuid(after: str | None) -> UUID | None:
    try:
        return None if after is None else UUID(after)
    except ValueError as error:
        raise Invalid([FieldProblem("/after", "bad-cursor")]) from error


def _scenario(_source: object, context: Context, uuid: UUID) -> ScenarioTold:
    return keeping.scenario(*_asker(context), uuid)


def _changes(source: ScenarioTold, _context: Context) -> list[dict[str, Any]]:
    return stored(source.changes)


def _at(value: object) -> previewing.At:
    return "base" if str(value) == "base" else "present"


def _preview(
    source: ScenarioTold,
    context: Context,
    at: object = "base",
    asOf: date | None = None,  # noqa: N803 - GraphQL's name
    first: int = USUAL,
) -> dict[str, Any]:
    check_first(first, [])
    return of_preview(previewing.preview(_desk(context), source.id, _at(at), asOf), first)


def _comparison(
    source: ScenarioTold,
    context: Context,
    other: UUID,
    at: object = "present",
    asOf: date | None = None,  # noqa: N803 - GraphQL's name
    first: int = USUAL,
) -> dict[str, Any]:
    check_first(first, [])
    return of_comparison(previewing.compare(_desk(context), source.id, other, _at(at), asOf), first)


def _what_if(
    _source: object,
    context: Context,
    changes: object,
    asOf: date | None = None,  # noqa: N803 - GraphQL's name
    first: int = USUAL,
) -> dict[str, Any]:
    check_first(first, [])
    return of_effects(previewing.try_changes(_desk(context), read_changes(changes), asOf), first)


_AS_OF = argument("asOf", "Date | None", "The day; today unless told.")
_TOLD = argument("first", "int", "So many of each list are told.", USUAL)
object_type(
    "Scenario",
    "Changes that somebody tries on the register without making them.",
    [
        attribute("uuid", "UUID", "Which one it is.", "id"),
        attribute("title", "str", "What it is called."),
        attribute("description", "str | None", "What it is about."),
        attribute("author", "UUID", "Whose it is."),
        attribute("own", "bool", "Whether it is yours."),
        attribute("baseRevision", "int", "The revision of the register that it stands on.", "base_revision"),
        field("changes", "JSON", "Its changes: `verb`, `table` and `values` of each.", _changes),
        attribute("withheld", "int", "Changes that name drafts which you may not know of, and which are left out."),
        attribute("unreadable", "int", "Changes left out that cannot be read any more; they go with the next change."),
        attribute(
            "sharedWith", "list[UUID]", "Whom the author shows it to; told to the author.", "shared_with", page=10
        ),
        attribute("revision", "int", "Its own revision, which those say who change it."),
        attribute("createdAt", "DateTime", "When it was made.", "created_at"),
        attribute("changedAt", "DateTime", "When it was changed last.", "changed_at"),
        attribute("appliedAt", "DateTime | None", "When it was applied.", "applied_at"),
        attribute("appliedBy", "UUID | None", "By whom.", "applied_by"),
        attribute("appliedRevision", "int | None", "The revision that came of it.", "applied_revision"),
        field(
            "preview",
            "JSON",
            "What it would come to, as REST tells it.",
            _preview,
            argument("at", "ScenarioRegister | None", "The register that it is tried on; the one it stands on."),
            _AS_OF,
            _TOLD,
            fresh=True,
        ),
        field(
            "comparison",
            "JSON",
            "This scenario and another one on the same register, as REST tells it.",
            _comparison,
            argument("other", "UUID", "The other scenario."),
            argument("at", "ScenarioRegister | None", "The register that both are tried on; the present one."),
            _AS_OF,
            _TOLD,
            fresh=True,
        ),
    ],
)
connection_type("Scenario", "scenarios", counted=False)
TENANT_FIELDS = [
    field(
        "scenarios",
        "ScenarioConnection",
        "Your scenarios and those that you are shown, the latest first.",
        _scenarios,
        FIRST,
        AFTER,
        fresh=True,
    ),
    field(
        "scenario",
        "Scenario",
        "One scenario.",
        _scenario,
        argument("uuid", "UUID", "Which one."),
        fresh=True,
    ),
    field(
        "whatIf",
        "JSON",
        "What changes would come to that nobody has saved, as REST tells it.",
        _what_if,
        argument("changes", "JSON", "A list of changes: `verb`, `table` and `values` of each."),
        _AS_OF,
        _TOLD,
        fresh=True,
    ),
]


def _values(given: Mapping[str, Any]) -> dict[str, object]:
    return {name: given[name] for name in ("title", "description", "changes") if name in given}


def _create(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"uuid": str(keeping.create(*_asker(context), _values(given)).id)}


def _change(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    keeping.change(*_asker(context), given["uuid"], given["revision"], _values(given))
    return {"uuid": str(given["uuid"])}


def _remove(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    keeping.remove(*_asker(context), given["uuid"], given["revision"])
    return {"uuid": str(given["uuid"])}


def _share(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    keeping.share(*_asker(context), given["uuid"], user_id=given.get("user"), email=given.get("email"))
    return {"uuid": str(given["uuid"])}


def _unshare(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    keeping.unshare(*_asker(context), given["uuid"], given["user"])
    return {"uuid": str(given["uuid"])}


def _apply(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    applying.apply(_desk(context), given["uuid"], given["revision"])
    return {"uuid": str(given["uuid"])}


def _move(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    applying.move(_desk(context), given["uuid"], given["revision"])
    return {"uuid": str(given["uuid"])}


_WHICH = field("uuid", "UUID", "Which one.")
_KNOWN = field("revision", "int", "The scenario’s own revision as you know it.")
_CHANGES = "Its changes, as a whole: `verb`, `table` and `values` of each."
_WORDS = field("description", "str | None", "What it is about.")
MUTATION_FIELDS = [
    service_mutation(
        "scenarioCreate",
        "Make a scenario on the register as it is now. Nothing of it is written there.",
        _create,
        "UuidPayload",
        [field("title", "str", "What it is called."), _WORDS, field("changes", "JSON | None", _CHANGES)],
    ),
    service_mutation(
        "scenarioChange",
        "Change a scenario; what is left out stays as it is.",
        _change,
        "UuidPayload",
        [
            _WHICH,
            _KNOWN,
            field("title", "str | None", "What it is called."),
            _WORDS,
            field("changes", "JSON | None", _CHANGES),
        ],
    ),
    service_mutation(
        "scenarioRemove",
        "Remove a scenario, also from those who are shown it.",
        _remove,
        "UuidPayload",
        [_WHICH, _KNOWN],
    ),
    service_mutation(
        "scenarioShare",
        "Show a scenario to another member of the tenant.",
        _share,
        "UuidPayload",
        [
            _WHICH,
            field("user", "UUID | None", "The member, by id …"),
            field("email", "str | None", "… or by address."),
        ],
    ),
    service_mutation(
        "scenarioUnshare",
        "Show a scenario to somebody no longer.",
        _unshare,
        "UuidPayload",
        [_WHICH, field("user", "UUID", "The member.")],
    ),
    service_mutation(
        "scenarioApply",
        "Make all changes of a scenario in one write, or none, with each conflict named.",
        _apply,
        "UuidPayload",
        [_WHICH, _KNOWN],
    ),
    service_mutation(
        "scenarioMove",
        "Let a scenario stand on the register as it is now, if that admits its changes.",
        _move,
        "UuidPayload",
        [_WHICH, _KNOWN],
    ),
]
