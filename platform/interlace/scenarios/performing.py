"""A change made by the ordinary services: what may be done, and who may, is theirs to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.whatif import TABLES
from interlace.db.records import fetch_by_code, find
from interlace.errors import Unknown
from interlace.register import actions, bodies, competences, links, participations, relations, strategies
from policies import RELATION_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any
    from uuid import UUID

    from graph.whatif import Change
    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit


def perform(unit: Unit, change: Change) -> StoredRecord:
    """Make one change. Raises what the service raises."""
    if change.verb == "add":
        return _ADDING[change.table](unit, change.values)
    record = _named(unit, change)
    if change.table == "strategies" and record["status"] != "draft":
        return strategies.withdraw(unit, record.id, record.revision)
    return _REMOVING[change.table](unit, record.id, record.revision)


def _commit(unit: Unit, values: Mapping[str, Any]) -> StoredRecord:
    return strategies.commit(unit, fetch_by_code(unit.session, "strategies", values["strategy"]).id, values)


_ADDING: Mapping[str, Callable[[Unit, Mapping[str, Any]], StoredRecord]] = {
    "bodies": bodies.register,
    "strategies": strategies.record,
    "commitments": _commit,
    "actions": actions.record,
    "links": links.link,
    "relations": relations.declare,
    "competences": competences.state,
    "participations": participations.record,
}
_REMOVING: Mapping[str, Callable[[Unit, UUID, int], StoredRecord]] = {
    "bodies": bodies.remove,
    "strategies": strategies.remove,
    "commitments": strategies.uncommit,
    "actions": actions.remove,
    "links": links.unlink,
    "relations": relations.withdraw,
    "competences": competences.remove,
    "participations": participations.remove,
}


def _named(unit: Unit, change: Change) -> StoredRecord:
    """The record that a change names. Raises Unknown."""
    values = change.values
    named = {name: values[name] for name in TABLES[change.table]}
    found = list(find(unit.session, change.table, **named))
    if change.table == "relations" and RELATION_KINDS[values["kind"]].symmetric:
        turned = {"source": values["target"], "target": values["source"], "kind": values["kind"]}
        found += find(unit.session, change.table, **turned)
    further = {name: value for name, value in values.items() if name not in named}
    for record in found:
        if all(record.values.get(name) == value for name, value in further.items()):
            return record
    raise Unknown(f"There is no such record in {change.table}.")
