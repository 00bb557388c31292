"""The field's words as typed lists, read from the files in `data/`; their order there is their order everywhere."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

DATA = Path(__file__).parent / "data"
#: The languages of the field’s words.
LANGUAGES = ("en", "fr", "pt", "es")


@dataclass(frozen=True)
class Text:
    """A sentence or name in every language of the product."""

    en: str
    fr: str
    pt: str
    es: str

    def in_language(self, language: str) -> str:
        """The text in one of `LANGUAGES`. Raises KeyError for another language."""
        return {"en": self.en, "fr": self.fr, "pt": self.pt, "es": self.es}[language]


@dataclass(frozen=True)
class Term:
    """One word of a vocabulary: the id that files and programs use, a name and one line that describes it."""

    id: str
    name: Text
    description: Text


@dataclass(frozen=True)
class LevelTerm(Term):
    """A level; authorities have a rank, 0 for national, and contain only authorities of larger rank."""

    rank: int | None

    @property
    def authority(self) -> bool:
        """Whether bodies of this level are authorities; civil society and networks are not."""
        return self.rank is not None


@dataclass(frozen=True)
class RelationKindTerm(Term):
    """A kind of relation; some kinds are coordination, some read alike in both directions."""

    coordination: bool
    symmetric: bool


@dataclass(frozen=True)
class SeverityTerm(Term):
    """How much a finding matters; its weight enters the priority."""

    weight: float


AnyTerm = TypeVar("AnyTerm", bound=Term)


class Vocabulary(Generic[AnyTerm]):
    """An ordered list of terms, each found by its id."""

    def __init__(self, terms: Sequence[AnyTerm]) -> None:
        self.ids: tuple[str, ...] = tuple(term.id for term in terms)
        self._terms = {term.id: term for term in terms}
        self._places = {name: place for place, name in enumerate(self.ids)}

    def __getitem__(self, name: str) -> AnyTerm:
        """The term of this id. Raises KeyError."""
        return self._terms[name]

    def __iter__(self) -> Iterator[AnyTerm]:
        return iter(self._terms.values())

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, name: object) -> bool:
        return name in self._terms

    def index(self, name: str) -> int:
        """The place of a term, from 0. Raises KeyError."""
        return self._places[name]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def text_of(where: str, entry: Mapping[str, Any], field: str) -> Text:
    """The field `field` of a data file's entry. Raises ValueError where it or one of its languages is missing."""
    value = entry.get(field)
    if not isinstance(value, dict) or set(value) != set(LANGUAGES) or not all(map(_is_text, value.values())):
        raise ValueError(f"{where}: `{field}` needs a text in each of {', '.join(LANGUAGES)}")
    return Text(**value)


def read_terms(path: Path, kind: type[AnyTerm], *more: str) -> Vocabulary[AnyTerm]:
    """A vocabulary from a TOML file of tables `[id]` with name, description and the fields in `more`.

    Raises ValueError that names the file, the term and the field where something is missing.
    """
    terms = []
    for name, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
        where = f"{path.name}, {name}"
        missing = [field for field in more if field not in entry]
        if missing:
            raise ValueError(f"{where}: `{missing[0]}` is missing")
        texts = {field: text_of(where, entry, field) for field in ("name", "description")}
        terms.append(kind(id=name, **texts, **{field: entry[field] for field in more}))
    return Vocabulary(terms)


def _read_levels(path: Path) -> Vocabulary[LevelTerm]:
    plain = read_terms(path, Term)
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    return Vocabulary([LevelTerm(term.id, term.name, term.description, entries[term.id].get("rank")) for term in plain])


PRINCIPLES = read_terms(DATA / "principles.toml", Term)
AREAS = read_terms(DATA / "areas.toml", Term)
LEVELS = _read_levels(DATA / "levels.toml")
RELATION_KINDS = read_terms(DATA / "relation_kinds.toml", RelationKindTerm, "coordination", "symmetric")
ROLES = read_terms(DATA / "roles.toml", Term)
COMMITMENT_DEPTHS = read_terms(DATA / "commitment_depths.toml", Term)
PHASES = read_terms(DATA / "phases.toml", Term)
PARTICIPATION_DEPTHS = read_terms(DATA / "participation_depths.toml", Term)
NETWORK_SCOPES = read_terms(DATA / "network_scopes.toml", Term)
SUCCESSION_KINDS = read_terms(DATA / "succession_kinds.toml", Term)
SEVERITIES = read_terms(DATA / "severities.toml", SeverityTerm, "weight")
CERTAINTIES = read_terms(DATA / "certainties.toml", Term)
ALIGNMENT_STATES = read_terms(DATA / "alignment_states.toml", Term)
FAMILIES = read_terms(DATA / "families.toml", Term)
OECD_GAPS = read_terms(DATA / "oecd_gaps.toml", Term)
