"""Ids and codes that name nothing the caller may know of: another tenant's, a hidden draft's, one of another kind and
one of nothing are all answered alike, and change nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from graph.tables import SCHEMA
from tests.api.walk.asking import Asked
from tests.api.walk.deeds import DEEDS, Deed
from tests.api.walk.rules import REST_RULES, REST_WRITES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tests.api.walk.asking import Operations, Walker
    from tests.api.walk.callers import Caller
    from tests.api.walk.conftest import Scene

#: Who asks: someone who may do everything, and those from whom drafts are kept.
ASKERS = ("administrator", "contributor of A", "steward of R2, beside", "reader", "write for an administrator")


def strange_ids(scene: Scene, table: str, caller: Caller) -> dict[str, str]:
    """Ids that a caller may know nothing of as those of a table, by what they are."""
    land, abroad = scene.land, scene.abroad
    own = {**{name: record.id for name, record in land.sample.items()}, **land.beside}
    foreign = {**{name: record.id for name, record in abroad.sample.items()}, **abroad.beside}
    found = {"nothing": str(uuid4()), "another tenant’s": str(foreign[table])}
    found["another kind’s"] = str(own["bodies" if table != "bodies" else "strategies"])
    if table in land.hidden and not caller.knows("draft"):
        found["a hidden draft’s"] = str(land.hidden[table][0].id)
    return found


def strange_codes(scene: Scene, tables: Sequence[str], caller: Caller) -> dict[str, str]:
    """Codes likewise."""
    found = {"nothing": "no-such-code", "another tenant’s": scene.abroad.words.shared}
    if "bodies" not in tables:
        found["another kind’s"] = "R2"
    elif "strategies" not in tables:
        found["another kind’s"] = f"{scene.land.words.shared}-s"
    if "strategies" in tables and not caller.knows("draft"):
        found["a hidden draft’s"] = scene.land.words.draft
    return found


class Alike:
    """Asks with each of several strange names, and sees that all are answered alike and change nothing."""

    def __init__(self, scene: Scene, walker: Walker) -> None:
        self.land, self.walker = scene.land, walker
        self.before: Mapping[str, str] | None = None

    def ask(self, caller: Caller, asked: dict[str, tuple[str, Asked]], *statuses: int) -> None:
        """`asked` gives by what a name is the name and the request with it."""
        self.before = self.before or self.land.state()
        answers: dict[str, str] = {}
        for what, (name, one) in asked.items():
            response = self.walker.ask(caller, one)
            self.walker.counts["ids and codes"] += 1
            assert response.status_code in statuses, f"{caller.name}, {what}: {one} {response.text}"
            told = response.get_json()
            told.pop("instance", None)
            answers[what] = repr(told).replace(name, "…")
        assert len(set(answers.values())) == 1, (caller.name, answers)


@pytest.fixture
def alike(scene: Scene, walker: Walker) -> Iterator[Alike]:
    """All that a test makes ready stands before it asks for the first time; after that nothing changes."""
    asking = Alike(scene, walker)
    yield asking
    assert asking.before is not None
    assert scene.land.state() == asking.before


def with_id(operations: Operations) -> Iterator[tuple[str, str]]:
    """The operations on one thing, and of what kind that is."""
    for name in operations.names:
        _, path = operations.place(name)
        if "{id}" in path:
            yield name, path.removeprefix("/api/v1/tenants/{tenant}/").split("/")[0]


def test_a_strange_id_in_an_address_is_unknown(scene: Scene, alike: Alike, operations: Operations) -> None:
    deeds = {name: DEEDS[deed](scene.land) for name, deed in REST_WRITES.items() if "{id}" in operations.place(name)[1]}
    for name, kind in with_id(operations):
        deed = deeds.get(name)
        for asker in ASKERS:
            caller = scene.caller(asker)
            asked: dict[str, tuple[str, Asked]] = {}
            for what, key in strange_ids(scene, kind, caller).items():
                asked[what] = (key, _at(operations, name, scene, key, deed))
            status, rule = REST_RULES[name].status_for(caller), REST_RULES[name]
            unknown = rule.private or rule.theirs or rule.own or rule.draft or bool(rule.hidden)
            # Who may not do it to what they know of is told so; of a strange id nobody knows anything.
            narrow = bool(rule.known_by or rule.aside)
            may = status == 200 or (status == 404 and (unknown or narrow)) or (status == 403 and narrow)
            refused = {404} if may else {403} if kind in scene.land.beside or name not in REST_WRITES else {403, 404}
            alike.ask(caller, asked, *refused)


def _at(operations: Operations, name: str, scene: Scene, key: str, deed: Deed | None) -> Asked:
    if deed is None:
        return operations.read(name, scene.land, key)
    asked = operations.write(name, scene.land, deed)
    return Asked(asked.method, asked.path.replace(str(deed.id), key), asked.json, asked.headers)


def _referring() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for table, columns in SCHEMA.items():
        for name, column in columns.items():
            if column.refers_to and table != "successions":
                yield table, name, column.refers_to


CREATING = {REST_WRITES[name]: name for name in REST_WRITES if name.startswith("create_")}
CREATES = {
    "bodies": "body.register",
    "competences": "competence.state",
    "relations": "relation.declare",
    "strategies": "strategy.record",
    "commitments": "commitment.make",
    "actions": "action.record",
    "links": "link.make",
    "participations": "participation.record",
    "declarations": "declaration.give",
    "reports": "report.give",
    "oppositions": "opposition.mark",
    "measurements": "measurement.record",
}


@pytest.mark.parametrize(("table", "column", "tables"), list(_referring()))
def test_a_strange_code_in_a_new_record_names_nothing(
    scene: Scene, alike: Alike, operations: Operations, table: str, column: str, tables: tuple[str, ...]
) -> None:
    name = CREATING[CREATES[table]]
    good = operations.write(name, scene.land)
    batch = operations.write(f"write_{table}", scene.land)
    (item,) = _json(batch)["items"]
    for asker in ASKERS:
        caller = scene.caller(asker)
        one: dict[str, tuple[str, Asked]] = {}
        many: dict[str, tuple[str, Asked]] = {}
        for what, code in strange_codes(scene, tables, caller).items():
            value: Any = [code] if column in {"co_owners", "partners"} else code
            one[what] = (code, Asked(good.method, good.path, {**_json(good), column: value}))
            items = [{**item, "values": {**item["values"], column: value}}]
            many[what] = (code, Asked(batch.method, batch.path, {"items": items}))
        alike.ask(caller, one, 422)
        alike.ask(caller, many, 422)


def test_strange_ids_within_bodies_are_unknown(scene: Scene, alike: Alike, operations: Operations) -> None:
    administrator, base = scene.caller("administrator"), f"/api/v1/tenants/{scene.land.slug}"
    merger, split = _json(operations.write("merge_bodies", scene.land)), operations.write("split_body", scene.land)
    halves, one = _json(split), {"id": "", "revision": 1}
    places: Mapping[str, Callable[[str], Asked]] = {
        "an end": lambda key: Asked("POST", f"{base}/bodies:merge", {**merger, "ended": {key: 1}}),
        "an heir": lambda key: Asked("POST", f"{base}/bodies:merge", {**merger, "heir": key}),
        "of heirs": lambda key: Asked(
            "POST", split.path, {**halves, "heirs": [key, halves["heirs"][0]]}, split.headers
        ),
        "removed": lambda key: Asked("POST", f"{base}/bodies:batch", _items({**one, "do": "remove", "id": key})),
        "changed": lambda key: Asked(
            "POST", f"{base}/bodies:batch", _items({**one, "do": "change", "id": key, "values": {"name": "Mine"}})
        ),
    }
    for make in places.values():
        strange = strange_ids(scene, "bodies", administrator)
        alike.ask(administrator, {what: (key, make(key)) for what, key in strange.items()}, 404)
    fates = {
        what: (key, Asked("POST", f"{base}/bodies:merge", {**merger, "fates": {**merger["fates"], key: {"do": "end"}}}))
        for what, key in strange_ids(scene, "bodies", administrator).items()
    }
    alike.ask(administrator, fates, 422)


def test_roles_are_given_to_no_stranger_and_over_no_strange_body(scene: Scene, alike: Alike) -> None:
    administrator, where = scene.caller("administrator"), f"/api/v1/tenants/{scene.land.slug}/memberships"
    asked = {
        what: (key, Asked("POST", where, {"user_id": key, "role": "reader"}))
        for what, key in strange_ids(scene, "users", administrator).items()
    }
    alike.ask(administrator, asked, 404)
    person = {"user_id": str(scene.land.beside["users"]), "role": "steward"}
    asked = {
        what: (code, Asked("POST", where, {**person, "body": code}))
        for what, code in strange_codes(scene, ("bodies",), administrator).items()
    }
    alike.ask(administrator, asked, 404)


def _json(asked: Asked) -> dict[str, Any]:
    assert isinstance(asked.json, dict)
    return asked.json


def _items(item: dict[str, Any]) -> dict[str, Any]:
    return {"items": [item]}


def test_that_a_code_is_taken_is_told_in_the_same_words_whoever_has_it(scene: Scene, alike: Alike) -> None:
    """A code is given once in a tenant, so that one of a hidden draft is taken too; no more is told of it."""
    caller, base = scene.caller("contributor of E"), f"/api/v1/tenants/{scene.land.slug}"
    taken = {"a hidden draft’s": scene.land.words.draft, "a strategy’s": "S", "an action’s": "X"}
    for table, owner in (("strategies", "owner"), ("actions", "body")):
        asked = {
            what: (f"“{code}”", Asked("POST", f"{base}/{table}", {"code": code, "title": "Mine", owner: "E"}))
            for what, code in taken.items()
        }
        alike.ask(caller, asked, 422)


def test_filters_by_strange_codes_and_ids_find_nothing(scene: Scene, walker: Walker) -> None:
    base = f"/api/v1/tenants/{scene.land.slug}"
    for asker in ("steward of R2, beside", "reader"):
        caller = scene.caller(asker)
        for where, name, tables in (
            ("commitments", "strategy", ("strategies",)),
            ("links", "from", ("strategies", "actions")),
            ("links", "to", ("strategies",)),
            ("participations", "strategy", ("strategies",)),
            ("reports", "subject", ("strategies", "actions")),
            ("measurements", "body", ("bodies",)),
            ("oppositions", "strategy", ("strategies",)),
            ("oppositions", "other", ("strategies",)),
            ("alignment", "strategy", ("strategies",)),
            ("alignment", "body", ("bodies",)),
            ("findings", "body", ("bodies",)),
            ("findings", "branch", ("bodies",)),
            ("profiles", "body", ("bodies",)),
        ):
            for code in strange_codes(scene, tables, caller).values():
                told = walker.ask(caller, Asked("GET", f"{base}/{where}", query={name: code})).get_json()
                walker.counts["ids and codes"] += 1
                assert (told["items"], told["total"]) == ([], 0), (where, name, code)
        for table, records in scene.land.hidden.items():
            ids = [*strange_ids(scene, table, caller).values(), *(str(record.id) for record in records)]
            for key in ids:
                told = walker.ask(caller, Asked("GET", f"{base}/{table}", query={"id": key})).get_json()
                walker.counts["ids and codes"] += 1
                assert told["total"] == 0


def test_findings_about_strange_things_are_unknown(scene: Scene, alike: Alike) -> None:
    base = f"/api/v1/tenants/{scene.land.slug}/findings"
    for asker in ("steward of R2, beside", "reader"):
        caller = scene.caller(asker)
        for rule, tables in (("strategy-missing", ("bodies",)), ("commitments-missing", ("strategies",))):
            strange = strange_codes(scene, tables, caller)
            asked = {what: (code, Asked("GET", f"{base}/{rule}:{code}")) for what, code in strange.items()}
            alike.ask(caller, asked, 404)
