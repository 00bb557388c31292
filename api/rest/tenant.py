"""The tenant itself: its settings, its revision, what the caller may do in it; or all of it as a bundle."""

from __future__ import annotations

from dataclasses import asdict, fields
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import orjson
from marshmallow import fields as shapes
from marshmallow import validate

from api import answers
from api.answers import record_tag
from api.context import caller, today, view
from api.descriptions import RULE_SET, THRESHOLDS
from api.rest.changing import body, known_revision, written
from api.rest.graphs import BUNDLE, ZIP, bundle
from api.rest.operation import JSON, MERGE_PATCH, READ_HEADERS, Asks, Resource, Told, form, operation
from api.rest.schemas import shape, text
from api.rest.schemas import whole as number
from api.writing import answer, perform, revision_of
from graph.settings import OFF, Thresholds
from interlace.bundle.settings import most_of
from interlace.db.settings import settings_of, to_store
from interlace.identity.permissions import Operation
from interlace.reading.rights import rights_of
from policies import AREAS, LEVELS, ROLES, SEVERITIES
from policies.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response

    from api.answers import Answer
    from graph.settings import Settings
    from interlace.db.unit import Unit

TENANT = Resource("tenant", "A programme that shares a register: a country, a region, a network.")

_SHARES = frozenset(one.name for one in fields(Thresholds) if isinstance(one.default, Fraction))


def _threshold(name: str, **told: Any) -> shapes.Field[Any]:  # noqa: ANN401 - what marshmallow takes
    described = {"metadata": {"description": THRESHOLDS[name]}, **told}
    if name in _SHARES:
        return shapes.Float(validate=validate.Range(0, 1), **described)
    return shapes.Integer(validate=validate.Range(0, most_of(name)), **described)


_LANGUAGE_TAGS = shapes.String(validate=validate.Regexp("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"))
_ROLES = shapes.Dict(
    keys=shapes.String(validate=validate.OneOf(AREAS.ids)), values=shapes.String(validate=validate.OneOf(ROLES.ids))
)


_WEIGHS = {"type": "object", "additionalProperties": {"type": "string", "enum": [*SEVERITIES.ids]}}
_ALTERED = "`off`, or severity of the rule → the one that its findings have here"
_ALTERATION = shapes.Raw(
    metadata={"oneOf": [{"type": "string", "enum": [OFF]}, _WEIGHS], "description": f"{_ALTERED}."}
)
_ALTERATION_ASKED = shapes.Raw(
    allow_none=True,
    metadata={
        "oneOf": [{"type": "string", "enum": [OFF, *SEVERITIES.ids]}, _WEIGHS, {"type": "null"}],
        "description": f"{_ALTERED}; one severity for all that it has, null: as it is shipped.",
    },
)


def _settings(*, answered: bool) -> dict[str, shapes.Field[Any]]:
    """All of them as they are answered; or what may be sent, where null stands for the default or for none."""
    always: dict[str, Any] = {"required": answered, "allow_none": True}
    emptied: dict[str, Any] = {"required": answered, "allow_none": not answered}
    name = "Thresholds" if answered else "ThresholdsChange"
    thresholds = shape(
        name, {one: _threshold(one, **emptied) for one in THRESHOLDS}, description="From when on rules find something."
    )
    return {
        "name": text("What the tenant is called.", **always),
        "country": shapes.String(
            validate=validate.Regexp("^[A-Z]{2}$"), metadata={"description": "ISO 3166-1 alpha-2."}, **always
        ),
        "languages": shapes.List(
            _LANGUAGE_TAGS, metadata={"description": "The languages that it works in."}, **emptied
        ),
        "thresholds": shapes.Nested(thresholds, required=answered),
        "competence_matrix": shapes.Dict(
            keys=shapes.String(validate=validate.OneOf(LEVELS.ids)),
            values=_ROLES,
            required=answered,
            metadata={"description": "Level → area → role, unless it is stated otherwise of a body."},
        ),
        "rules": shapes.Dict(
            keys=shapes.String(validate=validate.OneOf(list(RULES))),
            values=_ALTERATION if answered else _ALTERATION_ASKED,
            required=answered,
            metadata={"description": "Rules that are switched off or weigh otherwise; of the others nothing is told."},
        ),
    }


