"""The participation rules of docs/gaps.md, read naively."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.brute_force.country import Terms, day
from tests.brute_force.found import Found

if TYPE_CHECKING:
    from collections.abc import Iterator


def participations(t: Terms, s: str) -> list[dict[str, str]]:
    """Those by bodies that are live or no longer live; a body that is yet to come took no part."""

    def begun(body: str) -> bool:
        begins = day(t.body[body].get("valid_from"))
        return begins is None or begins <= t.d

    return [row for row in t.country.rows("participations") if row["strategy"] == s and begun(row["body"])]


def civil_society_parts(t: Terms, s: str) -> list[dict[str, str]]:
    return [row for row in participations(t, s) if t.level(row["body"]) == "civil_society"]


def participation_rules(t: Terms) -> Iterator[Found]:
    for s in t.strategies_in_force():
        owner = t.strategy[s]["owner"]
        parts = civil_society_parts(t, s)
        if not parts and not any(t.level(b) == "civil_society" for b in t.owners(s)):
            yield Found("civil-society-absent", s, None, "high", t.declared(owner), t.pop(owner))
        if parts and not any(row["depth"] in {"dialogue", "active_involvement"} for row in parts):
            yield Found("participation-token", s, None, "medium", True, t.pop(owner))


def levels_not_consulted(t: Terms) -> Iterator[Found]:
    for s in t.strategies_in_force():
        owner = t.strategy[s]["owner"]
        if not t.is_authority(owner) or all(t.level(c) == "submunicipal" for c in t.children(owner)):
            continue
        design = {row["body"] for row in participations(t, s) if row["phase"] == "design"}
        if not any(t.is_authority(b) and owner in t.above(b) for b in design):
            yield Found("levels-not-consulted", s, None, "high", t.declared(owner), t.pop(owner))


def evaluation_without_doers(t: Terms) -> Iterator[Found]:
    for s in t.strategies_in_force():
        rows = participations(t, s)
        evaluating = {row["body"] for row in rows if row["phase"] == "evaluation"}
        doing = {row["body"] for row in rows if row["phase"] == "delivery"} - t.owners(s)
        if evaluating and doing and not evaluating & doing:
            yield Found("evaluation-without-doers", s, None, "medium", True, t.pop(t.strategy[s]["owner"]))
