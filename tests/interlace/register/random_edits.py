"""Things that people do to a register at random, through the services, rightly and wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from interlace.db.records import find
from interlace.errors import Unknown
from interlace.register import (
    actions,
    bodies,
    competences,
    declarations,
    links,
    measurements,
    mergers,
    oppositions,
    participations,
    relations,
    reports,
    settings,
    strategies,
)
from interlace.register.belongings import FATES
from interlace.register.mergers import Fate
from policies import AREAS, LEVELS, PRINCIPLES, RELATION_KINDS

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from uuid import UUID

    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit


def edit_at_random(unit: Unit, chance: random.Random) -> object:
    """One thing that a person may do, with values that are often but not always right."""
    return chance.choice(EDITS)(unit, chance)


def code(unit: Unit, chance: random.Random, table: str) -> str:
    codes = [record["code"] for record in find(unit.session, table)]
    return str(chance.choice([*codes, *codes, *codes, "nowhere"]))


def one(unit: Unit, chance: random.Random, table: str) -> StoredRecord:
    found = list(find(unit.session, table))
    if not found:
        raise Unknown("Nothing is there yet.")
    return chance.choice(found)


def some_day(chance: random.Random) -> str | None:
    return chance.choice([None, f"{chance.randint(2018, 2024)}-0{chance.randint(1, 9)}-01"])


def add_body(unit: Unit, chance: random.Random) -> object:
    level = chance.choice(LEVELS.ids)
    parent = None if level == "network" or chance.random() < 0.3 else code(unit, chance, "bodies")
    values = {"code": f"b{chance.randint(0, 30)}", "name": 'Ü|, "n"', "level": level, "parent": parent}
    return bodies.register(unit, values | {"valid_from": some_day(chance), chance.choice(["name_fr", "website"]): "x"})


def change_body(unit: Unit, chance: random.Random) -> object:
    body = one(unit, chance, "bodies")
    change: dict[str, object] = chance.choice(
        [
            {"population": chance.randint(0, 9)},
            {"level": chance.choice(LEVELS.ids)},
            {"parent": code(unit, chance, "bodies")},
            {"name_fr": chance.choice(["", "y"])},
            {"valid_to": some_day(chance)},
        ]
    )
    return bodies.change(unit, body.id, body.revision, change)


def remove(service: Callable[[Unit, UUID, int], object], table: str) -> Callable[[Unit, random.Random], object]:
    def removing(unit: Unit, chance: random.Random) -> object:
        record = one(unit, chance, table)
        return service(unit, record.id, record.revision)

    return removing


def add_work(unit: Unit, chance: random.Random) -> object:
    values: dict[str, object] = {"code": f"w{chance.randint(0, 20)}", "title": "W", "starts_on": some_day(chance)}
    owner, others = code(unit, chance, "bodies"), [code(unit, chance, "bodies") for _ in range(chance.randint(0, 2))]
    if chance.random() < 0.3:
        cells = [f"{chance.choice(PRINCIPLES.ids)}:{chance.choice(AREAS.ids)}"]
        return actions.record(unit, values | {"body": owner, "partners": others, "cells": cells, "budget_amount": 1.5})
    service = chance.choice([strategies.draft, strategies.record])
    return service(unit, values | {"owner": owner, "co_owners": others, "ends_on": some_day(chance)})


def change_strategy(unit: Unit, chance: random.Random) -> object:
    strategy = one(unit, chance, "strategies")
    service: Any = chance.choice([strategies.adopt, strategies.withdraw, strategies.remove])
    if chance.random() < 0.5:
        owners = [code(unit, chance, "bodies") for _ in range(chance.randint(0, 3))]
        return strategies.share(unit, strategy.id, strategy.revision, owners)
    return service(unit, strategy.id, strategy.revision)


def commit(unit: Unit, chance: random.Random) -> object:
    cell = {"principle": chance.choice(PRINCIPLES.ids), "area": AREAS.ids[0], "depth": chance.randint(1, 4)}
    return strategies.commit(unit, one(unit, chance, "strategies").id, cell)


def deepen(unit: Unit, chance: random.Random) -> object:
    commitment = one(unit, chance, "commitments")
    return strategies.change_depth(unit, commitment.id, commitment.revision, chance.randint(1, 3))


def link(unit: Unit, chance: random.Random) -> object:
    source = chance.choice(["strategies", "actions"])
    return links.link(unit, {"from": code(unit, chance, source), "to": code(unit, chance, "strategies")})


def declare_relation(unit: Unit, chance: random.Random) -> object:
    period = {"valid_from": some_day(chance), "valid_to": some_day(chance)}
    sides = {"source": code(unit, chance, "bodies"), "target": code(unit, chance, "bodies")}
    return relations.declare(unit, {**period, **sides, "kind": chance.choice(RELATION_KINDS.ids)})


def change_relation(unit: Unit, chance: random.Random) -> object:
    relation = one(unit, chance, "relations")
    services: list[tuple[Any, tuple[object, ...]]] = [
        (relations.confirm, ()),
        (relations.dispute, ("No.",)),
        (relations.end, (some_day(chance),)),
        (relations.change, ({"target": code(unit, chance, "bodies"), "valid_from": some_day(chance)},)),
    ]
    service, arguments = chance.choice(services)
    return service(unit, relation.id, relation.revision, *arguments)


def tell(unit: Unit, chance: random.Random) -> object:
    work = code(unit, chance, chance.choice(["strategies", "actions"]))
    body = code(unit, chance, "bodies")
    services: list[Callable[[], object]] = [
        lambda: reports.report(unit, {"subject": work, "reported_on": some_day(chance), "progress": 50}),
        lambda: declarations.declare(unit, {"body": body, "declared_on": some_day(chance) or "2020-01-01"}),
        lambda: declarations.nothing_changed(unit, one(unit, chance, "bodies").id),
        lambda: competences.state(
            unit, {"body": body, "area": AREAS.ids[1], "role": "lead", "valid_from": some_day(chance)}
        ),
        lambda: participations.record(unit, {"strategy": work, "body": body, "phase": "design", "depth": "dialogue"}),
        lambda: measurements.record(
            unit,
            {
                "body": body,
                "measured_on": "2020-01-01",
                "principle": PRINCIPLES.ids[0],
                "area": chance.choice(AREAS.ids),
                "score_from": "0",
                "score_to": str(chance.randint(0, 100)),
                "instrument": "index",
            },
        ),
        lambda: oppositions.mark(
            unit, {"strategy": work, "other": code(unit, chance, "strategies"), "marked_by": body, "reason": "No."}
        ),
        lambda: oppositions.resolve(
            unit, (found := one(unit, chance, "oppositions")).id, found.revision, "2030-01-01", "So."
        ),
    ]
    return chance.choice(services)()


def merge(unit: Unit, chance: random.Random) -> object:
    found = list(find(unit.session, "bodies"))
    ended = chance.sample(found, min(len(found), chance.randint(1, 2)))
    fates: dict[str | UUID, Fate] = {kind: Fate(chance.choice(permitted)) for kind, permitted in FATES.items()}
    heir: Any = {"code": f"h{chance.randint(0, 9)}", "name": "H", "level": "local"}
    if chance.random() < 0.5 and found:
        heir = chance.choice(found).id
    return mergers.merge(unit, {body.id: body.revision for body in ended}, heir, "2021-06-01", fates)


def change_settings(unit: Unit, chance: random.Random) -> object:
    values: dict[str, object] = {"country": chance.choice(["PT", "ES", "xx"]), "thresholds": {"fresh_days": 3}}
    return settings.change(unit, unit.head.revision, values)


EDITS: list[Callable[[Unit, random.Random], object]] = [
    *[add_body] * 6,
    *[add_work] * 4,
    *[declare_relation, tell, commit, link] * 2,
    *[change_body, change_strategy, change_relation, deepen, merge, change_settings],
    remove(bodies.remove, "bodies"),
    remove(actions.remove, "actions"),
    remove(links.unlink, "links"),
    remove(relations.withdraw, "relations"),
    remove(strategies.uncommit, "commitments"),
    remove(competences.remove, "competences"),
    remove(participations.remove, "participations"),
    remove(reports.remove, "reports"),
    remove(declarations.withdraw, "declarations"),
    remove(oppositions.withdraw, "oppositions"),
    remove(measurements.withdraw, "measurements"),
]
