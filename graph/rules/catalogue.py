"""What a rule is: its metadata, how it finds, and how it proves one finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.rules import RULES as METADATA

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.evidence import Evidence, Finding
    from graph.findings import Found
    from graph.governance import GovernanceGraph
    from policies.rules import RuleMetadata

    Find = Callable[[GovernanceGraph], Found]
    Prove = Callable[[GovernanceGraph, Finding], Evidence]


@dataclass(frozen=True)
class Rule:
    """One rule; `find` gives all its findings as columns, `prove` the evidence of one of them."""

    metadata: RuleMetadata
    find: Find
    prove: Prove


def rule(name: str, prove: Prove) -> Callable[[Find], Rule]:
    """Make a rule of a function that finds. Raises KeyError for a name that has no metadata."""

    def made(find: Find) -> Rule:
        return Rule(metadata=METADATA[name], find=find, prove=prove)

    return made
