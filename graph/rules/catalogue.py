"""What a rule is: its metadata, how it finds, and how it proves one finding."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graph.findings import Found
from policies import SEVERITIES
from policies.rules import RULES as METADATA

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.evidence import Evidence, Finding
    from graph.governance import GovernanceGraph
    from policies.rules import RuleMetadata

    Find = Callable[[GovernanceGraph], Found]
    Prove = Callable[[GovernanceGraph, Finding], Evidence]


@dataclass(frozen=True)
class Rule:
    """One rule: `shipped` finds as its definition says, `prove` gives the evidence of one finding."""

    metadata: RuleMetadata
    shipped: Find
    prove: Prove

    def find(self, graph: GovernanceGraph) -> Found:
        """All findings as columns, as the tenant of the graph has this rule: it may be off, or weigh otherwise."""
        altered = graph.register.settings.rules.get(self.metadata.id)
        if altered is None:
            return self.shipped(graph)
        if altered.off:
            return self._nothing
        found = self.shipped(graph)
        weighs = np.arange(len(SEVERITIES.ids), dtype=np.int8)
        for severity, other in altered.severities.items():
            weighs[SEVERITIES.index(severity)] = SEVERITIES.index(other)
        return replace(found, severity=weighs[found.severity])

    @cached_property
    def _nothing(self) -> Found:
        """No findings, in the columns that this rule has."""
        numbers, carries = np.zeros(0, dtype=np.int32), self.metadata.carries
        return Found(
            subject=numbers,
            reach=np.zeros(0, dtype=np.int64),
            severity=np.zeros(0, dtype=np.int8),
            confirmed=np.zeros(0, dtype=np.bool_),
            object=None if self.metadata.object == "none" else numbers,
            cells=np.zeros((0, 4), dtype=np.uint32) if carries == "cells" else None,
            areas=np.zeros(0, dtype=np.uint32) if carries == "areas" else None,
        )


def rule(name: str, prove: Prove) -> Callable[[Find], Rule]:
    """Make a rule of a function that finds. Raises KeyError for a name that has no metadata."""

    def made(find: Find) -> Rule:
        return Rule(metadata=METADATA[name], shipped=find, prove=prove)

    return made
