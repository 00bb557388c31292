"""Every service of the register is reached through the REST door, and does there what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from api.rest import performed
from interlace.register.belongings import FATES
from interlace.register.catalogue import SERVICES
from tests.interlace.register.world import CELL

if TYPE_CHECKING:
    from flask import Flask

    from tests.api.rest.conftest import Person, World

KEEP_ALL = {kind: {"do": "keep"} for kind in FATES}


def test_each_service_has_an_address_and_each_address_performs_services_that_are_there(app: Flask) -> None:
    assert set(performed(app)) == set(SERVICES)


def known_by(person: Person, address: str) -> str:
    """The tag of a record."""
    return person.get(address).headers["ETag"]


#: Whose record, what is done to it and said with it, how it reads afterwards.
DEEDS: tuple[tuple[str, dict[str, Any], str, dict[str, Any] | None, dict[str, Any]], ...] = (
    ("strategies", {"code": "D"}, "adopt", None, {"status": "adopted"}),
    ("strategies", {"code": "S"}, "withdraw", {"reason": "Replaced."}, {"status": "withdrawn"}),
    ("strategies", {"code": "S"}, "share", {"co_owners": ["E"]}, {"co_owners": ["E"]}),
    ("strategies", {"code": "S"}, "share", {"co_owners": []}, {"co_owners": []}),
    ("links", {"to": "T"}, "confirm", {}, {"status": "confirmed"}),
    ("links", {"to": "T"}, "dispute", {"reason": "No."}, {"status": "disputed"}),
    ("relations", {"source": "A"}, "confirm", None, {"status": "confirmed"}),
    ("relations", {"source": "A"}, "dispute", {"reason": "No."}, {"status": "disputed"}),
    ("relations", {"source": "A"}, "end", {"on": "2030-01-01"}, {"valid_to": "2030-01-01"}),
)


@pytest.mark.parametrize(("table", "equal", "verb", "said", "reads"), DEEDS)
def test_what_is_done_to_a_record_is_seen_at_once(
    world: World, table: str, equal: dict[str, Any], verb: str, said: dict[str, Any] | None, reads: dict[str, Any]
) -> None:
    administrator = world.administrator
    address = f"{table}/{world.id_of(table, **equal)}"
    before = administrator.get(address)
    assert administrator.post(f"{address}:{verb}", said).status_code == 428
    assert administrator.post(f"{address}:{verb}", {"odd": 1}, If_Match='"1"').status_code == 422
    done = administrator.post(f"{address}:{verb}", said, If_Match=before.headers["ETag"])
    assert done.status_code == 200, done.text
    assert {name: done.get_json()[name] for name in reads} == reads
    after = administrator.get(address)
    assert (after.get_json(), after.headers["ETag"]) == (done.get_json(), done.headers["ETag"])
    assert administrator.post(f"{address}:{verb}", said, If_Match=before.headers["ETag"]).status_code == 412


def test_what_a_deed_needs_is_told(world: World) -> None:
    address = f"relations/{world.id_of('relations', source='A')}"
    tag = known_by(world.administrator, address)
    for verb, field in (("dispute", "reason"), ("end", "on")):
        refused = world.administrator.post(f"{address}:{verb}", {}, If_Match=tag)
        assert refused.get_json()["errors"][0]["pointer"] == f"/{field}"
    assert world.administrator.post(f"{address}:abolish", {}, If_Match=tag).status_code == 404


def test_a_strategy_commits_and_a_declaration_is_renewed_below_their_own_addresses(world: World) -> None:
    administrator = world.administrator
    commitments = f"strategies/{world.id_of('strategies', code='T')}/commitments"
    made = administrator.post(commitments, CELL | {"depth": 2})
    assert (made.status_code, made.get_json()["strategy"]) == (201, "T")
    assert administrator.get(made.headers["Location"]).get_json() == made.get_json()
    assert administrator.post(commitments, CELL | {"depth": 2}).status_code == 409
    renewed = administrator.post(f"bodies/{world.id_of('bodies', code='E')}:renew-declaration")
    assert (renewed.status_code, renewed.get_json()["body"]) == (200, "E")
    again = administrator.post(f"bodies/{world.id_of('bodies', code='E')}:renew-declaration", {})
    assert again.get_json() == renewed.get_json()


def test_bodies_merge_into_one_that_is_there(world: World) -> None:
    administrator = world.administrator
    ended, heir = (world.id_of("bodies", code=code) for code in ("A", "E"))
    merger: dict[str, Any] = {"ended": {str(ended): 1}, "heir": str(heir), "on": "2026-01-01"}
    missing = administrator.post("bodies:merge", merger)
    assert missing.status_code == 422
    assert {"/fates/strategies", "/fates/actions"} <= {one["pointer"] for one in missing.get_json()["errors"]}
    done = administrator.post("bodies:merge", merger | {"fates": KEEP_ALL | {"actions": {"do": "move"}}})
    assert done.status_code == 200, done.text
    told = done.get_json()
    assert [one["valid_to"] for one in told["ended"]] == ["2025-12-31"]
    assert told["successions"][0] in administrator.get("successions").get_json()["items"]
    moved = [one for one in told["outcomes"] if one["became"] == "moved"]
    assert [(one["kind"], one["heir"]) for one in moved] == [("actions", "E")]
    assert administrator.get("actions?code=X").get_json()["items"][0]["body"] == "E"


def test_a_body_is_split_into_new_ones(world: World) -> None:
    administrator = world.administrator
    address = f"bodies/{world.id_of('bodies', code='E')}"
    heirs = [{"code": code, "name": code, "level": "local", "parent": "R1"} for code in ("E1", "E2")]
    split = {"heirs": heirs, "on": "2026-01-01", "framework": "Law 1/2026"}
    done = administrator.post(f"{address}:split", split, If_Match=known_by(administrator, address))
    assert done.status_code == 200, done.text
    assert [one["valid_from"] for one in done.get_json()["heirs"]] == ["2026-01-01"] * 2
    assert len(done.get_json()["successions"]) == 2


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"ended": {}}, "/ended"),
        ({"ended": []}, "/ended"),
        ({"ended": {"x": 1}}, "/ended/x"),
        ({"ended": {"019ab9d0-5c5e-7c31-8f0e-6f2b8a7d1e42": True}}, "/ended/019ab9d0-5c5e-7c31-8f0e-6f2b8a7d1e42"),
        ({"heir": 7}, "/heir"),
        ({"heir": {"code": "A", "level": "nowhere"}}, "/heir/name"),
        ({"on": "soon"}, "/on"),
        ({"fates": []}, "/fates"),
        ({"fates": {"strategies": "move"}}, "/fates/strategies"),
        ({"fates": {"strategies": {"do": ["move"]}}}, "/fates/strategies/do"),
        ({"fates": {"kings": {"do": "end"}}}, "/fates/kings"),
        ({"because": "x"}, "/because"),
    ],
)
def test_an_odd_merger_is_refused_field_by_field(world: World, wrong: dict[str, Any], pointer: str) -> None:
    ended, heir = (str(world.id_of("bodies", code=code)) for code in ("E", "A"))
    good = {"ended": {ended: 1}, "heir": heir, "on": "2026-01-01", "fates": {}}
    refused = world.administrator.post("bodies:merge", good | wrong)
    assert refused.status_code == 422, refused.text
    assert pointer in [one["pointer"] for one in refused.get_json()["errors"]]
