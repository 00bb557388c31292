"""What a tenant says about itself: its name, languages, thresholds, competence matrix, and its own say on rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from policies.rules import RULE_SET

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Thresholds:
    """Where the rules draw their lines.

    Shares are exact fractions, so that 7 of 25 reaches 0.28; the others are whole numbers of days,
    of inhabitants (`small_population`), of bodies (`fragment`) or of points out of 100 (`contradicted_below`).
    """

    aligned_from: Fraction = Fraction(6, 10)
    fresh_days: int = 365
    declared_share: Fraction = Fraction(8, 10)
    small_population: int = 10_000
    delivery_days: int = 730
    stale_days: int = 365
    confirm_days: int = 30
    fragment: int = 3
    contradicted_below: int = 40


#: How a rule that a tenant does not ask is written.
OFF = "off"


@dataclass(frozen=True)
class Alteration:
    """What a tenant makes of one rule: it does not ask it at all, or weighs its findings otherwise.

    `severities` is severity of the rule → the one that its findings have here.
    """

    off: bool = False
    severities: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """One tenant's own settings; `competence_matrix` is level → area → role, `rules` rule → what is other here."""

    name: str | None = None
    country: str | None = None
    languages: tuple[str, ...] = ()
    thresholds: Thresholds = field(default_factory=Thresholds)
    competence_matrix: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rules: Mapping[str, Alteration] = field(default_factory=dict)

    @cached_property
    def rule_set(self) -> str:
        """Under which rules findings are made: the number of the shipped set and, after `+`, a digest of what is other.

        Two tenants that alter the same rules alike have the same label, whatever the order in which they did.
        """
        told = [
            f"{rule}:{OFF if one.off else ','.join(f'{old}>{new}' for old, new in sorted(one.severities.items()))}"
            for rule, one in sorted(self.rules.items())
        ]
        return f"{RULE_SET}+{sha256(';'.join(told).encode()).hexdigest()[:6]}" if told else str(RULE_SET)
