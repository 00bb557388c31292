"""Crosswalks: how the items of one version of an instrument became those of another, so that answers can be compared.

Nothing is lost silently: each old item is mapped or dropped with a reason, each new one comes from earlier ones or is
new.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from policies.instruments.model import Text


@dataclass(frozen=True)
class Origin:
    """An old item from which a new one comes, and with which weight. The weights of a new item's origins sum to 1."""

    item: str
    weight: Fraction


@dataclass(frozen=True)
class Mapped:
    """A new item that comes from old ones."""

    item: str
    """The id in the new version."""
    origins: tuple[Origin, ...]
    values: Mapping[str, str]
    """Old option → new option, where their ids differ; for a single origin alone."""
    changed: Text | None = None
    """How its meaning changed, if it did: answers are carried over, and marked."""


@dataclass(frozen=True)
class Dropped:
    """An old item that has no successor, and why."""

    item: str
    reason: Text


@dataclass(frozen=True)
class Crosswalk:
    """From one version of an instrument to another."""

    instrument: str
    old_version: str
    new_version: str
    source: str
    languages: tuple[str, ...]
    mapped: tuple[Mapped, ...]
    dropped: tuple[Dropped, ...]
    added: tuple[str, ...]
    """New items that come from nothing."""
    digest: str = ""
    """SHA-256 of the canonical JSON, hexadecimal."""

    @property
    def key(self) -> str:
        """What names it: `instrument@old@new`."""
        return f"{self.instrument}@{self.old_version}@{self.new_version}"
