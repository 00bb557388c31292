"""Strategies against each other at the desk: marked, seen, resolved, taken back, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.desk.seen import field, followed, records, the, words

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database
    from tests.web.desk.seen import Persons

MARK = {"other": "T", "marked_by": "B", "marked_on": "2020-01-01", "reason": "<b>It</b> undoes T."}


def test_a_strategy_is_marked_seen_resolved_and_stays_seen(accounts: Database, world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "B")
    assert "Said for B" in words(mayor.get("desk/strategies/S/against/new"))
    after = followed(mayor, mayor.post("desk/strategies/S/against/new", MARK))
    assert "&lt;b&gt;It&lt;/b&gt; undoes T." in after.text
    opposition = the(accounts, world, "oppositions", marked_by="B")
    page = mayor.get(f"desk/oppositions/{opposition.id}")
    assert page.status_code == 200
    sent = {"revision": field(page, "revision"), "resolved_on": "2020-02-01", "how": ""}
    empty = mayor.post(f"desk/oppositions/{opposition.id}", sent)
    assert empty.status_code == 422
    followed(mayor, mayor.post(f"desk/oppositions/{opposition.id}", sent | {"how": "Both were changed."}))
    assert str(the(accounts, world, "oppositions", marked_by="B")["resolved_on"]) == "2020-02-01"
    assert "resolved on 1 Feb 2020" in words(mayor.get("strategies/T"))
    assert mayor.get(f"desk/oppositions/{opposition.id}").status_code == 409


def test_nothing_is_marked_without_a_reason_twice_or_against_itself(
    accounts: Database, world: UUID, person: Persons
) -> None:
    mayor = person(world, "contributor", "B")
    for wrong in ({"reason": ""}, {"other": "S"}, {"other": "nothing like it"}, {"marked_on": "2100-01-01"}):
        assert mayor.post("desk/strategies/S/against/new", MARK | wrong).status_code == 422
    followed(mayor, mayor.post("desk/strategies/S/against/new", MARK))
    assert mayor.post("desk/strategies/S/against/new", MARK | {"marked_on": ""}).status_code == 422
    assert len(records(accounts, world, "oppositions", marked_by="B")) == 1


def test_others_neither_mark_nor_resolve_nor_take_back(accounts: Database, world: UUID, person: Persons) -> None:
    other, reader = person(world, "contributor", "E"), person(world, "reader")
    opposition = the(accounts, world, "oppositions", marked_by="A")
    for one in (other, reader):
        assert one.get("desk/strategies/S/against/new").status_code == 403
        assert one.get(f"desk/oppositions/{opposition.id}").status_code == 403
        assert one.get(f"desk/remove/oppositions/{opposition.id}").status_code == 403
        assert "Mark a strategy" not in one.get("strategies/S").text
    owner = person(world, "contributor", "B")
    told = owner.get("strategies/S").text
    assert f"desk/oppositions/{opposition.id}" in told
    assert f"desk/remove/oppositions/{opposition.id}" not in told
    assert owner.post("desk/strategies/S/against/new", MARK | {"marked_by": "A"}).status_code == 422


def test_who_marked_it_takes_it_back(accounts: Database, world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "A")
    opposition = the(accounts, world, "oppositions", marked_by="A")
    gone = field(mayor.get(f"desk/remove/oppositions/{opposition.id}"), "revision")
    followed(mayor, mayor.post(f"desk/remove/oppositions/{opposition.id}", {"revision": gone}))
    assert records(accounts, world, "oppositions", marked_by="A") == []
