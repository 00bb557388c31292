"""The feed through the REST door gives the register as its reader may see it; the audit is for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from graph.tables import SCHEMA

if TYPE_CHECKING:
    from tests.api.rest.conftest import Person, World


def applied(person: Person) -> dict[str, dict[str, dict[str, Any]]]:
    """The records that the feed comes to."""
    records: dict[str, dict[str, dict[str, Any]]] = {table: {} for table in SCHEMA}
    address: str | None = "changes?after=0&first=3"
    while address is not None:
        page = person.get(address)
        assert page.status_code == 200, page.text
        for change in page.get_json()["items"]:
            for entry in change["entries"]:
                own = records.setdefault(entry["table"], {})
                own.pop(entry["id"], None)
                if entry["values"] is not None:
                    own[entry["id"]] = entry["values"]
        link = page.headers.get("Link")
        address = None if link is None else link.partition(">")[0].removeprefix("<")
    return records


def listed(person: Person, table: str) -> dict[str, dict[str, Any]]:
    """The records of a table without what is empty."""
    items = person.get(f"{table}?first=200").get_json()["items"]
    return {
        item["id"]: {
            name: value for name, value in item.items() if name not in {"id", "revision"} and value not in (None, [])
        }
        for item in items
    }


@pytest.mark.parametrize(("role", "body"), [("administrator", None), ("reader", None), ("contributor", "A")])
def test_applying_the_feed_from_nothing_gives_the_register_as_its_reader_sees_it(
    world: World, role: str, body: str | None
) -> None:
    author = world.administrator
    draft = author.made("strategies", code="D2", title="Hidden", owner="B", status="draft")
    author.post("commitments", {"strategy": "D2", "principle": "real_equality", "area": "media", "depth": 1})
    gone = author.made("strategies", code="D3", title="Gone", owner="B", status="draft")
    author.delete(f"strategies/{gone['id']}", If_Match=f'"{gone["revision"]}"')
    person = author if role == "administrator" else world.someone(role, body)
    told = applied(person)
    for table in SCHEMA:
        assert told[table] == listed(person, table), table
    assert (draft["id"] in told["strategies"]) == (role == "administrator")


def test_whoever_may_not_know_of_a_change_is_not_told_what_was_done_nor_why(world: World) -> None:
    world.administrator.made("strategies", code="D2", title="Hidden", owner="B", status="draft")
    last = world.administrator.get("changes?after=0&first=200").get_json()["items"][-1]
    seen = world.someone("reader").get(f"changes?after={last['revision'] - 1}").get_json()["items"]
    assert last["operation"] == "strategy.draft"
    assert [(one["operation"], one["note"], one["entries"]) for one in seen] == [("change", None, [])]


def test_a_revision_that_is_not_yet_is_unknown(administrator: Person) -> None:
    assert administrator.get("changes?after=999999").status_code == 404


def test_administrators_read_the_audit_in_pages_and_see_that_it_holds(administrator: Person, world: World) -> None:
    numbers: list[int] = []
    address: str | None = "audit?first=2"
    while address is not None:
        page = administrator.get(address)
        numbers += [one["number"] for one in page.get_json()["items"]]
        link = page.headers.get("Link")
        address = None if link is None else link.partition(">")[0].removeprefix("<")
    assert numbers == list(range(numbers[0], 0, -1))
    told = administrator.get("audit/verification").get_json()
    assert (told["holds"], told["number"]) == (True, numbers[0])
    granted = administrator.get("audit?operation=membership.grant&actor=system").get_json()["items"]
    assert {(one["operation"], one["actor"]) for one in granted} == {("membership.grant", "system")}
    assert administrator.get("audit?format=csv&first=1").mimetype == "text/csv"
    for role, body in (("reader", None), ("steward", "R1")):
        someone = world.someone(role, body)
        assert (someone.get("audit").status_code, someone.get("audit/verification").status_code) == (403, 403)
