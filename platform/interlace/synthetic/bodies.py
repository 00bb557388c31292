"""Bodies of an invented country, their competences, declarations and successions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from interlace.synthetic.columns import day, days, distinct, drawn, table, where
from policies import AREAS, LEVELS

if TYPE_CHECKING:
    from numpy.typing import NDArray

NATIONAL, REGIONAL, INTERMEDIATE, LOCAL, SUBMUNICIPAL, CIVIL_SOCIETY, NETWORK = range(7)
_SYLLABLES = (
    "ba",
    "dor",
    "ka",
    "lin",
    "mer",
    "no",
    "pel",
    "ris",
    "sa",
    "tul",
    "ven",
    "zo",
    "fal",
    "gre",
    "hi",
    "jo",
)
_REFORM = day(2022)


@dataclass(frozen=True)
class Population:
    """All bodies, level by level; `parent` is a row, -1 for none; `home` the region's row a body is in."""

    frame: pl.DataFrame
    level: NDArray[np.int8]
    parent: NDArray[np.int64]
    ended: NDArray[np.bool_]
    competences: pl.DataFrame
    successions: pl.DataFrame
    declarations: pl.DataFrame

    def rows(self, level: int) -> NDArray[np.int64]:
        """The rows of one level."""
        return np.flatnonzero(self.level == level)


def _levels(count: int) -> NDArray[np.int8]:
    """How many of each level: shares of a large country, at least a region from five bodies on."""
    regions = 0 if count < 5 else max(1, round((count / 100) ** 0.5))
    shares = {INTERMEDIATE: 0.014, SUBMUNICIPAL: 0.08, CIVIL_SOCIETY: 0.19, NETWORK: 0.012}
    numbers = {level: int(count * share) for level, share in shares.items()}
    if count >= 12:
        numbers[NETWORK] = max(numbers[NETWORK], 2)
    local = count - 1 - regions - sum(numbers.values())
    sizes = (
        1,
        regions,
        numbers[INTERMEDIATE],
        local,
        numbers[SUBMUNICIPAL],
        numbers[CIVIL_SOCIETY],
        numbers[NETWORK],
    )
    return np.repeat(np.arange(7, dtype=np.int8), sizes)


