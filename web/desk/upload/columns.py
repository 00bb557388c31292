"""The columns of a sheet of actions: what each may be headed by, and what may stand in it, in any of the languages."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from policies import AREAS, LANGUAGES, PRINCIPLES
from web.languages import in_every_language, language, say, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policies import Vocabulary
    from policies.vocabularies import AnyTerm

#: The columns of the template, in its order; `code` may be there for those who have codes of their own.
COLUMNS = (
    "title",
    "areas",
    "principles",
    "starts_on",
    "ends_on",
    "status",
    "supports",
    "partners",
    "budget_amount",
    "budget_currency",
    "url",
)
FURTHER = ("code", "cells")
_LISTED, _LISTED_BY_COMMAS = re.compile(r"\s*[|;\n]\s*"), re.compile(r"\s*[|;,\n]\s*")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_WORDS: Mapping[str, str] = {
    "title": "Title",
    "areas": "Areas",
    "principles": "Principles",
    "starts_on": "From",
    "ends_on": "Until",
    "status": "Status",
    "supports": "Supports",
    "partners": "Partners",
    "budget_amount": "Budget",
    "budget_currency": "Currency",
    "url": "Address on the web",
    "code": "Code",
    "cells": "Cells",
}
_STATES: Mapping[str, str] = {
    "planned": "planned",
    "ongoing": "under way",
    "completed": "completed",
    "cancelled": "cancelled",
}


def headings() -> dict[str, str]:
    """How each column is headed in the language of the page."""
    return {
        "title": say("Title"),
        "areas": say("Areas"),
        "principles": say("Principles"),
        "starts_on": say("From"),
        "ends_on": say("Until"),
        "status": say("Status"),
        "supports": say("Supports"),
        "partners": say("Partners"),
        "budget_amount": say("Budget"),
        "budget_currency": say("Currency"),
        "url": say("Address on the web"),
        "code": say("Code"),
        "cells": say("Cells"),
    }


def states() -> dict[str, str]:
    """How an action may stand, in the language of the page."""
    return {
        "planned": say("planned"),
        "ongoing": say("under way"),
        "completed": say("completed"),
        "cancelled": say("cancelled"),
    }


def folded(text: str) -> str:
    """A word as it is compared: small letters, without accents or what stands between words."""
    marked = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in marked if not unicodedata.combining(character))
    return " ".join(re.findall(r"\w+", plain.replace("_", " ")))


@dataclass(frozen=True)
class Words:
    """What headings, areas, principles and states are called, in any language, by their folded form."""

    columns: Mapping[str, str]
    areas: Mapping[str, str]
    principles: Mapping[str, str]
    states: Mapping[str, str]


def words() -> Words:
    """All of them."""
    return Words(
        columns=_by_word(_WORDS),
        areas=_by_name(AREAS),
        principles=_by_name(PRINCIPLES),
        states=_by_word(_STATES),
    )


def _by_word(named: Mapping[str, str]) -> dict[str, str]:
    by_word = {folded(word): name for name, sentence in named.items() for word in in_every_language(sentence)}
    return by_word | {folded(name): name for name in named}


def _by_name(vocabulary: Vocabulary[AnyTerm]) -> dict[str, str]:
    by_word = {folded(term.name.in_language(one)): term.id for term in vocabulary for one in LANGUAGES}
    return by_word | {folded(term.id): term.id for term in vocabulary}


def listed(text: str, *, commas: bool = False) -> list[str]:
    """The items of a cell that holds several: between `|`, `;` or line ends, and `commas` where no name has one."""
    return [item for item in (_LISTED_BY_COMMAS if commas else _LISTED).split(text) if item]


def written_day(text: str) -> tuple[str, bool]:
    """A day as the register writes it, and whether it was written day first; what is no day stays as it is."""
    found = _DAY_FIRST.fullmatch(text)
    if found is None:
        return text[:10] if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ].*", text) else text, False
    try:
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat(), True
    except ValueError:
        return text, False


def example_title() -> str:
    """What the row of the template is called that shows how to fill it in."""
    return say("Example: language courses for newcomers (replace this row)")


def is_example(title: str) -> bool:
    """Whether a row is that of the template, in any language."""
    return title in in_every_language("Example: language courses for newcomers (replace this row)")


def example() -> dict[str, str]:
    """The row of the template that shows how to fill it in."""
    areas = " | ".join(told(AREAS[area].name) for area in ("languages", "welcoming"))
    return {
        **dict.fromkeys(COLUMNS, ""),
        "title": example_title(),
        "areas": areas,
        "principles": told(PRINCIPLES["real_equality"].name),
        "starts_on": "2026-09-01",
        "ends_on": "2027-06-30",
        "status": states()["planned"],
    }


def about() -> dict[str, str]:
    """What may stand in each column, for the second sheet of the template."""
    names, stated = headings(), ", ".join(states().values())
    ways = {
        names["title"]: say("What it is called. Each row needs this, an area and a principle; the rest may be empty."),
        names["areas"]: say("One or more of the areas below, with | between them."),
        names["principles"]: say("One or more of the principles below, with | between them."),
        names["starts_on"]: say("A day as 2026-12-31 or 31/12/2026. Leave out what is not known."),
        names["ends_on"]: say("Likewise; leave it out where there is no end."),
        names["status"]: say("One of: %(states)s. Left empty, the period decides.", states=stated),
        names["supports"]: say("Codes or titles of strategies that it supports, with | between them."),
        names["partners"]: say("Codes or names of bodies that take part, with | between them."),
        names["budget_amount"]: say("A number."),
        names["budget_currency"]: say("A currency such as EUR."),
    }
    terms = [*PRINCIPLES, *AREAS]
    return ways | {told(term.name): told(term.description) for term in terms}


def separator() -> str:
    """What stands between cells where spreadsheets of this language open CSV files by themselves."""
    return "," if language() == "en" else ";"
