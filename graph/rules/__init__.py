"""The rules of coordination gaps, a function each, in the order of their catalogue in `policies.rules`."""

from __future__ import annotations

from graph.rules import delivery, horizontal, mechanisms, participation, vertical
from graph.rules.catalogue import Rule
from policies.rules import RULES as METADATA

_FAMILIES = (vertical, horizontal, mechanisms, participation, delivery)
_FOUND = {
    found.metadata.id: found for family in _FAMILIES for found in vars(family).values() if isinstance(found, Rule)
}

#: Every rule by its id.
RULES: dict[str, Rule] = {rule: _FOUND[rule] for rule in METADATA}

__all__ = ["RULES", "Rule"]
