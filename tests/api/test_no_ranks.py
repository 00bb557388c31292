"""Nothing puts bodies in an order by how well they do: no page, no operation, no export has a word or a sort for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from api.graphql.schema.build import schema, sdl
from graph.tables import SCHEMA
from interlace.assessments.tabled import COLUMNS
from interlace.reading.pages import sorts_of
from tests.repository import ROOT, own_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

#: Words by which things are put in an order of merit, in the four languages of the product.
RANKING = re.compile(
    r"\brank(s|ed|ing|ings)?\b|\bleagues?\b|leader ?board|score ?board|\btop[ -]?(\d+|ten|five|three|performers?)\b"
    r"|\b(best|worst|high(est)?|low(est)?|well|poor(ly)?)[ -](performing|performers?|scoring|scorers?|ranked|placed)\b"
    r"|\bscore[ _-]desc|\b(order|sort)(ed|ing)?[ _-]by[ _-](the )?scores?\b|\bpercentile_rank|\bquartile|\bpodium"
    r"|\b(first|second|third|last|\d+(st|nd|rd|th)) (place|out of|of \d)|\bposition (among|in the|of the)\b"
    r"|\bclassements?\b|\bpalmarès\b|\bclassificações\b|\branking\b|\bclasificaciones\b",
    re.IGNORECASE,
)
#: Sentences that say that there is none, and a level's number and a list's name in templates.
ALLOWED = (
    "no ranking",
    "not a ranking",
    "never a ranking",
    "nothing here is a ranking",
    "it is no rank among others",
    "which is no ranking",
    "they are no ranking",
    "no league tables",
    "term.rank",
    "ranks = []",
    "ranks.append",
    ", ranks,",
    "aucun classement",
    "pas un classement",
    "pas de classement",
    "sans classement",
    "n’est un classement",
    "ne sont pas classés",
    "nenhum ranking",
    "sem rankings",
    "sem ranking",
    "ningún ranking",
    "sin ranking",
    "ni rankings",
    "no es un ranking",
    "no hay ranking",
    "are not ranked",
    "sin clasificaciones",
    "sem classificações",
)
#: Names of what may never be sorted by or told of a body: a score, and where it stands among others.
SCORED = re.compile(r"score|lower|upper|middle|band|rank|percentile|quartile|place_among|position", re.IGNORECASE)
STANDING = {"rank", "position", "percentile", "quartile", "score_rank", "average_of_group", "best", "worst"}


def ranking_in(text: str) -> list[str]:
    """The lines that speak of an order of merit."""
    found = []
    for line in text.splitlines():
        rest = line.casefold()
        for one in ALLOWED:
            rest = rest.replace(one, "")
        if RANKING.search(rest):
            found.append(line.strip()[:200])
    return found


def test_the_words_that_are_looked_for_are_found() -> None:
    for told in (
        "Ranking of cities",
        "Top 10",
        "7th of 12",
        "sorted by score",
        "the best performing towns",
        "palmarès",
    ):
        assert ranking_in(told), told
    for told in ("There is no ranking.", "The first to answer", "Position of a button", "What matters most", "frank"):
        assert not ranking_in(told), told


def test_no_page_and_no_command_speaks_of_a_ranking() -> None:
    looked_at = 0
    for file in own_files():
        name = file.relative_to(ROOT).as_posix()
        page = name.startswith("web/") and file.suffix in {".html", ".po"}
        says = name.startswith(("platform/interlace/locale/", "platform/interlace/cli/"))
        if page or (says and file.suffix in {".py", ".po"}):
            looked_at += 1
            assert not ranking_in(file.read_text(encoding="utf-8")), name
    assert looked_at > 100


def test_no_address_no_schema_and_no_header_speaks_of_a_ranking(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json")
    for line in _texts(document.get_json()):
        assert not ranking_in(line), line
    assert not ranking_in(sdl())
    assert not ranking_in("\n".join([*COLUMNS, *(column for columns in SCHEMA.values() for column in columns)]))


def test_nothing_can_be_sorted_by_a_score(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").get_json()
    sorted_by = 0
    for path, methods in document["paths"].items():
        for told in (one for method, one in methods.items() if method != "parameters"):
            for parameter in (one for one in told.get("parameters", ()) if "name" in one):
                if re.search(r"sort|order", parameter["name"]):
                    sorted_by += 1
                    assert not [one for one in parameter["schema"].get("enum", ()) if SCORED.search(one)], path
                    assert "assessment" not in path
    assert sorted_by
    for name, type_ in schema().type_map.items():
        if name.endswith(("Sort", "Order", "OrderBy")):
            assert not [value for value in getattr(type_, "values", {}) if SCORED.search(value)], name
    assert not [name for table in SCHEMA for name in sorts_of(table) if re.search("score|rank", name)]


def test_nothing_tells_where_a_body_stands_among_others(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").get_json()
    for name, told in document["components"]["schemas"].items():
        assert not STANDING & set(told.get("properties", ())), name


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - any part of a document
    if isinstance(value, dict):
        for key, one in value.items():
            yield str(key)
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    else:
        yield str(value)
