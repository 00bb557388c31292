"""What tables, columns and values are called by people: the words of files that are taken along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import policies
from graph.tables import SCHEMA
from policies.rules import RULES
from web.languages import say, told

if TYPE_CHECKING:
    from collections.abc import Mapping

_VOCABULARIES: Mapping[tuple[str, ...], policies.Vocabulary[Any]] = {
    vocabulary.ids: vocabulary
    for vocabulary in (
        policies.AREAS,
        policies.LEVELS,
        policies.NETWORK_SCOPES,
        policies.PARTICIPATION_DEPTHS,
        policies.PHASES,
        policies.PRINCIPLES,
        policies.RELATION_KINDS,
        policies.ROLES,
        policies.SUCCESSION_KINDS,
    )
}
#: Columns that no record has: which vocabulary their values are of.
_FOUND: Mapping[str, policies.Vocabulary[Any]] = {
    "level": policies.LEVELS,
    "state": policies.ALIGNMENT_STATES,
    "family": policies.FAMILIES,
    "severity": policies.SEVERITIES,
    "severity_before": policies.SEVERITIES,
}


def tables() -> Mapping[str, tuple[str, str]]:
    """By each table: what it is called, and what is in it."""
    return {
        "bodies": (say("Bodies"), say("Authorities, civil-society bodies and networks")),
        "strategies": (say("Strategies"), say("Strategies and plans, with the bodies that own them")),
        "commitments": (say("Commitments"), say("What each strategy says, by principle and area")),
        "actions": (say("Actions"), say("What bodies do: projects, services, measures")),
        "links": (say("Links"), say("Which strategy or action supports which strategy of a higher level")),
        "participations": (say("Participations"), say("Who had a part in which strategy, when and how deeply")),
        "relations": (say("Relations"), say("What two bodies have to do with each other")),
        "competences": (say("Competences"), say("The role that a body has in a policy area")),
        "declarations": (say("Declarations"), say("When a body said that its records were complete")),
        "reports": (say("Reports on progress"), say("How a strategy or an action goes, told on a day")),
        "successions": (say("Successions"), say("Which body followed which after a merger or a split")),
        "oppositions": (say("Oppositions"), say("Strategies marked as working against each other, and by whom")),
        "measurements": (say("Measurements"), say("What bodies scored in cells, by instrument and day")),
        "findings": (say("Findings"), say("Gaps and open questions on the day that is shown")),
        "changes": (say("What changed"), say("Findings that opened, closed or changed between the two days")),
        "alignment": (
            say("Alignment"),
            say("Each strategy in force with each authority below its owner: how much of it is covered"),
        ),
        "profiles": (say("Coverage"), say("In how many of its areas each authority covers each principle")),
        "explained": (say("Findings in words"), say("What was found and what would close it, in sentences")),
        "unreported": (
            say("Not reported"),
            say("Bodies that have not declared their records complete, and how many questions concern them"),
        ),
    }


def column_names() -> Mapping[str, str]:
    """What columns are called; those of a tenant's own have no other name than theirs."""
    return {
        **{id_: told(term.name) for id_, term in zip(policies.PRINCIPLES.ids, policies.PRINCIPLES, strict=True)},
        "action": say("Action"),
        "area": say("Area"),
        "areas": say("Areas"),
        "body": say("Body"),
        "budget_amount": say("Budget"),
        "budget_currency": say("Currency"),
        "cells": say("Principles and areas"),
        "certainty": say("Gap or question"),
        "certainty_before": say("Gap or question before"),
        "change": say("Change"),
        "closes": say("What would close it"),
        "co_owners": say("Co-owners"),
        "code": say("Code"),
        "commitments_complete": say("All commitments recorded"),
        "competent": say("Areas of competence"),
        "covered": say("Cells covered"),
        "declared_on": say("Declared on"),
        "demand": say("Cells asked of it"),
        "depth": say("Depth"),
        "ends_on": say("Ends on"),
        "evidence_base": say("Rests on evidence"),
        "evidence_url": say("Address of evidence"),
        "explanation": say("What was found"),
        "family": say("Family"),
        "framework": say("Legal framework"),
        "from": say("From"),
        "funded": say("Funded"),
        "identifiers": say("Identifiers"),
        "instrument": say("Code of the instrument"),
        "items": say("Items it rests on"),
        "key": say("Key"),
        "kind": say("Kind"),
        "last_met_on": say("Last met on"),
        "legal_basis": say("Legal basis"),
        "level": say("Level"),
        "linked": say("Linked"),
        "marked_by": say("Marked by"),
        "marked_on": say("Marked on"),
        "measured_on": say("Measured on"),
        "mechanism": say("Means"),
        "meets_every_months": say("Meets every … months"),
        "monitoring": say("Monitored"),
        "name": say("Name"),
        "note": say("Note"),
        "object": say("Object"),
        "on": say("On"),
        "other": say("Other strategy"),
        "owner": say("Owner"),
        "parent": say("Body above"),
        "partners": say("Partners"),
        "phase": say("Phase"),
        "population": say("Population"),
        "predecessor": say("Predecessor"),
        "principle": say("Principle"),
        "priority": say("Priority"),
        "progress": say("Progress in per cent"),
        "questions": say("Open questions"),
        "ratio": say("Share covered"),
        "reach": say("People concerned"),
        "reason": say("Reason"),
        "reported_on": say("Reported on"),
        "resolved_on": say("Resolved on"),
        "review_due_on": say("Review due on"),
        "reviewed_on": say("Reviewed on"),
        "role": say("Role"),
        "rule": say("Rule"),
        "rule_set": say("Set of rules"),
        "scope": say("Scope"),
        "score_from": say("The least it can be, of 100"),
        "score_to": say("The most it can be, of 100"),
        "serves": say("Serves"),
        "severity": say("Severity"),
        "severity_before": say("Severity before"),
        "source": say("Source"),
        "starts_on": say("Starts on"),
        "state": say("State"),
        "status": say("Status"),
        "strategy": say("Strategy"),
        "subject": say("Subject"),
        "successor": say("Successor"),
        "target": say("Target"),
        "title": say("Title"),
        "to": say("To"),
        "url": say("Address"),
        "valid_from": say("Valid from"),
        "valid_to": say("Valid to"),
        "version": say("Version of the instrument"),
        "voice": say("Whose answers"),
        "website": say("Website"),
    }


