"""The tenant's settings: name, country, languages, thresholds, competence matrix, and its own say on rules."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from interlace.bundle.settings import KNOWN, THRESHOLDS, check_settings
from interlace.db.entries import TENANT
from interlace.db.settings import stored_settings, to_store
from interlace.errors import FieldProblem, Invalid, Stale, Unknown
from interlace.history import changes_after
from interlace.identity.permissions import Operation
from interlace.register.access import belongs, must
from interlace.register.values import text
from policies.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from interlace.db.unit import Unit


def change(unit: Unit, revision: int, values: Mapping[str, object]) -> dict[str, Any]:
    """Change the settings that are given; `revision` is the tenant's, at which the asker read them.

    Thresholds and rules that are given take their places beside the others, null gives one its default again; a matrix
    that is given replaces the whole matrix. A rule is `off`, or has a severity for all of its own, or for each.
    Returns all settings as they are stored. Raises Unknown, Forbidden, Stale, Invalid.
    """
    if not belongs(unit):
        raise Unknown("There is no such tenant.")
    must(unit, Operation.SETTINGS_CHANGE)
    _must_be_current(unit, revision)
    before = stored_settings(unit.head)
    told = checked(before, values)
    changed = {name: told[name] for name in KNOWN if name in values and told[name] != before[name]}
    if changed:
        unit.set_head(**changed)
        unit.did("settings.change", "tenant", changed=sorted(changed))
    return stored_settings(unit.head)


def _must_be_current(unit: Unit, revision: int) -> None:
    """Raise Stale where the settings have changed since that revision, or there is none such yet."""
    if revision > unit.head.revision:
        raise Stale(revision, unit.head.revision)
    for told, entries in changes_after(unit.session, revision):
        if any(entry.table == TENANT for entry in entries):
            raise Stale(revision, told.revision)


def checked(before: Mapping[str, Any], values: Mapping[str, object]) -> dict[str, Any]:
    """The settings that are given as they are to be stored. Raises Invalid."""
    problems = [
        FieldProblem(f"/{str(name)[:64]}", "unknown-field", {"choices": ", ".join(KNOWN)})
        for name in values
        if name not in KNOWN
    ]

    def wrong(section: str, key: str, value: object, code: str, **details: object) -> None:
        del value  # it is the asker's own, and need not be told back
        pointer = "/".join(["", *filter(None, section.split(".", 1)), str(key)[:64]])
        problems.append(FieldProblem(pointer, code, {name: str(detail) for name, detail in details.items()}))

    raw = {name: value for name, value in values.items() if name in KNOWN and value is not None}
    thresholds, rules = raw.get("thresholds"), raw.get("rules")
    if isinstance(thresholds, dict):
        raw["thresholds"] = _to_check(thresholds)
    if isinstance(rules, dict):
        raw["rules"] = {name: value for name, value in rules.items() if value is not None or name not in RULES}
    settings = check_settings(raw, wrong)
    if problems:
        raise Invalid(problems)
    told = {**to_store(settings, {}), "name": text("name", settings.name)}
    if isinstance(thresholds, dict):
        given = {name: told["thresholds"][name] for name in thresholds}
        told["thresholds"] = {**before["thresholds"], **given}
    if isinstance(rules, dict):
        kept = {name: value for name, value in before["rules"].items() if name not in rules}
        told["rules"] = {**kept, **told["rules"]}
    return told


def _to_check(thresholds: Mapping[str, object]) -> dict[str, object]:
    """Thresholds with JSON's numbers as exact decimals, without the known ones that are to have their defaults."""
    return {
        name: Decimal(str(value)) if isinstance(value, float) else value
        for name, value in thresholds.items()
        if value is not None or name not in THRESHOLDS
    }
