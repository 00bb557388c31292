"""The page of a body: what is open about it, what it covers, where it stands, and who like it has moved on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import policies
from graph.encoding import NOBODY
from interlace.errors import Unknown
from interlace.identity.permissions import Operation
from interlace.reading.closed import closed_elsewhere
from interlace.reading.findings import AskedFindings, findings_counted, findings_page
from interlace.reading.roles import roles_of
from web.blueprint import pages
from web.bodies.listed import last_declared
from web.bodies.profile import profile_of
from web.bodies.registered import registered
from web.bodies.standing import predecessors, standing_of, successors
from web.days import address, compare_to, shown
from web.findings.listed import entry_of
from web.frame import page
from web.names import named
from web.rights import may, own_bodies
from web.words import term, told_record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Response

    from interlace.reading.closed import Began
    from interlace.reading.view import View
    from web.names import Named
    from web.words import ToldRecord

#: So many findings stand on the page itself.
_FIRST = 3
_TABLES = ("strategies", "actions", "links", "participations", "reports", "declarations", "measurements")


@dataclass(frozen=True)
class Elsewhere:
    """Who like the body closed the gap of a rule, with what each began since; `total` counts all of them."""

    rule: str
    bodies: Sequence[tuple[Named, Sequence[ToldRecord]]]
    total: int


@pages.get("/t/<tenant>/bodies/<code>")
def body(tenant: str, code: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """A body. Raises Unknown for one that this register does not know."""
    view = shown()
    row = view.sight.row_of_code("bodies", code)
    if row is None:
        raise Unknown("There is no such body.")
    asked = AskedFindings(body=[row], first=_FIRST)
    found = findings_page(view, asked)
    place = view.place_of(row)
    return page(
        "bodies/body.html",
        body=named("bodies", row, view),
        record=view.sight.told("bodies", row),
        authority=policies.LEVELS[view.sight.column("bodies", "level")[row]].authority,
        live=view.live(row),
        population=int(view.graph.population[place]) if place != NOBODY else 0,
        website=_safe(view.sight.column("bodies", "website")[row]),
        translations=_translations(view, row),
        standing=standing_of(view, row),
        successors=successors(view, code),
        predecessors=predecessors(view, code),
        found=found,
        gaps=findings_counted(view, asked)["certainty"]["confirmed"],
        entries=[entry_of(view, one) for one in found.items],
        branch_total=_found_in_branch(view, row),
        elsewhere=_elsewhere(view, row) if found.total else [],
        profile=profile_of(view, row),
        works=_numbers_of_works(view, place),
        declared_on=last_declared(view, row),
        fresh=place != NOBODY and bool(view.graph.declared[place]),
        registered=[registered(view, row, table) for table in _TABLES],
        relations=registered(view, row, "relations", most=12),
        roles=_roles(view, row) if view.live(row) else [],
        own=code in own_bodies(),
        desk=_desk(code),
    )


def _desk(code: str) -> str | None:
    """Where the caller registers things of the body, if they may."""
    return address("desk_of", body=code) if may(Operation.RECORDS_WRITE, code) else None


def _safe(website: str | None) -> str | None:
    """An address that a page may lead to; others, such as those of scripts, are told as text and lead nowhere."""
    try:
        parts = urlsplit(website or "")
    except ValueError:
        return None
    return website if parts.scheme in {"http", "https"} and parts.hostname else None


def _translations(view: View, row: int) -> list[tuple[str, str]]:
    """The names of a body in other languages, each with its language."""
    columns = [name for name in view.sight.translations("bodies") if name.startswith("name_")]
    names = [(name.removeprefix("name_"), view.sight.column("bodies", name)[row]) for name in columns]
    return [(one, name) for one, name in names if name]


def _found_in_branch(view: View, row: int) -> int | None:
    """How many findings there are in the whole branch of a body; None where nobody stands below it."""
    place = view.place_of(row)
    if place == NOBODY or place >= view.graph.authorities or view.graph.hierarchy.end[place] == place + 1:
        return None
    return findings_page(view, AskedFindings(branch=[row], first=1)).total


def _numbers_of_works(view: View, place: int) -> tuple[int, int]:
    """How many strategies in force a body owns or shares, and how many actions it has under way."""
    if place == NOBODY:
        return 0, 0
    works, actions = view.graph.works, view.graph.register.actions
    doing = works.delivering & (view.graph.place[actions.body] == place)
    return int((works.owner == place).sum()), int(doing.sum())


def _elsewhere(view: View, row: int) -> list[Elsewhere]:
    told = closed_elsewhere(view, compare_to(), row)
    return [
        Elsewhere(rule, [(named("bodies", one.body, view), _began(view, one)) for one in found.bodies], found.total)
        for rule, found in told.items()
        if found.total
    ]


def _began(view: View, one: Began) -> list[ToldRecord]:
    """What a body began since the earlier day, in words."""
    tables = {"strategies": one.strategies, "actions": one.actions, "links": one.links, "relations": one.relations}
    return [told_record(table, row, view) for table, rows in tables.items() for row in rows[:_FIRST]]


@dataclass(frozen=True)
class RoleIn:
    """The areas in which a body has one role; `basis` is what the records say for each of those that have one."""

    role: str
    areas: Sequence[str]
    basis: Mapping[str, str]


def _roles(view: View, row: int) -> list[RoleIn]:
    roles = roles_of(view, row)
    legal_basis = view.sight.column("competences", "legal_basis")
    found = []
    for role in policies.ROLES.ids:
        own = [one for one in roles if one.role == role]
        if own:
            basis = {term(policies.AREAS, one.area): legal_basis[one.row] or "" for one in own if one.row is not None}
            found.append(RoleIn(role, [term(policies.AREAS, one.area) for one in own], basis))
    return found
