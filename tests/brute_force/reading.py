"""A naive reading of docs/gaps.md, one function a rule, to hold the engine against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.brute_force import delivery, horizontal, participation, vertical
from tests.brute_force.country import AREAS, PRINCIPLES, Country, Terms
from tests.brute_force.found import Found, pairs

if TYPE_CHECKING:
    from datetime import date

WEIGHTS = {"critical": 1.0, "high": 0.7, "medium": 0.4, "low": 0.15}

RULES = (
    vertical.strategy_missing,
    vertical.strategy_unanchored,
    vertical.commitment_uncascaded,
    vertical.level_skipped,
    vertical.initiative_unsupported,
    vertical.alignment_states,
    vertical.anchor_lapsed,
    vertical.horizon_mismatch,
    horizontal.peers_uncoordinated,
    horizontal.mechanism_missing,
    horizontal.competence_orphan,
    horizontal.competence_overlap,
    horizontal.body_isolated,
    horizontal.mechanism_dormant,
    horizontal.mechanism_incomplete,
    horizontal.coordination_fragile,
    horizontal.relation_unconfirmed,
    horizontal.double_delivery,
    horizontal.opposed_commitments,
    participation.participation_rules,
    participation.levels_not_consulted,
    participation.evaluation_without_doers,
    delivery.strategy_records,
    delivery.commitment_undelivered,
    delivery.strategy_lapsed,
    delivery.report_stale,
    delivery.action_overdue,
    delivery.claim_contradicted,
)


def analyse(country: Country, as_of: date) -> dict[str, Any]:
    """The object that `interlace analyse --format json` gives, without evidence."""
    t = Terms(country, as_of)
    whole = t.whole()
    found = [finding for rule in RULES for finding in rule(t)]
    return {
        "as_of": as_of.isoformat(),
        "rule_set": "3",
        "alignment": [
            {
                "strategy": code,
                "body": body,
                "demand": len(demand),
                "covered": len(covered),
                "ratio": len(covered) / len(demand),
                "linked": linked,
                "state": state,
            }
            for code, body, demand, covered, linked, state in pairs(t)
        ],
        "profiles": [{"body": b, "principles": _profile(t, b)} for b in t.authorities()],
        "findings": sorted(
            (_told(finding, whole) for finding in found),
            key=lambda told: (told["rule"], told["subject"], told["object"] or ""),
        ),
    }


def _profile(t: Terms, body: str) -> dict[str, dict[str, int]]:
    able = [area for area in AREAS if t.competent(body, area)]
    return {
        principle: {
            "covered": sum(1 for area in able if (principle, area) in t.cover(body)),
            "competent": len(able),
        }
        for principle in PRINCIPLES
    }


def _told(finding: Found, whole: int) -> dict[str, Any]:
    share = 0.5 * finding.reach / whole if whole else 0.0
    return {
        "rule": finding.rule,
        "subject": finding.subject,
        "object": finding.object,
        "cells": sorted(f"{principle}:{area}" for principle, area in finding.cells),
        "areas": sorted(finding.areas),
        "certainty": "confirmed" if finding.confirmed else "unreported",
        "severity": finding.severity,
        "reach": finding.reach,
        "priority": WEIGHTS[finding.severity] * (0.5 + share),
    }
