"""Files of other formats on pages: taken along by members, tried at a desk, brought in after they were shown."""

from __future__ import annotations

import base64
import io
import zlib
from typing import TYPE_CHECKING

from graph.exchange import Practice, linked_practices, stratml, stratml_practices
from graph.exchange.strategies import Committed, Plan
from tests.web.desk.seen import field, followed, records, words

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database
    from tests.web.desk.seen import Persons

ATTACK = "<script>alert(1)</script>"
PLAN = Plan(ATTACK, ("X",), commitments=(Committed("real_equality", "housing", 2),), further={"code": "brought"})


def sent(content: bytes, form: str = "stratml") -> dict[str, object]:
    return {"form": form, "file": (io.BytesIO(content), "plan.xml")}


def test_a_strategy_is_shown_brought_in_and_taken_along(accounts: Database, world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "B")
    assert "desk/B/file" in mayor.get("desk/B").text
    assert mayor.get("desk/B/file").status_code == 200
    tried = mayor.post("desk/B/file", sent(stratml.write(PLAN)), content_type="multipart/form-data")
    assert tried.status_code == 200
    assert "2 records can be added." in words(tried)
    assert "X" in words(tried)
    assert ATTACK not in tried.text
    assert records(accounts, world, "strategies", code="brought") == []
    after = followed(mayor, mayor.post("desk/B/file/bring", {"form": "stratml", "packed": field(tried, "packed")}))
    assert "2 records are added." in words(after)
    (made,) = records(accounts, world, "strategies", code="brought")
    assert (made["title"], made["owner"]) == (ATTACK, "B")
    assert "files/stratml?strategy=brought" in mayor.get("strategies/brought").text
    file = mayor.get("files/stratml?strategy=brought")
    assert file.headers["Content-Disposition"] == 'attachment; filename="brought.stratml.xml"'
    assert stratml.read(file.data)[0].title == ATTACK
    assert mayor.get("files/popolo").mimetype == "application/json"
    assert "files/popolo" in mayor.get("tables").text
    again = mayor.post("desk/B/file", sent(stratml.write(PLAN)), content_type="multipart/form-data")
    assert "There is nothing to add" in words(again)


def test_what_is_wrong_is_told_and_nothing_is_written(accounts: Database, world: UUID, person: Persons) -> None:
    mayor, before = person(world, "contributor", "B"), len(records(accounts, world, "strategies"))
    for content, form, told in (
        (b"", "stratml", "Choose a file."),
        (b"<!DOCTYPE a><StrategicPlan/>", "stratml", "XML without a document type"),
        (b"[]", "popolo", "Expected:"),
        (b"[]", "odt", "Expected:"),
    ):
        refused = mayor.post("desk/B/file", sent(content, form), content_type="multipart/form-data")
        assert (refused.status_code, told in words(refused)) == (422, True), form
    bomb = base64.b64encode(zlib.compress(b" " * (3 * 2**20))).decode()
    for packed in ("", "x", bomb):
        assert mayor.post("desk/B/file/bring", {"form": "stratml", "packed": packed}).status_code in {400, 422}
    assert len(records(accounts, world, "strategies")) == before


def test_others_bring_nothing_in_for_a_body(world: UUID, person: Persons) -> None:
    for one in (person(world, "contributor", "E"), person(world, "reader")):
        assert one.get("desk/B/file").status_code == 403
        assert one.post("desk/B/file/bring", {"form": "stratml", "packed": ""}).status_code == 403
    assert person(world, "reader").get("files/stratml?strategy=nothing").status_code == 404


def test_a_measurement_is_recorded_shown_and_taken_back(accounts: Database, world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "B")
    told = {
        "measured_on": "2024-01-01",
        "principle": "real_equality",
        "area": "housing",
        "voice": "body",
        "score_from": "10.5",
        "score_to": "62.5",
        "rests_on": "4",
        "instrument": "index",
        "version": "",
    }
    empty = mayor.get("desk/B/measurements/new")
    assert (empty.status_code, "built-in" in empty.text, 'class="problem"' in empty.text) == (200, False, False)
    for wrong in (
        {"score_to": "10"},
        {"score_to": "101"},
        {"rests_on": "0"},
        {"instrument": ""},
        {"measured_on": "2100-01-01"},
    ):
        assert mayor.post("desk/B/measurements/new", told | wrong).status_code == 422
    after = followed(mayor, mayor.post("desk/B/measurements/new", told))
    assert "10.5–62.5 of 100" in words(after)
    assert "10.5–62.5 of 100" in words(mayor.get("bodies/B"))
    (made,) = records(accounts, world, "measurements", body="B")
    assert made["items"] == 4
    assert person(world, "contributor", "E").get(f"desk/remove/measurements/{made.id}").status_code == 403
    page = mayor.get(f"desk/remove/measurements/{made.id}")
    followed(mayor, mayor.post(f"desk/remove/measurements/{made.id}", {"revision": field(page, "revision")}))
    assert records(accounts, world, "measurements", body="B") == []


def test_a_practice_is_shown_brought_in_as_a_draft_and_taken_along(world: UUID, person: Persons) -> None:
    mayor, reader = person(world, "contributor", "B"), person(world, "reader")
    shown = Practice(ATTACK, "en", "They meet.", body="elsewhere", further={"rules": ["strategy-missing"]})
    file = {"form": "practice-stratml", "file": (io.BytesIO(stratml_practices.write(shown)), "practice.xml")}
    tried = mayor.post("desk/B/file", file, content_type="multipart/form-data")
    assert (tried.status_code, ATTACK in tried.text) == (200, False)
    for told in ("1 record can be added.", "Good practice", ATTACK, "rules", "elsewhere"):
        assert told in words(tried)
    sending = {"form": "practice-stratml", "packed": field(tried, "packed")}
    page = followed(mayor, mayor.post("desk/B/file/bring", sending))
    assert "a draft that only your body" in words(page)
    where = page.request.path.rpartition("/")[2]
    for form, reads in (("stratml", stratml_practices.read), ("jsonld", linked_practices.read)):
        assert f"practices/{where}/file/{form}" in page.text
        taken = mayor.get(f"practices/{where}/file/{form}")
        assert reads(taken.data)[0].title == ATTACK
        assert reader.get(f"practices/{where}/file/{form}").status_code == 404
        assert mayor.get(f"commons/{where}/file/{form}").status_code == 404
    file = {"form": "practice-jsonld", "file": (io.BytesIO(taken.data.replace(b"They meet", b"We meet")), "x")}
    again = mayor.post("desk/B/file", file, content_type="multipart/form-data")
    assert "There is nothing to add" in words(again)
    assert "the file says otherwise in: In a few sentences" in words(again)
