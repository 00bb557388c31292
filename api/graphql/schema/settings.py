"""The settings of a tenant: name, country, languages, thresholds, competence matrix, and its own say on rules."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from api.descriptions import RULE_SET, THRESHOLDS
from api.graphql.schema.parts import attribute, camel, field, object_type
from graph.settings import Thresholds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.graphql.schema.context import Context
    from graph.settings import Settings

#: Thresholds that are shares, from 0 to 1; the others are whole numbers.
SHARES = ("aligned_from", "declared_share")


class LevelRoles:
    """What bodies of a level are responsible for, unless it is stated otherwise of one."""

    __slots__ = ("level", "roles")

    def __init__(self, level: str, roles: Sequence[AreaRole]) -> None:
        self.level = level
        self.roles = roles


class WeighsAs:
    """A severity of a rule, and the one that it has here."""

    __slots__ = ("here", "shipped")

    def __init__(self, shipped: str, here: str) -> None:
        self.shipped = shipped
        self.here = here


class AlteredRule:
    """A rule that is switched off or weighs otherwise."""

    __slots__ = ("off", "rule", "severities")

    def __init__(self, rule: str, off: bool, severities: Sequence[WeighsAs]) -> None:
        self.rule = rule
        self.off = off
        self.severities = severities


class AreaRole:
    """A role in an area."""

    __slots__ = ("area", "role")

    def __init__(self, area: str, role: str) -> None:
        self.area = area
        self.role = role


def settings_of(source: Any, _context: Context) -> Settings:  # noqa: ANN401 - the tenant
    """The settings of a view."""
    settings: Settings = source.view.sight.snapshot.register.settings
    return settings


def _setting(name: str) -> Any:  # noqa: ANN401 - a plain function
    return lambda source, context: getattr(settings_of(source, context), name)


def _matrix(source: Settings, _context: Context) -> list[LevelRoles]:
    return [
        LevelRoles(level, [AreaRole(area, role) for area, role in roles.items()])
        for level, roles in source.competence_matrix.items()
    ]


def _altered(source: Settings, _context: Context) -> list[AlteredRule]:
    return [
        AlteredRule(rule, told.off, [WeighsAs(old, new) for old, new in told.severities.items()])
        for rule, told in source.rules.items()
    ]


def _share(name: str) -> Any:  # noqa: ANN401 - a plain function
    return lambda source, _context: float(getattr(source, name))


AREA_ROLE = (("area", "Area", "The policy area."), ("role", "CompetenceRole", "The role."))
object_type("AreaRole", "A role in a policy area.", [attribute(*one) for one in AREA_ROLE], source=AreaRole)
object_type(
    "LevelRoles",
    "What bodies of a level are responsible for, unless it is stated otherwise of one.",
    [
        attribute("level", "Level", "The level."),
        attribute("roles", "list[AreaRole]", "Its role in policy areas.", page=20),
    ],
    source=LevelRoles,
)
WEIGHS_AS = (
    ("shipped", "Severity", "The severity as the rule is shipped."),
    ("here", "Severity", "The one that such findings have here."),
)
object_type(
    "WeighsAs",
    "A severity of a rule, and the one that it has here.",
    [attribute(*one) for one in WEIGHS_AS],
    source=WeighsAs,
)
object_type(
    "AlteredRule",
    "A rule that the tenant has switched off, or that weighs otherwise here.",
    [
        attribute("rule", "Rule", "The rule."),
        attribute("off", "bool", "Whether it is switched off: then it finds nothing."),
        attribute("severities", "list[WeighsAs]", "Which of its severities are others here.", page=4),
    ],
    source=AlteredRule,
)
object_type(
    "Thresholds",
    "From when on the rules find something.",
    [
        field(camel(one.name), "float", THRESHOLDS[one.name], _share(one.name))
        if one.name in SHARES
        else attribute(camel(one.name), "int", THRESHOLDS[one.name], one.name)
        for one in fields(Thresholds)
    ],
)
object_type(
    "Settings",
    "The settings of a tenant.",
    [
        attribute("name", "str | None", "What the tenant is called."),
        attribute("country", "str | None", "Its country, as ISO 3166-1 alpha-2 has it."),
        attribute("languages", "list[str]", "The languages that it works in.", page=10),
        attribute("thresholds", "Thresholds", "From when on the rules find something."),
        field("competenceMatrix", "list[LevelRoles]", "What each level is responsible for.", _matrix, page=7),
        field("rules", "list[AlteredRule]", "Rules that are switched off or weigh otherwise.", _altered, page=34),
        attribute("ruleSet", "str", RULE_SET, "rule_set"),
    ],
)
FIELDS = [
    field("name", "str | None", "What the tenant is called.", _setting("name")),
    field("settings", "Settings", "How the tenant is set up.", settings_of),
]
