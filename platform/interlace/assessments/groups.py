"""Where the middle half of similar bodies stands, from what they released. No single body is told, nor in any order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeGuard

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from graph.scoring import read
from graph.scoring.groups import CHOICES, Band, Features, GroupName, band_of, groups_of, told_groups
from interlace.db.models import Assessment, AssessmentRound, AssessmentSnapshot

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet
    from decimal import Decimal

    from sqlalchemy.orm import Session

    from graph.scoring import Score, ScoreTree
    from interlace.reading.view import View

#: Areas and principles have bands, the whole has none: it would be read as a place among others.
Part = tuple[str, str]


class Chosen(NamedTuple):
    """A version of an instrument, and by what the group is chosen."""

    instrument: str
    version: str
    choice: str


@dataclass(frozen=True)
class GroupTold:
    """A group of bodies like one: by what it was chosen, which one it is, and its bands by kind and id of a part.

    `choices` are the ways to choose of which anything can be told.
    """

    choice: str
    value: str
    bands: Mapping[Part, Band]
    choices: tuple[str, ...]


def group_of(session: Session, view: View, body: str, chosen: Chosen) -> GroupTold:
    """The bands of bodies of the same level as one; none where too few released their results, or one could be told
    apart.
    """
    features = _features(view, body)
    own = groups_of(features[body]) if body in features else {}
    scores = _released(session, chosen, features)
    bands: dict[Part, Band] = {}
    told_of: set[str] = set()
    kept: dict[AbstractSet[str], Mapping[GroupName, AbstractSet[str]]] = {}
    for part, middles in _by_part(scores).items():
        bodies = frozenset(middles)
        if bodies not in kept:
            kept[bodies] = told_groups({code: features[code] for code in bodies})
        for choice, name in own.items():
            members = kept[bodies].get(name)
            if members is not None:
                told_of.add(choice)
                if choice == chosen.choice:
                    bands[part] = band_of([middles[code] for code in sorted(members)], but=body in members)
    named = own.get(chosen.choice)
    choices = tuple(choice for choice in CHOICES if choice in told_of)
    return GroupTold(chosen.choice, "" if named is None else named.value, bands, choices)


def _features(view: View, body: str) -> dict[str, Features]:
    """What groups bodies: of those of the level of one that are live today, by code."""
    sight = view.sight
    row = sight.row_of_code("bodies", body)
    if row is None:
        return {}
    codes, levels = sight.column("bodies", "code"), sight.column("bodies", "level")
    people = sight.column("bodies", "population")
    alike = [one for one in range(len(codes)) if levels[one] == levels[row] and view.live(one)]
    return {codes[one]: Features(people[one], _part(view, one)) for one in alike}


def _part(view: View, row: int) -> str | None:
    """The part of the country in which a body is: the highest body above it that is not national."""
    above = view.ancestors(row)
    levels, codes = view.sight.column("bodies", "level"), view.sight.column("bodies", "code")
    parts = [codes[one] for one in above if levels[one] != "national"]
    return parts[-1] if parts else None


def _released(session: Session, chosen: Chosen, bodies: Mapping[str, Features]) -> dict[str, ScoreTree]:
    """What these bodies released last, by code: of the same version, for only that is comparable."""
    rows = (
        select(Assessment.body, AssessmentSnapshot.scores)
        .join(AssessmentSnapshot, AssessmentSnapshot.assessment == Assessment.id)
        .join(AssessmentRound, AssessmentRound.id == Assessment.round)
        .where(
            Assessment.voice == "body",
            Assessment.state == "released",
            AssessmentSnapshot.instrument == chosen.instrument,
            AssessmentSnapshot.version == chosen.version,
        )
        .ext(distinct_on(Assessment.body))
        .order_by(
            Assessment.body, AssessmentRound.opened_at.desc(), AssessmentRound.id.desc(), Assessment.version.desc()
        )
    )
    return {code: read(scores) for code, scores in session.execute(rows) if code in bodies}


def _by_part(scores: Mapping[str, ScoreTree]) -> dict[Part, dict[str, Decimal]]:
    """By area and principle: the midpoints of bodies that have answered anything there."""
    found: dict[Part, dict[str, Decimal]] = {}
    for body, tree in scores.items():
        for kind, parts in (("area", tree.areas), ("principle", tree.principles)):
            for name, score in parts.items():
                if _said(score):
                    found.setdefault((kind, name), {})[body] = score.middle
    return found


def _said(score: Score | None) -> TypeGuard[Score]:
    return score is not None and score.answered > 0
