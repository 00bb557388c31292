"""The kinds of things that can be published: whoever keeps things of a kind registers here how they are described."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from interlace.db.models.commons import KINDS
from interlace.errors import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.unit import Unit
    from interlace.principals import Principal


@dataclass(frozen=True)
class Described:
    """What would stand in the commons. `body` is a code; texts hold nobody's name and no address of a person."""

    title: str
    summary: str
    text: str
    """All that is searched beside title and summary, in `language`."""
    language: str
    body: str
    principles: Sequence[str] = ()
    areas: Sequence[str] = ()
    cells: Sequence[str] = ()
    """`principle:area`, where it is known which goes with which."""
    rules: Sequence[str] = ()
    """The rules whose findings it speaks to."""
    starts_on: date | None = None
    ends_on: date | None = None
    content: Mapping[str, Any] = field(default_factory=dict)
    """The whole, as the kind tells it: what JSON holds."""
    languages: Sequence[str] = ()
    """Further languages in which there are texts."""
    other_text: str = ""
    """The texts in those."""


def _everybody(_session: Session, _principal: Principal, _subject: UUID, _today: date) -> bool:
    return True


def _nothing(_unit: Unit, _subject: UUID, _state: str) -> None:
    return None


@dataclass(frozen=True)
class Kind:
    """A kind of thing: how one is described, who knows of one, and what becomes of it when its publication moves."""

    name: str
    describe: Callable[[Session, UUID], Described]
    """Raises Unknown where there is none, and Conflict where it is not ready."""
    known_to: Callable[[Session, Principal, UUID, date], bool] = _everybody
    moved: Callable[[Unit, UUID, str], None] = _nothing
    """Told in the same write that a thing’s publication was `proposed`, `published`, `refused` or `withdrawn`."""


_registered: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. Its name is one of those that the tables know."""
    if kind.name not in KINDS:
        raise ValueError(f"The commons has no kind {kind.name}.")
    _registered[kind.name] = kind


def kind_of(name: str) -> Kind:
    """The kind of a name. Raises Unknown for one that nothing is kept of."""
    found = _registered.get(name)
    if found is None:
        raise Unknown(f"Nothing of the kind “{name[:32]}” can be published.")
    return found


def subject_of(kind: str, subject: UUID) -> str:
    """How a publication names what it publishes: `practice:<id>`."""
    return f"{kind}:{subject}"