_OPERATIONS = shapes.List(shapes.String(validate=validate.OneOf(list(Operation))), required=True)
_RIGHTS = shape(
    "Rights",
    {
        "tenant": _OPERATIONS,
        "bodies": shapes.Dict(
            values=_OPERATIONS,
            required=True,
            metadata={"description": "By code of a body over which the caller holds a role."},
        ),
    },
    description="Operations that the caller may do in the tenant as a whole, and for bodies.",
)
_BESIDE = {
    "slug": text("The tenant’s name in addresses.", required=True),
    "revision": number("Its present revision.", required=True),
    "rule_set": text(RULE_SET, required=True),
}
_ANSWERED = {**_BESIDE, **_settings(answered=True)}
_CHANGED = shape("TenantSettings", _ANSWERED)
_TENANT = shape("Tenant", {**_ANSWERED, "may": shapes.Nested(_RIGHTS, required=True)})
_EXAMPLE_SETTINGS = {
    "slug": "portugal",
    "revision": 41,
    "name": "Portugal",
    "country": "PT",
    "languages": ["pt", "en"],
    "thresholds": {
        one.name: float(one.default) if isinstance(one.default, Fraction) else one.default for one in fields(Thresholds)
    },
    "competence_matrix": {"regional": {"housing": "shared"}},
    "rules": {"report-stale": "off", "strategy-missing": {"high": "medium"}},
    "rule_set": "3+0b7a4d",
}
_EXAMPLE = {**_EXAMPLE_SETTINGS, "may": {"tenant": ["register.read"], "bodies": {"pt-loures": ["records.write"]}}}


@operation(
    TENANT,
    "GET",
    "",
    "read_tenant",
    Told("The tenant.", {JSON: (_TENANT, _EXAMPLE), **BUNDLE.media}, headers=READ_HEADERS),
)
def read_tenant() -> Response:
    """Read a tenant’s settings and what you may do in it; with `format=zip`, its whole register as a bundle."""
    seen = view()
    if form() == ZIP:
        return bundle(seen)
    snapshot = seen.sight.snapshot
    told = _told(seen.revision, snapshot.settings) | {"may": asdict(rights_of(snapshot, caller().principal, today()))}
    return answers.record(orjson.dumps(told), seen.revision, JSON, seen.revision)


def _told(revision: int, settings: Settings) -> dict[str, Any]:
    thresholds = {one: getattr(settings.thresholds, one) for one in THRESHOLDS}
    return {
        "slug": caller().tenant,
        "revision": revision,
        "name": settings.name,
        "country": settings.country,
        "languages": list(settings.languages),
        "thresholds": {name: float(value) if name in _SHARES else value for name, value in thresholds.items()},
        "competence_matrix": _plain(settings.competence_matrix),
        "rules": to_store(settings, {})["rules"],
        "rule_set": settings.rule_set,
    }


def _plain(matrix: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    return {level: dict(roles) for level, roles in matrix.items()}


@operation(
    TENANT,
    "PATCH",
    "",
    "change_tenant",
    Told("The settings.", {JSON: (_CHANGED, _EXAMPLE_SETTINGS)}, headers=READ_HEADERS),
    asks=Asks(
        shape("TenantChange", _settings(answered=False)),
        {"thresholds": {"stale_days": 400, "fresh_days": None}},
        (JSON, MERGE_PATCH),
    ),
    performs=["settings.change"],
    conditional=True,
)
def change_tenant() -> Response:
    """Change a tenant’s settings.

    Thresholds and rules that are named take their places beside the others, null gives one its default again; a
    competence matrix replaces the whole one.
    """
    known, given = known_revision(), body()
    return written(lambda unit: _change(unit, known, given))


def _change(unit: Unit, known: int, given: dict[str, Any]) -> Answer:
    stored = perform(unit, "settings.change", known, given)
    revision = revision_of(unit)
    told = orjson.dumps(_told(revision, settings_of(stored)))
    return answer(unit, told, headers={"ETag": f'"{record_tag(told, revision)}"'})
