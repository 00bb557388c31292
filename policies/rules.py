"""What is known of each rule of coordination gaps: its question, its words, and what closes its findings."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policies.vocabularies import DATA, FAMILIES, OECD_GAPS, Text, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: What a finding's subject or object can be. A *work* is a strategy or an action.
SUBJECTS = ("body", "strategy", "action", "work", "relation", "area", "level/area", "none")


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


def read_rules(folder: Path) -> dict[str, RuleMetadata]:
    """All rules of the families' files in `folder`, family by family.

    Raises ValueError that names the file, the rule and the field where something is missing or unknown.
    """
    rules: dict[str, RuleMetadata] = {}
    for family in FAMILIES.ids:
        path = folder / f"{family}.toml"
        for name, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            rules[name] = _rule(f"{path.name}, {name}", family, name, entry)
    return rules


def _rule(where: str, family: str, name: str, entry: Mapping[str, Any]) -> RuleMetadata:
    _check(where, "oecd_gap", entry.get("oecd_gap"), OECD_GAPS.ids)
    _check(where, "subject", entry.get("subject"), SUBJECTS)
    _check(where, "object", entry.get("object", "none"), SUBJECTS)
    if type(entry.get("version")) is not int:
        raise ValueError(f"{where}: `version` needs a whole number")
    unreported = "explanation_unreported"
    return RuleMetadata(
        id=name,
        family=family,
        version=entry["version"],
        oecd_gap=entry["oecd_gap"],
        subject=entry["subject"],
        object=entry.get("object", "none"),
        title=text_of(where, entry, "title"),
        question=text_of(where, entry, "question"),
        recommendation=text_of(where, entry, "recommendation"),
        closes=text_of(where, entry, "closes"),
        explanation=text_of(where, entry, "explanation"),
        explanation_unreported=text_of(where, entry, unreported) if unreported in entry else None,
        reasons={reason: text_of(where, entry["reasons"], reason) for reason in entry.get("reasons", {})},
    )


def _check(where: str, field: str, value: object, permitted: tuple[str, ...]) -> None:
    if value not in permitted:
        raise ValueError(f"{where}: `{field}` is {value!r}, expected one of {', '.join(permitted)}")


#: Every rule by its id, in the order of the catalogue.
RULES: Mapping[str, RuleMetadata] = read_rules(DATA / "rules")
