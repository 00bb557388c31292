"""A workspace becomes one strategy with its commitments and who was consulted: all or nothing, and once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from interlace import workspaces
from interlace.db import tenancy
from interlace.db.records import find
from interlace.errors import Conflict, DomainError, Invalid, Stale
from interlace.register import bodies

if TYPE_CHECKING:
    from tests.interlace.workspaces.desks import Desks


def test_what_is_foreseen_is_written_and_nothing_else(desks: Desks) -> None:
    owner = desks.somebody("contributor", "R1")
    made = desks.prepared(owner, "W1")
    desks.write(owner, made.id, "strategy.co_owners", "E")
    desks.write(owner, made.id, "cell.active_citizenship.participation", "3")
    one = desks.consult(owner, made.id, "A", "B", "C")
    of_a, of_b = desks.somebody("contributor", "A"), desks.somebody("contributor", "B")
    said = desks.reply(of_a, one.id, "A")
    desks.reply(of_a, one.id, "A", "Before any answer: this is no dialogue.")
    said_b = desks.reply(of_b, one.id, "B")
    desks.answer(owner, one.id, said_b.id)
    desks.reply(of_b, one.id, "B", "Thank you; and then?")
    desks.answer(owner, one.id, said.id)
    foreseen = workspaces.adoption(*desks.reader(owner), made.id)
    assert [(part.body, part.depth) for part in foreseen.parts] == [("A", "consultation"), ("B", "dialogue")]
    assert (foreseen.silent, foreseen.unanswered, foreseen.problems) == (("C",), 2, ())
    with pytest.raises(Stale):
        workspaces.adopt(*desks.asker(owner), made.id, foreseen.revision - 1)
    told = workspaces.adopt(*desks.asker(owner), made.id, foreseen.revision)
    assert (told.state, told.strategy) == ("adopted", "W1")
    with tenancy.reading(desks.database, desks.tenant_id) as session:
        (strategy,) = find(session, "strategies", code="W1")
        cells = {(one["principle"], one["depth"]) for one in find(session, "commitments", strategy="W1")}
        parts = {(one["body"], one["phase"], one["depth"]) for one in find(session, "participations", strategy="W1")}
    assert (strategy["status"], strategy["owner"], strategy["co_owners"]) == ("adopted", "R1", ["E"])
    assert cells == {("real_equality", 2), ("active_citizenship", 3)}
    assert parts == {("A", "design", "consultation"), ("B", "design", "dialogue")}
    with pytest.raises(Conflict):
        workspaces.adopt(*desks.asker(owner), made.id, told.revision)
    with pytest.raises(Conflict):
        workspaces.adoption(*desks.reader(owner), made.id)
    with pytest.raises(Conflict):
        desks.write(owner, made.id, "strategy.title", "Another", 1)
    # What comes after adoption is recorded all the same.
    assert desks.write(owner, made.id, "notes.monitoring", "We count.").outcome == "written"


def test_all_or_nothing(desks: Desks) -> None:
    owner = desks.somebody("contributor", "R1")
    taken = desks.prepared(owner, "S")
    with pytest.raises(DomainError):
        workspaces.adopt(*desks.asker(owner), taken.id, taken.revision)
    assert desks.again(owner, taken.id) == taken
    empty = desks.open(owner, title="Empty")
    foreseen = workspaces.adoption(*desks.reader(owner), empty.id)
    assert {problem.pointer for problem in foreseen.problems} == {"/strategy.code", "/strategy.title", "/cell"}
    with pytest.raises(Invalid):
        workspaces.adopt(*desks.asker(owner), empty.id, empty.revision)


def test_a_body_that_is_gone_from_the_register_does_not_stand_in_the_way(desks: Desks) -> None:
    owner, steward = desks.somebody("contributor", "R1"), desks.somebody("administrator")
    with tenancy.writing(desks.database, desks.tenant_id, steward) as unit:
        values = {"code": "GONE", "name": "Registered by mistake", "level": "local", "parent": "R1"}
        by_mistake = bodies.register(unit, values)
    made = desks.prepared(owner, "W3")
    one = desks.consult(owner, made.id, "GONE", "A")
    desks.reply(steward, one.id, "GONE")
    with tenancy.writing(desks.database, desks.tenant_id, steward) as unit:
        bodies.remove(unit, by_mistake.id, by_mistake.revision)
    foreseen = workspaces.adoption(*desks.reader(owner), made.id)
    assert (foreseen.parts, foreseen.silent) == ((), ("A",))
    assert workspaces.adopt(*desks.asker(owner), made.id, foreseen.revision).strategy == "W3"


def test_of_two_at_once_one_wins(desks: Desks) -> None:
    owner = desks.somebody("contributor", "R1")
    made = desks.prepared(owner, "W2")

    def adopt(_: int) -> str:
        try:
            return workspaces.adopt(*desks.asker(owner), made.id, made.revision).state
        except Conflict:
            return "refused"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(adopt, range(2))) == ["adopted", "refused"]
    with tenancy.reading(desks.database, desks.tenant_id) as session:
        assert len(list(find(session, "strategies", code="W2"))) == 1
