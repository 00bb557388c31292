"""A country as plain rows of text, the way its files hold them, and its terms at a date, read naively.

Everything here follows docs/gaps.md clause by clause, with sets and loops: slow, and easy to check by eye.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache

AREAS = [
    *("governance", "anti_discrimination", "education", "housing", "public_space", "public_services"),
    *("health_social_care", "business_employment", "culture_sport", "religion_interfaith", "mediation"),
    *("security_justice", "languages", "media", "international", "intercultural_competence", "welcoming"),
    *("participation", "civil_society", "specific_groups"),
]
PRINCIPLES = ["real_equality", "diversity_advantage", "meaningful_interaction", "active_citizenship"]
AUTHORITY_LEVELS = ["national", "regional", "intermediate", "local", "submunicipal"]
DEFAULTS: dict[str, Fraction] = {
    "aligned_from": Fraction("0.6"),
    "fresh_days": Fraction(365),
    "declared_share": Fraction("0.8"),
    "small_population": Fraction(10000),
    "delivery_days": Fraction(730),
    "stale_days": Fraction(365),
    "confirm_days": Fraction(30),
    "fragment": Fraction(3),
    "contradicted_below": Fraction(40),
}
Row = dict[str, str]
Cell = tuple[str, str]


@dataclass
class Country:
    """Rows by file name without .csv; a missing key is an empty cell."""

    tables: dict[str, list[Row]]
    thresholds: dict[str, str] = field(default_factory=dict)
    matrix: dict[str, dict[str, str]] = field(default_factory=dict)

    def rows(self, table: str) -> list[Row]:
        return self.tables.get(table, [])


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def items(text: str | None) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in (text or "").split("|") if part.strip()))


class Terms:
    """The section "Terms at date d"."""

    def __init__(self, country: Country, as_of: date) -> None:
        self.country, self.d = country, as_of
        self.limits = {name: Fraction(country.thresholds.get(name, str(value))) for name, value in DEFAULTS.items()}
        self.body = {row["code"]: row for row in country.rows("bodies")}
        self.strategy = {row["code"]: row for row in country.rows("strategies")}
        self.action = {row["code"]: row for row in country.rows("actions")}
        self.live_bodies = {code for code, row in self.body.items() if self.is_live(row, "valid_from", "valid_to")}
        # Each clause is asked again and again; the answers do not change for one date.
        for name in (
            "parent",
            "role",
            "pop",
            "cover",
            "cells",
            "owners",
            "in_force",
            "declared",
            "lineage",
            "below",
        ):
            setattr(self, name, cache(getattr(self, name)))
        self.coordination = self.coordination_edges()
        self.memberships = self.member_edges()
        self.holding = self.holding_links()

    def limit(self, name: str) -> Fraction:
        return self.limits[name]

    def days_before(self, past: date | None, days: Fraction | int) -> bool:
        """Whether `past` is earlier than d minus so many days."""
        return past is not None and (self.d - past).days > days

    def is_live(self, row: Row, start: str, end: str) -> bool:
        begins, ends = day(row.get(start)), day(row.get(end))
        return (begins is None or begins <= self.d) and (ends is None or self.d <= ends)

    # Hierarchy

    def stated_parent(self, code: str) -> str | None:
        moves = [
            row
            for row in self.country.rows("relations")
            if row["kind"] == "part_of" and row["source"] == code and self.is_live(row, "valid_from", "valid_to")
        ]
        if moves:
            latest = max((day(row.get("valid_from")) or date.min) for row in moves)
            return min(row["target"] for row in moves if (day(row.get("valid_from")) or date.min) == latest)
        return self.body[code].get("parent") or None

    def parent(self, code: str) -> str | None:
        """The nearest live ancestor."""
        above = self.stated_parent(code)
        while above is not None and above not in self.live_bodies:
            above = self.stated_parent(above)
        return above

    def level(self, code: str) -> str:
        return self.body[code]["level"]

    def is_authority(self, code: str) -> bool:
        return self.level(code) in AUTHORITY_LEVELS

    def authorities(self) -> list[str]:
        return sorted(code for code in self.live_bodies if self.is_authority(code))

    def civil_society(self) -> list[str]:
        return sorted(code for code in self.live_bodies if self.level(code) == "civil_society")

    def children(self, code: str) -> list[str]:
        return [other for other in self.authorities() if self.parent(other) == code]

    def lineage(self, code: str) -> tuple[str, ...]:
        line = [code]
        while (above := self.parent(line[-1])) is not None:
            line.append(above)
        return tuple(line)

    def above(self, code: str) -> tuple[str, ...]:
        return self.lineage(code)[1:]

    def below(self, code: str) -> tuple[str, ...]:
        return tuple(other for other in self.authorities() if code in self.above(other))

    def roots(self) -> list[str]:
        return [code for code in self.authorities() if self.parent(code) is None]

    def pop(self, code: str) -> int:
        own = self.body[code].get("population")
        return int(own) if own else sum(self.pop(child) for child in self.children(code))

    def whole(self) -> int:
        return sum(self.pop(root) for root in self.roots())

    # Competence

    def deciding_row(self, code: str, area: str) -> Row | None:
        rows = [
            row
            for row in self.country.rows("competences")
            if row["body"] == code and row["area"] == area and self.is_live(row, "valid_from", "valid_to")
        ]
        order = ["lead", "shared", "advisory", "none"]
        rows.sort(key=lambda row: order.index(row["role"]))
        return max(rows, key=lambda row: day(row.get("valid_from")) or date.min, default=None)

    def role(self, code: str, area: str) -> str:
        row = self.deciding_row(code, area)
        if row is not None:
            return row["role"]
        default = "none" if self.level(code) == "submunicipal" else "shared"
        return self.country.matrix.get(self.level(code), {}).get(area, default)

    def competent(self, code: str, area: str) -> bool:
        return self.role(code, area) in {"lead", "shared"}

    # Strategies and actions

    def in_force(self, code: str) -> bool:
        row = self.strategy[code]
        adopted = (row.get("status") or "adopted") == "adopted"
        return adopted and self.is_live(row, "starts_on", "ends_on") and row["owner"] in self.live_bodies

    def strategies_in_force(self) -> list[str]:
        return sorted(code for code in self.strategy if self.in_force(code))

    def owners(self, code: str) -> frozenset[str]:
        row = self.strategy[code]
        return frozenset({row["owner"], *items(row.get("co_owners"))} & self.live_bodies)

    def owned(self, body: str) -> list[str]:
        return [code for code in self.strategies_in_force() if body in self.owners(code)]

    def cells(self, code: str) -> frozenset[Cell]:
        return frozenset(
            (row["principle"], row["area"])
            for row in self.country.rows("commitments")
            if row["strategy"] == code and int(row["depth"]) >= 2
        )

    def delivering(self, code: str) -> bool:
        row = self.action[code]
        status = row.get("status") or "ongoing"
        if row["body"] not in self.live_bodies:
            return False
        if status == "ongoing":
            return self.is_live(row, "starts_on", "ends_on")
        ended = day(row.get("ends_on"))
        if status != "completed" or ended is None or ended > self.d:
            return False
        return not self.days_before(ended, self.limit("delivery_days"))

    def action_cells(self, code: str) -> set[Cell]:
        return {(cell.split(":")[0], cell.split(":")[1]) for cell in items(self.action[code].get("cells"))}

    def delivered(self, body: str) -> set[Cell]:
        cells: set[Cell] = set()
        for code, row in self.action.items():
            if row["body"] == body and self.delivering(code):
                cells |= self.action_cells(code)
        return cells

    def cover(self, body: str) -> frozenset[Cell]:
        cells = self.delivered(body)
        for code in self.owned(body):
            cells |= self.cells(code)
        return frozenset(cells)

    def covers_area(self, body: str, area: str) -> bool:
        return any((principle, area) in self.cover(body) for principle in PRINCIPLES)

    def declared(self, body: str) -> bool:
        for row in self.country.rows("declarations"):
            told = day(row["declared_on"])
            if row["body"] == body and told and told <= self.d and not self.days_before(told, self.limit("fresh_days")):
                return True
        return False

    # Coordination and links

    def counted_relations(self) -> list[Row]:
        return [
            row
            for row in self.country.rows("relations")
            if self.is_live(row, "valid_from", "valid_to")
            and row["source"] in self.live_bodies
            and row["target"] in self.live_bodies
        ]

    def coordination_edges(self) -> set[frozenset[str]]:
        kinds = {"coordinates_with", "consults", "partners_with", "member_of"}
        return {
            frozenset({row["source"], row["target"]})
            for row in self.counted_relations()
            if row["kind"] in kinds and row.get("status") != "disputed"
        }

    def member_edges(self) -> set[tuple[str, str]]:
        return {
            (row["source"], row["target"])
            for row in self.counted_relations()
            if row["kind"] == "member_of" and row.get("status") != "disputed"
        }

    def in_touch(self, one: str, other: str) -> bool:
        networks = {body: {network for member, network in self.memberships if member == body} for body in (one, other)}
        return frozenset({one, other}) in self.coordination or bool(networks[one] & networks[other])

    def is_active(self, code: str) -> bool:
        return self.in_force(code) if code in self.strategy else self.delivering(code)

    def holding_links(self) -> list[tuple[str, str]]:
        return [
            (row["from"], row["to"])
            for row in self.country.rows("links")
            if row.get("status") != "disputed" and self.is_active(row["from"]) and self.in_force(row["to"])
        ]

    def reached(self, code: str) -> set[str]:
        found: set[str] = set()
        waiting = [code]
        while waiting:
            at = waiting.pop()
            for source, target in self.holding:
                if source == at and target not in found:
                    found.add(target)
                    waiting.append(target)
        return found

    def enough_declared(self, bodies: list[str]) -> bool:
        told = sum(1 for body in bodies if self.declared(body))
        return Fraction(told, len(bodies)) >= self.limit("declared_share") if bodies else True