def value_names(table: str, column: str) -> Mapping[str, str] | None:
    """What the values of a column are called; None where they are not of a list."""
    if column == "rule":
        return {rule: told(metadata.title) for rule, metadata in RULES.items()}
    if column in _FOUND and column not in SCHEMA.get(table, {}):
        return _terms(_FOUND[column])
    if column in {"certainty", "certainty_before"}:
        return {"confirmed": say("Gap"), "unreported": say("Open question")}
    if column == "change":
        return {"opened": say("Opened"), "closed": say("Closed"), "changed": say("Changed")}
    choices = SCHEMA[table][column].choices if column in SCHEMA.get(table, {}) else ()
    if choices in _VOCABULARIES:
        return _terms(_VOCABULARIES[choices])
    known = _choices()
    return {choice: known[choice] for choice in choices} if choices else None


def _terms(vocabulary: policies.Vocabulary[Any]) -> dict[str, str]:
    return {term.id: told(term.name) for term in vocabulary}


def _choices() -> Mapping[str, str]:
    """Choices that are of no vocabulary."""
    return {
        "adopted": say("Adopted"),
        "body": say("its own answers"),
        "cancelled": say("Cancelled"),
        "civil_society": say("answers of civil society"),
        "completed": say("Completed"),
        "confirmed": say("Confirmed"),
        "declared": say("Declared"),
        "disputed": say("Disputed"),
        "draft": say("Draft"),
        "no": say("No"),
        "ongoing": say("Ongoing"),
        "planned": say("Planned"),
        "reviewer": say("answers of a reviewer"),
        "withdrawn": say("Withdrawn"),
        "yes": say("Yes"),
    }
