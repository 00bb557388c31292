"""How many findings there are, by family, certainty and severity at once: gaps and open questions always told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.listing import RULE_IDS
from policies import CERTAINTIES, FAMILIES, SEVERITIES
from policies.rules import RULES as METADATA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.encoding import Flags, Int8s, Int64s, Rows
    from graph.findings import Found
    from graph.listing import Listing

_SHAPE = (len(FAMILIES.ids), len(CERTAINTIES.ids), len(SEVERITIES.ids))
_FAMILY_OF = np.array([FAMILIES.index(METADATA[rule].family) for rule in RULE_IDS])


@dataclass(frozen=True)
class Tally:
    """Numbers of findings, shape (families, certainties, severities)."""

    counts: Int64s

    def of(self, *, family: str | None = None, certainty: str | None = None, severity: str | None = None) -> int:
        """How many there are of what is named. Raises KeyError for an id that there is not."""
        named = (
            slice(None) if family is None else FAMILIES.index(family),
            slice(None) if certainty is None else CERTAINTIES.index(certainty),
            slice(None) if severity is None else SEVERITIES.index(severity),
        )
        return int(self.counts[named].sum())

    @property
    def gaps(self) -> int:
        """Confirmed ones."""
        return self.of(certainty="confirmed")

    @property
    def questions(self) -> int:
        """What was not reported."""
        return self.of(certainty="unreported")


def tally(found: Mapping[str, Found]) -> Tally:
    """All findings of a day, as an analysis holds them by rule; they need not be listed for it."""
    counts = np.zeros(_SHAPE, dtype=np.int64)
    for rule, own in found.items():
        family = _FAMILY_OF[RULE_IDS.index(rule)]
        counts[family] += _counted(np.zeros(len(own), dtype=np.int8), own.confirmed, own.severity)[0]
    return Tally(counts)


def tally_of(listing: Listing, numbers: Rows) -> Tally:
    """Some of the listed findings."""
    family = _FAMILY_OF[listing.rule[numbers]]
    return Tally(_counted(family, listing.confirmed[numbers], listing.severity[numbers]))


def _counted(family: Rows, confirmed: Flags, severity: Int8s) -> Int64s:
    _, certainties, severities = _SHAPE
    slot = (family * certainties + np.where(confirmed, 0, 1)) * severities + severity
    counts: Int64s = np.bincount(slot, minlength=int(np.prod(_SHAPE))).reshape(_SHAPE)
    return counts
