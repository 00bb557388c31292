"""What an instrument is once it was read: areas, items with the answers they take, weights, routing.

An instrument is for learning: its scores compare a body with itself, a target or a group, and never rank.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from fractions import Fraction

#: A sentence in several languages, by BCP 47 tag (`{"en": "…", "fr": "…"}`); an instrument says which it must have.
Text = MappingProxyType[str, str]


class Kind(StrEnum):
    """What an instrument is for."""

    INDEX = "index"
    """A questionnaire on all that a body does."""
    CHECKLIST = "checklist"
    """A few questions on one principle."""
    FRAME = "frame"
    """Steps, each with what to record as proof."""
    SELF_CHECK = "self_check"
    """Questions on one subject, such as work across levels."""


class AnswerType(StrEnum):
    """What an item takes as its answer."""

    YES_PLANNED_NO = "yes_planned_no"
    """`yes`, `planned` or `no`."""
    YES_PARTLY_NO = "yes_partly_no"
    """`yes`, `partly` or `no`."""
    FREQUENCY = "frequency"
    """`regularly`, `occasionally` or `never`."""
    NUMBER = "number"
    """A number that is not negative, with at most six decimals."""
    SHARE = "share"
    """A share from 0 to 100 per cent."""
    CHOICE = "choice"
    """One of the item's own options."""
    TEXT = "text"
    """Words; never scored."""


class Standing(StrEnum):
    """How an item stands: three things that are never confused, and never counted as “no”."""

    ANSWERED = "answered"
    OUTSIDE_COMPETENCE = "outside_competence"
    """Another level decides this. The item drops out of the score; it is raised with the level that can act."""
    NOT_ANSWERED = "not_answered"
    """Nobody has said anything yet. The score becomes a range."""


@dataclass(frozen=True)
class Answer:
    """What was said of one item. `value` is a choice's id, words, or a number; None unless it is answered."""

    standing: Standing
    value: str | Decimal | None = None


@dataclass(frozen=True)
class ItemOption:
    """One answer that can be chosen, and what it is worth: from 0 to 1, or None where it takes the item out of it."""

    id: str
    name: Text
    worth: Fraction | Decimal | None


@dataclass(frozen=True)
class Condition:
    """An item is asked only if an earlier item was answered with one of these options."""

    item: str
    one_of: tuple[str, ...]


@dataclass(frozen=True)
class InstrumentArea:
    """A chapter of an instrument. It has its own list of areas, which crosswalk to those of the register by cells.

    `weight` is its share of the whole; the weights of the core areas sum to 1 (optional areas stand beside).
    """

    id: str
    name: Text
    weight: Fraction | Decimal
    """Exact: files may say `1/7`."""
    optional: bool = False


@dataclass(frozen=True)
class Item:
    """One question. `weight` is its share of its area: the weights of an area's scored items sum to 1."""

    id: str
    area: str
    """The id of an area of the instrument."""
    question: Text
    type: AnswerType
    weight: Fraction | Decimal
    principle: str | None = None
    """The principle it speaks to, if one."""
    cells: tuple[tuple[str, str], ...] = ()
    """The cells (principle, area of the register) that it measures."""
    options: tuple[ItemOption, ...] = ()
    """What can be chosen, with its worth; for the three-step types the usual ones unless the file says otherwise."""
    full_at: Decimal | None = None
    """For numbers and shares: from here on the answer is worth 1, below in proportion."""
    help: Text | None = None
    evidence: str = "asked"
    """Whether evidence is `none`, `asked` or `required`."""
    asked_if: tuple[Condition, ...] = ()
    """All of these must hold, or the item is skipped: it then counts neither for nor against."""
    prefill: str | None = None
    """Which question to the register answers it (`interlace.assessments.prefilling` knows them)."""

    @property
    def scored(self) -> bool:
        """Words are read, not scored."""
        return self.type is not AnswerType.TEXT and self.weight > 0


@dataclass(frozen=True)
class Instrument:
    """A version of an instrument. `id` and `version` together name it for good; `status` says whose it is."""

    id: str
    version: str
    name: Text
    kind: str
    """`index`, `checklist`, `frame` or `self_check`."""
    status: str
    """`official`, or `unofficial`: in this project's own words, after public descriptions."""
    source: str
    languages: tuple[str, ...]
    """In which every text must be."""
    areas: tuple[InstrumentArea, ...]
    items: tuple[Item, ...]
    description: Text | None = None
    licence: str | None = None
    """On what terms its words may be used."""
    digest: str = ""
    """SHA-256 of the canonical JSON of the whole, hexadecimal: two versions with one digest are the same."""

    @property
    def items_by_id(self) -> Mapping[str, Item]:
        """Items by their id."""
        return MappingProxyType({item.id: item for item in self.items})
