"""Small random countries whose dates fall on and around the boundaries of the rules; valid by docs/bundle.md."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.brute_force.country import AUTHORITY_LEVELS, PRINCIPLES, Country, Row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

AS_OF = date(2024, 6, 30)
#: Days before `AS_OF` that some rule draws a line at, and the days around them.
_LINES = (0, 1, -1, 30, 31, 364, 365, 366, 729, 730, 731, -365, -366, 1500, -1500)
_AREAS = ("education", "housing", "media", "welcoming")
_KINDS = ("coordinates_with", "consults", "partners_with", "funds", "reports_to", "delegates_to", "mentors")
_SYMMETRIC = ("coordinates_with", "partners_with")


class _Dice:
    """A seeded source of choices."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, values: Sequence[str]) -> str:
        return self.random.choice(values)

    def some(self, values: Sequence[str], most: int) -> list[str]:
        return self.random.sample(list(values), min(len(values), self.random.randint(0, most)))

    def day(self, empty: float = 0.0) -> str:
        if self.chance(empty):
            return ""
        return (AS_OF - timedelta(days=self.random.choice(_LINES))).isoformat()

    def period(self, open_share: float = 0.6) -> tuple[str, str]:
        start, end = self.day(open_share), self.day(open_share)
        return (end, start) if start and end and end < start else (start, end)


def random_country(seed: int) -> Country:
    """The country of a seed: 1 to 24 bodies and whatever they might have registered."""
    dice = _Dice(seed)
    bodies = _bodies(dice)
    codes = [row["code"] for row in bodies]
    strategies, actions = _strategies(dice, codes), _actions(dice, codes)
    own = [row["code"] for row in strategies]
    works = own + [row["code"] for row in actions]
    return Country(
        tables={
            "bodies": bodies,
            "competences": _competences(dice, codes),
            "relations": _relations(dice, bodies),
            "strategies": strategies,
            "commitments": _commitments(dice, own),
            "actions": actions,
            "links": _links(dice, works, own),
            "participations": _participations(dice, own, codes),
            "successions": [],
            "declarations": _unique(
                [{"body": dice.one(codes), "declared_on": dice.day()} for _ in range(dice.random.randint(0, 14))]
            ),
            "reports": _unique(
                [{"subject": dice.one(works), "reported_on": dice.day()} for _ in range(dice.random.randint(0, 8))]
                if works
                else []
            ),
            "oppositions": _oppositions(dice, own, codes),
            "measurements": _measurements(_Dice(seed + 1_000_003), codes),
        },
        thresholds=_thresholds(dice),
        matrix=_matrix(dice),
    )


def _unique(rows: list[Row]) -> list[Row]:
    return [dict(pairs) for pairs in dict.fromkeys(tuple(row.items()) for row in rows)]


def _thresholds(dice: _Dice) -> dict[str, str]:
    choices = {
        "aligned_from": ("0.5", "0.28", "1", "0"),
        "declared_share": ("0.5", "1", "0.34"),
        "fragment": ("1", "2"),
        "confirm_days": ("0",),
        "small_population": ("0", "100"),
        "fresh_days": ("366",),
        "stale_days": ("364",),
        "delivery_days": ("729",),
        "contradicted_below": ("0", "50", "100"),
    }
    return {name: dice.one(values) for name, values in choices.items() if dice.chance(0.35)}


def _matrix(dice: _Dice) -> dict[str, dict[str, str]]:
    roles = ("lead", "shared", "advisory", "none")
    return {
        level: {area: dice.one(roles) for area in dice.some(_AREAS, 3)}
        for level in AUTHORITY_LEVELS
        if dice.chance(0.3)
    }


