"""Uploading a spreadsheet: tried first, problems beside their rows and as a file, then all of it or nothing."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from interlace.db import tenancy
from interlace.principals import SYSTEM
from tests.web.desk.seen import followed, records, the, words

if TYPE_CHECKING:
    from uuid import UUID

    from werkzeug.test import TestResponse

    from interlace.db.connections import Database
    from tests.web.conftest import Person
    from tests.web.desk.seen import Persons

HEAD = "Title;Areas;Principles;From;Until;Supports;Partners;Mood\n"


def send(somebody: Person, content: bytes | str, name: str = "actions.csv") -> TestResponse:
    data = content.encode() if isinstance(content, str) else content
    file = {"csrf_token": somebody.csrf, "file": (io.BytesIO(data), name)}
    return somebody.post("desk/A/upload", file, content_type="multipart/form-data")


def packed(page: TestResponse) -> dict[str, str]:
    found = re.search(r'name="packed" value="([^"]+)"', page.text)
    assert found, words(page)
    return {"packed": unescape(found[1])}


def test_what_is_tried_is_written_only_when_somebody_says_so(accounts: Database, world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "A")
    page = send(
        mayor,
        HEAD + "Café;Education|media;Real equality;31/12/2025;;T;Club;good\nMúsica;culture_sport;real_equality;;;;;\n",
    )
    told = words(page)
    assert page.status_code == 200, told
    assert "2 actions can be registered." in told
    assert "1 link to a strategy goes with it." in told
    assert "Days such as 31/12/2026 were read with the day first." in told
    assert "left out: Mood" in told
    assert len(records(accounts, world, "actions", body="A")) == 1
    desk = followed(mayor, mayor.post("desk/A/upload/register", packed(page)))
    assert "2 actions are registered." in desk.text
    action = the(accounts, world, "actions", title="Café")
    assert action["cells"] == ["real_equality:education", "real_equality:media"]
    assert (str(action["starts_on"]), action["partners"], action["code"]) == ("2025-12-31", ["C"], "A-cafe")
    assert the(accounts, world, "links", **{"from": "A-cafe"})["to"] == "T"
    assert action.revision == the(accounts, world, "actions", title="Música").revision


def test_sending_the_same_again_registers_nothing_twice(accounts: Database, world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "A")
    parcel = packed(send(mayor, "title,areas,principles\nOnce,media,real_equality\n"))
    followed(mayor, mayor.post("desk/A/upload/register", parcel))
    again = mayor.post("desk/A/upload/register", parcel)
    assert again.status_code == 422
    assert "This is registered already, as A-once." in words(again)
    assert len(records(accounts, world, "actions", title="Once")) == 1


WRONG = (
    HEAD
    + "Fine;media;real_equality;;;;;\n"
    + ";media;real_equality;;;;;\n"
    + "Days;media;real_equality;2026-13-01;;;;\n"
    + "Order;media;real_equality;2026-05-01;2026-04-01;;;\n"
    + "Words;medja <script>x;real equality|nothing;;;NOWHERE;Nobody;\n"
    + "fine;media;real_equality;;;;;\n"
    + "Empty;;;;;;;\n"
)


def test_problems_stand_beside_their_rows_and_nothing_is_written(
    accounts: Database, world: UUID, person: Persons
) -> None:
    mayor = person(world, "contributor", "A")
    page = send(mayor, WRONG)
    told = words(page)
    assert page.status_code == 422
    assert "6 rows have to be mended" in told
    for sentence in (
        "a day as YYYY-MM-DD",
        "The end lies before the beginning.",
        "This is none of the areas.",
        "This is none of the principles.",
        "Nothing in the register has this code or name.",
        "The same as in row 2.",
        "Please fill this in.",
    ):
        assert sentence in told, sentence
    assert "<script>x" not in page.text
    assert "Register" not in page.text.split('<div class="actions">')[1].split("</div>")[0]
    assert mayor.post("desk/A/upload/register", packed(page)).status_code == 422
    assert len(records(accounts, world, "actions", body="A")) == 1


def test_the_rows_come_back_as_a_file_with_what_is_wrong_and_nothing_that_runs(world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "A")
    page = send(mayor, WRONG + "=HYPERLINK(1);media;real_equality;x;;;;\n")
    answer = mayor.post("desk/A/upload/problems", packed(page))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="problems.csv"'
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][-1] == "What is wrong"
    assert rows[1][:2] == ["Fine", "media"]
    assert rows[1][-1] == ""
    assert rows[2][-1] == "Title: Please fill this in."
    assert "This is none of the areas." in rows[5][-1]
    assert rows[8][0] == "'=HYPERLINK(1)"
    assert "=HYPERLINK(1)" in words(send(mayor, answer.data))


def test_the_template_can_be_filled_in_and_its_example_is_left_out(
    accounts: Database, world: UUID, person: Persons
) -> None:
    mayor = person(world, "contributor", "A")
    example = mayor.get("desk/A/upload/template.csv").data
    assert "There is nothing to register in this file" in words(send(mayor, example))
    book = load_workbook(io.BytesIO(mayor.get("desk/A/upload/template.xlsx").data))
    assert "Education" in [row[0] for row in book.worksheets[1].values]
    sheet = book.worksheets[0]
    sheet.append(["From the workbook", "Languages", "Real equality", "2026-09-01"])
    stream = io.BytesIO()
    book.save(stream)
    page = send(mayor, stream.getvalue(), "actions.xlsx")
    assert "1 action can be registered." in words(page)
    assert "The row of the template that shows how to fill it in was left out." in words(page)
    followed(mayor, mayor.post("desk/A/upload/register", packed(page)))
    assert the(accounts, world, "actions", title="From the workbook")["cells"] == ["real_equality:languages"]
    assert mayor.get("desk/A/upload/template.exe").status_code == 404


def test_templates_speak_the_language_of_the_page_and_are_understood_in_every_other(
    world: UUID, person: Persons
) -> None:
    mayor = person(world, "contributor", "A")
    french = mayor.get("desk/A/upload/template.csv?lang=fr").data.decode("utf-8-sig")
    row = french.splitlines()[0].count(";")
    assert row == 10
    filled = f"{french.splitlines()[0]}\r\nÀ Paris;Éducation;Égalité réelle;{';' * 7}\r\n".encode("cp1252")
    page = send(mayor, filled)
    mayor.get("desk/A?lang=en")
    assert page.status_code == 200, words(page)
    assert "Windows-1252" in page.text


def test_what_cannot_be_read_at_all_is_told_at_the_field(world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "A")
    for content, says in (
        (b"", "Choose a file."),
        (b"x;y\n", "no rows in this file"),
        (b"PK\x03\x04", "neither CSV nor"),
    ):
        page = send(mayor, content)
        assert page.status_code == 422
        assert says in words(page)
        assert "<title>Error:" in page.text
    assert "No column is headed “Title”." in words(send(mayor, "Nome,Hora\nx,y\n"))
    assert mayor.post("desk/A/upload/register", {"packed": "no"}).status_code == 400


def test_a_row_that_the_register_refuses_takes_all_others_back(
    accounts: Database, world: UUID, person: Persons
) -> None:
    mayor = person(world, "contributor", "A")
    sheet = "code,title,areas,principles\nA-1,One,media,real_equality\nA-2,Two,media,real_equality\n"
    parcel = packed(send(mayor, sheet))
    with tenancy.writing(accounts, world, SYSTEM) as unit:
        # A draft that the mayor of A may not know of has taken the code meanwhile.
        from interlace.register import strategies

        strategies.draft(unit, {"code": "A-2", "title": "Hidden", "owner": "R2"})
    refused = mayor.post("desk/A/upload/register", parcel)
    assert refused.status_code == 422
    assert "a code that no other record has" in words(refused)
    assert "Hidden" not in words(refused)
    assert records(accounts, world, "actions", code="A-1") == []


def test_others_upload_nothing_here(world: UUID, person: Persons) -> None:
    mayor, other = person(world, "contributor", "A"), person(world, "contributor", "B")
    parcel = packed(send(mayor, "title,areas,principles\nOnce,media,real_equality\n"))
    assert send(other, "title,areas,principles\nOnce,media,real_equality\n").status_code == 403
    for path in ("register", "problems"):
        assert other.post(f"desk/A/upload/{path}", parcel).status_code == 403
    assert other.get("desk/A/upload/template.csv").status_code == 403


def test_many_rows_are_tried_quickly_and_a_code_is_made_for_each(
    accounts: Database, world: UUID, person: Persons
) -> None:
    mayor = person(world, "contributor", "A")
    rows = "".join(f"Action {number},media,real_equality\n" for number in range(60))
    page = send(mayor, "title,areas,principles\n" + rows)
    followed(mayor, mayor.post("desk/A/upload/register", packed(page)))
    made = records(accounts, world, "actions", body="A")
    assert len(made) == 61
    assert len({one["code"] for one in made}) == 61
