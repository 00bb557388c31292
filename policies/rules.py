"""What is known of each rule of coordination gaps: its question, its words, and what closes its findings."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from policies.vocabularies import DATA, FAMILIES, OECD_GAPS, SEVERITIES, Text, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: The number of the set of rules that is shipped: it grows when a rule comes, goes or finds other things. Set 1 were
#: the first 31 rules.
RULE_SET = 3
#: What a finding's subject or object can be. A *work* is a strategy or an action.
SUBJECTS = ("body", "strategy", "action", "work", "relation", "area", "level/area", "none")
#: What a finding names besides its subject and object.
CARRIES = ("cells", "areas", "")
#: What makes a finding confirmed: that the body or the owner has declared its register complete, that a share of the
#: authorities asked has, or a field of the strategy. Empty where findings are always confirmed.
CERTAINTY_BY = ("body", "owner", "share", "field", "")


@dataclass(frozen=True)
class RuleMetadata:
    """One rule in words. `explanation` is a template; its names are those of the rule's evidence."""

    id: str
    family: str
    version: int
    oecd_gap: str
    """Which of the OECD's seven coordination gaps it speaks to."""
    subject: str
    object: str
    severities: tuple[str, ...]
    """The severities that its findings can have, the gravest first."""
    carries: str
    certainty_by: str
    title: Text
    question: Text
    """The question that the rule answers."""
    recommendation: Text
    """What of Recommendation CM/Rec(2022)10 it serves, in our own words."""
    closes: Text
    """What would close a finding, and who can do it."""
    explanation: Text
    explanation_unreported: Text | None
    """The same as an open question, for rules whose findings may rest on what was merely not reported."""
    reasons: Mapping[str, Text]


#: What an entry may say; its id and family are the table's and the file's names.
_FIELDS = {field.name for field in fields(RuleMetadata)} - {"id", "family"}


def read_rules(folder: Path) -> dict[str, RuleMetadata]:
    """All rules of the families' files in `folder`, family by family.

    Raises ValueError that names the file, the rule and the field where something is missing, unknown or told twice.
    """
    rules: dict[str, RuleMetadata] = {}
    for family in FAMILIES.ids:
        path = folder / f"{family}.toml"
        for name, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            where = f"{path.name}, {name}"
            if name in rules:
                raise ValueError(f"{where}: {rules[name].family}.toml has this rule already")
            _check_fields(where, entry)
            rules[name] = _rule(where, family, name, entry)
    return rules


def _rule(where: str, family: str, name: str, entry: Mapping[str, Any]) -> RuleMetadata:
    asking = entry["certainty_by"] != ""
    return RuleMetadata(
        id=name,
        family=family,
        version=entry["version"],
        oecd_gap=entry["oecd_gap"],
        subject=entry["subject"],
        object=entry["object"],
        severities=tuple(entry["severities"]),
        carries=entry["carries"],
        certainty_by=entry["certainty_by"],
        title=text_of(where, entry, "title"),
        question=text_of(where, entry, "question"),
        recommendation=text_of(where, entry, "recommendation"),
        closes=text_of(where, entry, "closes"),
        explanation=text_of(where, entry, "explanation"),
        explanation_unreported=text_of(where, entry, "explanation_unreported") if asking else None,
        reasons={reason: text_of(where, entry["reasons"], reason) for reason in entry.get("reasons", {})},
    )


def _check_fields(where: str, entry: object) -> None:
    """Everything about an entry but its texts. Raises ValueError."""
    if not isinstance(entry, dict):
        raise ValueError(f"{where}: a rule is a table of fields, not {entry!r}")  # noqa: TRY004 - a fault of the data.
    unknown = sorted(set(entry) - _FIELDS)
    if unknown:
        raise ValueError(f"{where}: `{unknown[0]}` is no field of a rule")
    if type(entry.get("version")) is not int:
        raise ValueError(f"{where}: `version` needs a whole number")
    _check(where, "oecd_gap", entry.get("oecd_gap"), OECD_GAPS.ids)
    _check(where, "subject", entry.get("subject"), SUBJECTS)
    _check(where, "object", entry.get("object"), SUBJECTS)
    _check(where, "carries", entry.get("carries"), CARRIES)
    _check(where, "certainty_by", entry.get("certainty_by"), CERTAINTY_BY)
    if not entry.get("severities"):
        raise ValueError(f"{where}: `severities` needs at least one severity")
    for severity in entry["severities"]:
        _check(where, "severities", severity, SEVERITIES.ids)
    if "explanation_unreported" in entry and not entry["certainty_by"]:
        raise ValueError(f"{where}: `explanation_unreported` stands, though `certainty_by` says always confirmed")


def _check(where: str, field: str, value: object, permitted: tuple[str, ...]) -> None:
    if value not in permitted:
        expected = ", ".join(name or "(empty)" for name in permitted)
        raise ValueError(f"{where}: `{field}` is {value!r}, expected one of {expected}")


#: Every rule by its id, in the order of the catalogue.
RULES: Mapping[str, RuleMetadata] = read_rules(DATA / "rules")
