"""Results as frames with codes and words in place of numbers: for people, files and other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from graph.findings import priorities
from policies import ALIGNMENT_STATES, AREAS, CERTAINTIES, LEVELS, PRINCIPLES, RELATION_KINDS, SEVERITIES
from policies.rules import RULES as METADATA

if TYPE_CHECKING:
    from graph.alignment import Alignment, Profiles
    from graph.analysis import Analysis
    from graph.encoding import Int32s
    from graph.findings import Found
    from graph.governance import GovernanceGraph

_LEVEL_AREAS = pl.Series([f"{level}/{area}" for level in LEVELS.ids for area in AREAS.ids])
_AREAS = pl.Series(AREAS.ids)
_STATES = pl.Series(ALIGNMENT_STATES.ids)
_SEVERITIES = pl.Series(SEVERITIES.ids)
_CERTAINTIES = pl.Series(CERTAINTIES.ids)


def alignment_frame(graph: GovernanceGraph, alignment: Alignment) -> pl.DataFrame:
    """strategy, body, demand, covered (cells), ratio, linked, state; in the order of the codes."""
    row = graph.body[alignment.place]
    order = np.lexsort((row, alignment.strategy))
    demand, covered = alignment.demand[order], alignment.covered[order]
    return pl.DataFrame(
        {
            "strategy": graph.register.strategies.code.gather(alignment.strategy[order]),
            "body": graph.register.bodies.code.gather(row[order]),
            "demand": demand,
            "covered": covered,
            "ratio": covered / demand,
            "linked": alignment.linked[order],
            "state": _STATES.gather(alignment.state[order]),
        }
    )


def profile_frame(graph: GovernanceGraph, profiles: Profiles) -> pl.DataFrame:
    """body, level, competent and one column of covered areas a principle; in the order of the codes."""
    row = graph.body[: graph.authorities]
    order = np.argsort(row)
    covered = {name: profiles.covered[order, column] for column, name in enumerate(PRINCIPLES.ids)}
    return pl.DataFrame(
        {
            "body": graph.register.bodies.code.gather(row[order]),
            "level": pl.Series(LEVELS.ids).gather(graph.level[: graph.authorities][order]),
            "competent": profiles.competent[order],
            **covered,
        }
    )


def finding_frame(analysis: Analysis) -> pl.DataFrame:
    """rule, row (in that rule's columns), subject, object, certainty, severity, reach, priority, rule_set.

    In the order of rule id, subject and object.
    """
    frames = [_rule_frame(analysis.graph, rule, found) for rule, found in analysis.found.items() if len(found)]
    if not frames:
        return pl.DataFrame(schema=_FINDING_SCHEMA)
    return pl.concat(frames).sort("rule", "subject", "object", nulls_last=False)


_FINDING_SCHEMA = {
    "rule": pl.String,
    "row": pl.Int32,
    "subject": pl.String,
    "object": pl.String,
    "certainty": pl.String,
    "severity": pl.String,
    "reach": pl.Int64,
    "priority": pl.Float64,
    "rule_set": pl.String,
}


def _rule_frame(graph: GovernanceGraph, rule: str, found: Found) -> pl.DataFrame:
    metadata = METADATA[rule]
    objects = None if found.object is None else _codes(graph, metadata.object, found.object)
    return pl.DataFrame(
        {
            "rule": pl.repeat(rule, len(found), eager=True),
            "row": np.arange(len(found), dtype=np.int32),
            "subject": _codes(graph, metadata.subject, found.subject),
            "object": objects,
            "certainty": _CERTAINTIES.gather(np.where(found.confirmed, 0, 1)),
            "severity": _SEVERITIES.gather(found.severity),
            "reach": found.reach,
            "priority": priorities(found, graph.whole_population),
            "rule_set": pl.repeat(graph.register.settings.rule_set, len(found), eager=True),
        },
        schema=_FINDING_SCHEMA,
    )


def _codes(graph: GovernanceGraph, kind: str, numbers: Int32s) -> pl.Series:
    """The names in keys of subjects or objects of one kind."""
    register = graph.register
    if kind == "body":
        return register.bodies.code.gather(graph.body[numbers])
    if kind in {"strategy", "action", "work"}:
        return register.work_codes.gather(numbers)
    if kind == "area":
        return _AREAS.gather(numbers)
    if kind == "level/area":
        return _LEVEL_AREAS.gather(numbers)
    if kind == "relation":
        code, relations = register.bodies.code, register.relations
        kinds = pl.Series(RELATION_KINDS.ids).gather(relations.kind[numbers])
        return code.gather(relations.source[numbers]) + ">" + code.gather(relations.target[numbers]) + ":" + kinds
    raise ValueError(f"nothing is known of subjects of the kind {kind}")


def finding_key(rule: str, subject: str, object: str | None) -> str:  # noqa: A002 - the field's word
    """The key of a finding: `rule:subject` or `rule:subject:object`."""
    return f"{rule}:{subject}" if object is None else f"{rule}:{subject}:{object}"