def _bodies(dice: _Dice) -> list[Row]:
    bodies: list[Row] = []
    # In a crowd many siblings share one parent, so that groups of peers form.
    crowd = dice.chance(0.35)
    for number in range(dice.random.randint(1, 24)):
        share = dice.random.random()
        level = "civil_society" if share > 0.85 else "network" if share > 0.7 else dice.one(AUTHORITY_LEVELS)
        if not number:
            level = "national"
        elif crowd and dice.chance(0.6):
            level = "local"
        start, end = dice.period() if dice.chance(0.3) else ("", "")
        row = {
            "code": f"{dice.one('aBz9')}{number}",
            "name": f"Body {number}",
            "level": level,
            "parent": bodies[0]["code"] if crowd and level == "local" else _parent(dice, bodies, level),
            "population": str(dice.random.choice((0, 99, 100, 9999, 10000, 70000))) if dice.chance(0.6) else "",
            "valid_from": start,
            "valid_to": end,
        }
        if level == "network":
            authorities = [other["code"] for other in bodies if other["level"] in AUTHORITY_LEVELS]
            row["scope"] = dice.one(("multilevel", "multilevel", "peer", ""))
            row["serves"] = dice.one(authorities) if dice.chance(0.5) else ""
            row["meets_every_months"] = dice.one(("", "1", "6", "12"))
            row["last_met_on"] = dice.one(("", "2022-06-30", "2022-06-29", "2023-06-30", "2024-04-30", "2024-02-29"))
        bodies.append(row)
    dice.random.shuffle(bodies)
    return bodies


def _parent(dice: _Dice, bodies: list[Row], level: str) -> str:
    if level == "network" or dice.chance(0.1):
        return ""
    rank = AUTHORITY_LEVELS.index(level) if level in AUTHORITY_LEVELS else 5
    above = [
        row["code"]
        for row in bodies
        if row["level"] in AUTHORITY_LEVELS and AUTHORITY_LEVELS.index(row["level"]) < rank
    ]
    return dice.one(above) if above else ""


def _competences(dice: _Dice, codes: list[str]) -> list[Row]:
    rows = []
    for _ in range(dice.random.randint(0, 30)):
        start, end = dice.period(0.8)
        rows.append(
            {
                "body": dice.one(codes),
                "area": dice.one(_AREAS[:3]),
                "role": dice.one(("lead", "lead", "shared", "advisory", "none")),
                "valid_from": start,
                "valid_to": end,
            }
        )
    return rows


def _relations(dice: _Dice, bodies: list[Row]) -> list[Row]:
    rows: list[Row] = []
    levels = {row["code"]: row["level"] for row in bodies}
    networks = [code for code, level in levels.items() if level == "network"]
    seen: set[tuple[str, str, str]] = set()
    for _ in range(dice.random.randint(0, 34)):
        kind = dice.one((*_KINDS, "member_of", "member_of", "member_of", "part_of"))
        source = dice.one(list(levels))
        target = dice.one(networks if kind == "member_of" and networks else list(levels))
        if kind == "part_of":
            target = _parent(dice, bodies, levels[source])
        if kind == "member_of" and not networks:
            continue
        ends = sorted((source, target)) if kind in _SYMMETRIC else [source, target]
        if not target or source == target or (ends[0], ends[1], kind) in seen:
            continue
        seen.add((ends[0], ends[1], kind))
        for start, end in _periods(dice):
            rows.append(
                {
                    "source": source,
                    "target": target,
                    "kind": kind,
                    "status": dice.one(("", "declared", "confirmed", "confirmed", "disputed")),
                    "declared_on": dice.day(0.4),
                    "valid_from": start,
                    "valid_to": end,
                }
            )
    return rows


def _periods(dice: _Dice) -> list[tuple[str, str]]:
    """One period, or two that touch but do not overlap."""
    if dice.chance(0.1):
        return [("", (AS_OF - timedelta(days=1)).isoformat()), (AS_OF.isoformat(), "")]
    return [dice.period(0.75)]


def _strategies(dice: _Dice, codes: list[str]) -> list[Row]:
    rows = []
    answers = ("", "yes", "no")
    for number in range(dice.random.randint(0, 16)):
        start, end = dice.period(0.5)
        rows.append(
            {
                "code": f"{dice.one('sT')}{number}",
                "title": f"Strategy {number}",
                "owner": dice.one(codes),
                "co_owners": "|".join(dice.some(codes, 2)),
                "status": dice.one(("", "adopted", "adopted", "adopted", "draft", "withdrawn")),
                "starts_on": start,
                "ends_on": end,
                "review_due_on": dice.day(0.5),
                "reviewed_on": dice.day(0.5),
                "evidence_base": dice.one(answers),
                "monitoring": dice.one(answers),
                "funded": dice.one(answers),
                "commitments_complete": dice.one(answers),
            }
        )
    return rows


