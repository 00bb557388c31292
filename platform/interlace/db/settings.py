"""A tenant's settings between its row, the entries of changes, and what analysis works with."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from graph.settings import OFF, Alteration, Settings, Thresholds
from policies.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from interlace.db.models import TenantRegister

COLUMNS = ("name", "country", "languages", "thresholds", "competence_matrix", "rules", "further_columns")
_SHARES = {field.name for field in fields(Thresholds) if isinstance(field.default, Fraction)}


def stored_settings(head: TenantRegister) -> dict[str, Any]:
    """The settings of a tenant as its row and its entries hold them."""
    return {name: getattr(head, name) for name in COLUMNS}


def settings_of(stored: Mapping[str, Any]) -> Settings:
    """The settings that analysis works with; what is not stored has its default or is empty."""
    thresholds: dict[str, Any] = {
        name: Fraction(value) if name in _SHARES else int(value) for name, value in stored["thresholds"].items()
    }
    return Settings(
        name=stored.get("name"),
        country=stored.get("country"),
        languages=tuple(stored.get("languages") or ()),
        thresholds=Thresholds(**thresholds),
        competence_matrix=stored["competence_matrix"],
        rules=_altered(stored.get("rules")),
    )


def to_store(settings: Settings, further_columns: Mapping[str, list[str]]) -> dict[str, Any]:
    """Settings as they are stored: every threshold, shares as the text of an exact decimal or fraction."""
    thresholds = {field.name: getattr(settings.thresholds, field.name) for field in fields(Thresholds)}
    return {
        "name": settings.name,
        "country": settings.country,
        "languages": list(settings.languages) or None,
        "thresholds": {name: str(value) if name in _SHARES else value for name, value in thresholds.items()},
        "competence_matrix": {level: dict(roles) for level, roles in settings.competence_matrix.items()},
        "rules": {rule: OFF if told.off else dict(told.severities) for rule, told in settings.rules.items()},
        "further_columns": {table: list(columns) for table, columns in further_columns.items()},
    }


def _altered(stored: Mapping[str, str | Mapping[str, str]] | None) -> dict[str, Alteration]:
    """In the order of the rules, which the database does not keep; old changes say nothing of rules at all."""
    return {rule: _alteration(stored[rule]) for rule in RULES if rule in stored} if stored else {}


def _alteration(told: str | Mapping[str, str]) -> Alteration:
    return Alteration(off=True) if isinstance(told, str) else Alteration(severities=told)