def _parents(level: NDArray[np.int8], random: np.random.Generator) -> NDArray[np.int64]:
    """Regions under the State, intermediates under most regions, the rest where their level may stand."""
    rows = [np.flatnonzero(level == number) for number in range(7)]
    parent = np.full(len(level), -1, dtype=np.int64)
    parent[rows[REGIONAL]] = 0
    upper = rows[REGIONAL] if len(rows[REGIONAL]) else rows[NATIONAL]
    with_intermediates = upper[: max(1, int(len(upper) * 0.8))]
    parent[rows[INTERMEDIATE]] = random.choice(with_intermediates, len(rows[INTERMEDIATE]))
    direct = upper[len(with_intermediates) :]
    above = np.concatenate([rows[INTERMEDIATE], direct]) if len(rows[INTERMEDIATE]) else upper
    parent[rows[LOCAL]] = random.choice(above, len(rows[LOCAL]))
    if len(rows[LOCAL]):
        cities = rows[LOCAL][: max(1, len(rows[LOCAL]) // 120)]
        parent[rows[SUBMUNICIPAL]] = random.choice(cities, len(rows[SUBMUNICIPAL]))
    places = np.concatenate([rows[LOCAL], rows[LOCAL], upper, rows[NATIONAL]])
    parent[rows[CIVIL_SOCIETY]] = random.choice(places, len(rows[CIVIL_SOCIETY]))
    return parent


def body_tables(count: int, random: np.random.Generator) -> Population:
    """Draw the bodies of a country and what is said of them alone."""
    level = _levels(count)
    parent = _parents(level, random)
    code = pl.Series([f"{'NRILDCW'[kind]}{row:06d}" for row, kind in enumerate(level.tolist())])
    syllables = np.array(_SYLLABLES)[random.integers(0, len(_SYLLABLES), (count, 3))]
    names = ["".join(parts).capitalize() for parts in syllables.tolist()]
    ended = (level == LOCAL) & (random.random(count) < 0.01)
    born = (level == CIVIL_SOCIETY) & (random.random(count) < 0.2)
    network = level == NETWORK
    known = ((level == LOCAL) | (level == SUBMUNICIPAL)) & (random.random(count) < 0.95)
    people = (200 * (1 - random.random(count)) ** -1.1).clip(max=3_000_000).astype(np.int64)
    first = np.maximum.accumulate(np.where(level <= REGIONAL, np.arange(count), 0))
    regions = np.flatnonzero(level == REGIONAL)
    serves = random.choice(regions, count) if len(regions) else first
    frame = table(
        "bodies",
        {
            "code": code,
            "name": names,
            "level": pl.Series(LEVELS.ids).gather(level),
            "parent": where(parent >= 0, code.gather(np.maximum(parent, 0))),
            "population": where(known, pl.Series(people)),
            "valid_from": days(random.integers(day(1990), day(2024), count), born),
            "valid_to": days(np.full(count, _REFORM - 1), ended),
            "scope": where(network, drawn(random, ("multilevel", "peer", None), (0.3, 0.6, 0.1), count)),
            "serves": where(network & (random.random(count) < 0.6), code.gather(serves)),
            "meets_every_months": where(network, drawn(random, ("3", "6", "12"), (1, 2, 1), count).cast(pl.Int64)),
            "last_met_on": days(random.integers(day(2023), day(2026), count), network),
        },
    )
    return Population(
        frame=frame.with_columns(name_fr=pl.Series([f"{name} (fr)" for name in names])),
        level=level,
        parent=parent,
        ended=ended,
        competences=_competences(code, level, random),
        successions=_successions(code, level, ended, random),
        declarations=_declarations(code, random),
    )


def _competences(code: pl.Series, level: NDArray[np.int8], random: np.random.Generator) -> pl.DataFrame:
    upper = np.flatnonzero((level == REGIONAL) | (level == INTERMEDIATE))
    locals_ = np.flatnonzero(level == LOCAL)
    count = int(len(level) * 0.42)
    bodies = np.concatenate([np.repeat(upper, 6), random.choice(locals_, count) if len(locals_) else locals_])
    area = random.integers(0, len(AREAS.ids), len(bodies))
    kept = distinct(bodies, area)
    bodies, area = bodies[kept], area[kept]
    start = random.integers(day(2000), day(2027), len(bodies))
    return table(
        "competences",
        {
            "body": code.gather(bodies),
            "area": pl.Series(AREAS.ids).gather(area),
            "role": drawn(random, ("lead", "shared", "advisory", "none"), (1, 3, 1, 1), len(bodies)),
            "valid_from": days(start, random.random(len(bodies)) < 0.5),
        },
    )


def _successions(
    code: pl.Series, level: NDArray[np.int8], ended: NDArray[np.bool_], random: np.random.Generator
) -> pl.DataFrame:
    gone = np.flatnonzero(ended)
    heirs = np.flatnonzero((level == LOCAL) & ~ended)
    heir = random.choice(heirs, len(gone)) if len(heirs) else gone[:0]
    gone = gone[: len(heir)]
    return table(
        "successions",
        {
            "predecessor": code.gather(gone),
            "successor": code.gather(heir),
            "on": days(np.full(len(gone), _REFORM)),
            "kind": pl.repeat("merger", len(gone), eager=True),
        },
    )


def _declarations(code: pl.Series, random: np.random.Generator) -> pl.DataFrame:
    count = int(len(code) * 0.7)
    body = random.integers(0, len(code), count)
    told = random.integers(day(2023), day(2026), count)
    kept = distinct(body, told)
    return table("declarations", {"body": code.gather(body[kept]), "declared_on": days(told[kept])})