def _commitments(dice: _Dice, strategies: list[str]) -> list[Row]:
    return [
        {"strategy": code, "principle": principle, "area": area, "depth": dice.one("1223")}
        for code in strategies
        for principle in PRINCIPLES
        for area in _AREAS
        if dice.chance(0.3)
    ]


def _actions(dice: _Dice, codes: list[str]) -> list[Row]:
    rows = []
    for number in range(dice.random.randint(0, 16)):
        start, end = dice.period()
        cells = [f"{dice.one(PRINCIPLES)}:{dice.one(_AREAS)}" for _ in range(dice.random.randint(0, 5))]
        rows.append(
            {
                "code": f"{dice.one('aZ')}ct{number}",
                "title": f"Action {number}",
                "body": dice.one(codes),
                "status": dice.one(("", "ongoing", "ongoing", "completed", "completed", "planned", "cancelled")),
                "starts_on": start,
                "ends_on": end,
                "cells": "|".join(dict.fromkeys(cells)),
                "partners": "|".join(dice.some(codes, 2) if dice.chance(0.2) else []),
            }
        )
    return rows


def _links(dice: _Dice, works: list[str], strategies: list[str]) -> list[Row]:
    if not strategies:
        return []
    pairs = {(dice.one(works), dice.one(strategies)) for _ in range(dice.random.randint(0, 24))}
    statuses = ("", "declared", "confirmed", "disputed")
    return [
        {"from": source, "to": target, "status": dice.one(statuses)}
        for source, target in sorted(pairs)
        if source != target
    ]


def _participations(dice: _Dice, strategies: list[str], codes: list[str]) -> list[Row]:
    phases, depths = (
        ("design", "delivery", "evaluation"),
        ("information", "consultation", "dialogue", "active_involvement"),
    )
    return [
        {"strategy": code, "body": body, "phase": phase, "depth": dice.one(depths)}
        for code in strategies
        for phase in phases
        for body in (dice.some(codes, 3) if dice.chance(0.5) else [])
    ]


def _oppositions(dice: _Dice, strategies: list[str], codes: list[str]) -> list[Row]:
    rows: dict[tuple[str, ...], Row] = {}
    for _ in range(dice.random.randint(0, 10) if len(strategies) > 1 else 0):
        strategy, other = dice.random.sample(strategies, 2)
        marked_on, resolved_on = dice.period()
        by = dice.one(codes)
        rows[strategy, other, by, marked_on] = {
            "strategy": strategy,
            "other": other,
            "marked_by": by,
            "marked_on": marked_on,
            "resolved_on": resolved_on,
            "reason": dice.one(("", "One undoes the other.")),
        }
    return list(rows.values())


def _measurements(dice: _Dice, codes: list[str]) -> list[Row]:
    rows: dict[tuple[str, ...], Row] = {}
    for _ in range(dice.random.randint(0, 3)):
        body, on, instrument = dice.one(codes), dice.day(), dice.one(("index", "index", "check"))
        for _ in range(dice.random.randint(1, 20)):
            principle, area = dice.one(PRINCIPLES), dice.one(_AREAS)
            least, most = sorted(
                dice.random.sample(("0", "12.5", "39.999999", "40", "40.000001", "50", "100"), 2), key=float
            )
            rows[body, instrument, on, principle, area] = {
                "body": body,
                "measured_on": on,
                "principle": principle,
                "area": area,
                "score_from": least,
                "score_to": most,
                "items": dice.one(("", "1", "4")),
                "instrument": instrument,
                "voice": dice.one(("", "body", "reviewer")),
            }
    return list(rows.values())


def write_country(country: Country, folder: Path) -> None:
    """The country as a bundle."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in country.tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        if columns:
            with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, columns)
                writer.writeheader()
                writer.writerows(rows)
    lines = ["[thresholds]", *(f"{name} = {value}" for name, value in country.thresholds.items())]
    for level, roles in country.matrix.items():
        lines += [f"[competence_matrix.{level}]", *(f'{area} = "{role}"' for area, role in roles.items())]
    (folder / "tenant.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
