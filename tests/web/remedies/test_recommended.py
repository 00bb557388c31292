"""The page that recommends: in words, with a bound, for everybody who may read; steps become scenarios."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.web.overview.test_national import words

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.web.conftest import Person

DAY = "as_of=2026-11-22"


@pytest.fixture
def reader(portugal: UUID, person: Callable[..., Person]) -> Person:
    return person(portugal, "reader")


def test_a_branch_and_a_number_are_asked_for_first(reader: Person) -> None:
    page = reader.get(f"recommendations?{DAY}")
    assert page.status_code == 200
    assert 'name="branch"' in page.text
    assert "Decided by" not in page.text


def test_each_step_says_who_decides_what_closes_and_how_near_the_best_that_is(reader: Person) -> None:
    page = reader.get(f"recommendations?{DAY}&changes=3")
    said = words(page.text)
    assert page.status_code == 200
    assert page.text.count("Decided by") == 3
    assert re.search(r"Of the \d+ changes that were looked at, no choice of 3 closes more than [\d.]+", said)
    assert re.search(r"at least \d+% of the best", said)
    assert re.search(r"Closes \d+ findings?", said)


def test_a_branch_by_its_name_is_told_as_such(reader: Person) -> None:
    page = reader.get(f"recommendations?{DAY}&branch=PT-NUTS2-PT11&changes=4")
    assert page.status_code == 200
    assert "and all below it" in words(page.text)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("changes=0", "whole number from 1 to 20"),
        ("changes=21", "whole number from 1 to 20"),
        ("changes=x", "whole number from 1 to 20"),
        ("branch=%3Cscript%3Ealert(1)%3C/script%3E&changes=2", "There is something to mend"),
    ],
)
def test_what_cannot_be_asked_for_is_told_beside_the_field(reader: Person, asked: str, said: str) -> None:
    page = reader.get(f"recommendations?{DAY}&{asked}")
    assert page.status_code == 422
    assert said in words(page.text)
    assert "<script>alert" not in page.text


def test_a_step_is_tried_as_a_scenario_of_one_s_own(portugal: UUID, person: Callable[..., Person]) -> None:
    official = person(portugal, "steward", "PT")
    page = official.get("recommendations?changes=8").text
    step = re.search(r'name="steps" value="(\d+)"><input type="hidden" name="alone"', page)
    assert step is not None
    sent = {"branch": "", "changes": "8", "steps": step.group(1), "alone": "yes"}
    made = official.post("recommendations/try", sent)
    assert made.status_code == 303
    shown = official.get(made.headers["Location"])
    assert shown.status_code == 200
    assert "Recommended on" in words(shown.text)


def test_numbers_of_steps_that_there_are_not_make_no_scenario_of_others(reader: Person) -> None:
    told = reader.post("recommendations/try", {"branch": "", "changes": "999", "steps": "1"})
    assert told.status_code == 422
