"""Enums: the vocabularies of the field, and the states that records can be in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import policies
from api.graphql.schema.parts import enum
from policies.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

_VOCABULARIES: Mapping[str, tuple[policies.Vocabulary[Any], str]] = {
    "Level": (policies.LEVELS, "The level of a body."),
    "Principle": (policies.PRINCIPLES, "One of the four principles of Recommendation CM/Rec(2022)10."),
    "Area": (policies.AREAS, "A policy area."),
    "CompetenceRole": (policies.ROLES, "The role of a body in a policy area."),
    "RelationKind": (policies.RELATION_KINDS, "What binds two bodies."),
    "NetworkScope": (policies.NETWORK_SCOPES, "Whom a network brings together."),
    "Phase": (policies.PHASES, "The phase of a strategy that a body took part in."),
    "ParticipationDepth": (policies.PARTICIPATION_DEPTHS, "How deeply a body took part in a strategy."),
    "SuccessionKind": (policies.SUCCESSION_KINDS, "What became of a body."),
    "Severity": (policies.SEVERITIES, "How much a finding matters."),
    "Certainty": (policies.CERTAINTIES, "Whether a finding is a gap for certain, or a question not yet answered."),
    "AlignmentState": (policies.ALIGNMENT_STATES, "How a body carries a strategy of a body above it."),
    "Family": (policies.FAMILIES, "A family of rules."),
    "OecdGap": (policies.OECD_GAPS, "One of the coordination gaps that the OECD tells apart."),
}
_STATES = {
    "ConsentStatus": (
        "How far the two sides of a relation or a link agree.",
        {
            "declared": "One side has said so; the other has not answered.",
            "confirmed": "The other side has said so too.",
            "disputed": "The other side says that it is not so.",
        },
    ),
    "StrategyStatus": (
        "How far a strategy has come.",
        {
            "draft": "Being written; only its owners, the stewards above them and administrators see it.",
            "adopted": "Adopted; whether it is in force depends on its period.",
            "withdrawn": "Adopted once, and withdrawn.",
        },
    ),
    "ActionStatus": (
        "How far an action has come.",
        {
            "planned": "Not begun yet.",
            "ongoing": "Being carried out.",
            "completed": "Carried out.",
            "cancelled": "Given up.",
        },
    ),
    "MeasurementVoice": (
        "Whose answers a measurement rests on.",
        {
            "body": "The body’s own.",
            "civil_society": "Those of civil society.",
            "reviewer": "Those of a reviewer.",
        },
    ),
    "YesNo": ("An answer; nothing where it is not known.", {"yes": "Yes.", "no": "No."}),
    "Language": ("A language in which Interlace explains.", {"en": "English.", "fr": "French."}),
}

#: The enum of the columns that have these choices.
OF_CHOICES: dict[tuple[str, ...], str] = {}


def _make() -> None:
    for name, (vocabulary, description) in _VOCABULARIES.items():
        _keep(name, description, {term.id: f"{term.name.en}. {term.description.en}." for term in vocabulary})
    for name, (description, values) in _STATES.items():
        _keep(name, description, values)
    enum("Rule", "A rule that finds gaps.", {rule.id: rule.title.en for rule in RULES.values()})


def _keep(name: str, description: str, values: Mapping[str, str]) -> None:
    enum(name, description, values)
    OF_CHOICES[tuple(values)] = name


_make()
