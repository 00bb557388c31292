"""Offers stand by what they have in common with an area, then by name; nobody's score plays a part."""

from __future__ import annotations

from uuid import uuid4

from interlace.assessments.helping import MOST_OFFERS, best, subject_of
from interlace.db.models import CommonsEntry
from tests.graph.scoring.small import instrument, item


def offer(body: str, areas: list[str], principles: list[str], language: str = "en") -> CommonsEntry:
    named = {"title": "Offer", "body_name": body, "country": None, "languages": [language]}
    return CommonsEntry(id=uuid4(), **named, areas=areas, principles=principles)


def test_offers_that_share_more_come_first_then_language_then_name() -> None:
    cells = (("real_equality", "housing"), ("real_equality", "education"))
    subject = subject_of(instrument([item("a", cells=cells), item("b", principle="active_citizenship")]), "one")
    entries = [
        offer("Zulu", ["housing", "education"], []),
        offer("Yankee", ["housing"], ["real_equality"]),
        offer("Bravo", ["housing"], []),
        offer("Alpha", ["housing"], []),
        offer("Charlie", ["housing"], [], "fr"),
        offer("Stranger", ["media"], ["real_equality"]),
    ]
    found = best(entries, subject, "fr")
    assert [one.body_name for one in found] == ["Zulu", "Yankee", "Charlie", "Alpha", "Bravo"]
    assert found[0].areas == ("education", "housing")
    assert [one.body_name for one in best(list(reversed(entries)), subject, "fr")] == [one.body_name for one in found]
    assert len(best(entries * 3, subject, None)) == MOST_OFFERS


def test_where_an_area_names_no_area_of_the_register_principles_decide() -> None:
    subject = subject_of(instrument([item("b", principle="active_citizenship")]), "one")
    entries = [offer("Alpha", ["housing"], []), offer("Bravo", [], ["active_citizenship"])]
    assert [one.body_name for one in best(entries, subject, None)] == ["Bravo"]
