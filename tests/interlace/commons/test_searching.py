"""What is found, by which words, in which language, and how it is counted and paged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from interlace import commons
from interlace.errors import Invalid
from tests.interlace.commons.lands import Land

if TYPE_CHECKING:
    from interlace.db.connections import Database


@pytest.fixture(scope="module")
def here(database: Database) -> Land:
    """A land that has published in several languages; another reads."""
    land = Land(database, "BE")
    for title, language, more in (
        ("Integrated housing estates", "en", {"cells": ["real_equality:housing"], "starts_on": "2019-01-01"}),
        ("Logements intégrés", "fr", {"cells": ["real_equality:housing", "active_citizenship:participation"]}),
        ("Habitações integradas", "pt", {"body": "U", "starts_on": "2019-05-01"}),
        ("Wohnungen für alle", "de", {"translations": {"nl": {"title": "Woningen voor iedereen"}}}),
        ("Zgrade za sve", "hr", {"findings": ["strategy-missing:T"]}),
    ):
        land.publish(title=title, summary="–", language=language, **more)
    return land


@pytest.fixture(scope="module")
def there(database: Database, here: Land) -> Land:
    """Another land, which reads once that one has published."""
    assert here.tenant_id
    return Land(database, "CH")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("house", ["Integrated housing estates"]),
        ("logement", ["Logements intégrés"]),
        ("habitação integrada", ["Habitações integradas"]),
        ("Wohnung", ["Wohnungen für alle"]),
        ("woningen", ["Wohnungen für alle"]),
        ("zgrade", ["Zgrade za sve"]),
        ("estate -housing", []),
        ('"housing estates"', ["Integrated housing estates"]),
        ('"estates housing"', []),
        ("zgrade or wohnungen", ["Wohnungen für alle", "Zgrade za sve"]),
        ("logement or housing", ["Integrated housing estates", "Logements intégrés"]),
    ],
)
def test_words_are_found_by_the_grammar_of_each_entrys_language(there: Land, words: str, found: list[str]) -> None:
    page = there.search(words, countries=["BE"])
    assert sorted(one.title for one in page.items if not page.resembling) == found


@pytest.mark.parametrize("misspelt", ["intergrated housng", "logemants", "wohnugen"])
def test_misspelt_titles_and_names_are_found_and_it_is_said_that_they_only_resemble(there: Land, misspelt: str) -> None:
    page = there.search(misspelt, countries=["BE"])
    assert page.items
    assert page.resembling
    following = there.search(misspelt, countries=["BE"])
    assert [one.id for one in following.items] == [one.id for one in page.items]


def test_nothing_is_found_by_what_nothing_has_or_resembles(there: Land) -> None:
    for words in ("xylophone", "the of and", "&|!():*<->'", "\\", '"', "<script>", "%", "-"):
        page = there.search(words, countries=["BE"])
        assert page.items == [], words
        assert page.facets is not None
        assert page.facets.total == 0


def test_values_of_a_field_are_alternatives_and_fields_narrow_each_other(here: Land, there: Land) -> None:
    def titles(**asked: object) -> set[str]:
        return set(there.titles("", countries=["BE"], **asked))

    assert titles(languages=["fr", "nl"]) == {"Logements intégrés", "Wohnungen für alle"}
    assert titles(areas=["housing"], languages=["fr"]) == {"Logements intégrés"}
    assert titles(principles=["active_citizenship"]) == {"Logements intégrés"}
    assert titles(years=[2019], languages=["pt"]) == {"Habitações integradas"}
    assert titles(rules=["strategy-missing"]) == {"Zgrade za sve"}
    assert titles(kinds=["event"]) == set()
    assert titles(levels=["national"]) == set()
    assert there.titles(bodies=["U"]) == []
    assert here.titles(bodies=["U"]) == ["Habitações integradas"]


def test_each_facet_counts_as_if_nothing_were_chosen_in_it(there: Land) -> None:
    facets = there.search(countries=["BE"], languages=["fr"]).facets
    assert facets is not None
    assert facets.total == 1
    assert {one.value: one.entries for one in facets.languages} == {
        "en": 1,
        "fr": 1,
        "pt": 1,
        "de": 1,
        "nl": 1,
        "hr": 1,
    }
    assert facets.areas == [commons.Count("housing", 1), commons.Count("participation", 1)]
    assert [one.value for one in facets.kinds] == ["practice"]


@pytest.mark.parametrize("words", ["", "wohnungen or housing or logement or zgrade or habitações"])
def test_pages_hold_each_entry_once_and_in_one_order(there: Land, words: str) -> None:
    asked = commons.Asked(words, countries=["BE"])
    whole = commons.entries(there.database, there.tenant_id, asked)
    found: list[commons.EntryTold] = []
    after = None
    while True:
        page = commons.entries(there.database, there.tenant_id, asked, first=2, after=after)
        assert (page.facets is None) == (after is not None)
        found += page.items
        after = page.next_after
        if after is None:
            break
    assert [one.id for one in found] == [one.id for one in whole.items]
    assert len(found) == len({one.id for one in found}) == 5


def test_what_cannot_be_looked_for_is_told_field_by_field(there: Land) -> None:
    wrong: list[dict[str, Any]] = [
        {"words": "x" * 201},
        {"words": "\0"},
        {"kinds": ["secret"]},
        {"areas": ["x"]},
        {"countries": ["x" * 65]},
        {"languages": ["a\0"]},
        {"years": [10**6]},
        {"rules": ["x"] * 51},
    ]
    for asked in wrong:
        with pytest.raises(Invalid) as refusal:
            commons.entries(there.database, there.tenant_id, commons.Asked(**asked))
        assert [problem.pointer for problem in refusal.value.problems] == [f"/{next(iter(asked))}"]
    for first in (0, 101):
        with pytest.raises(Invalid):
            commons.entries(there.database, there.tenant_id, commons.Asked(), first=first)
