"""What kinds of entries, states and reasons are called on pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import babel

from policies import AREAS, LEVELS, PRINCIPLES
from policies.rules import RULES
from web.languages import language, say, told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def kinds() -> Mapping[str, str]:
    """Kinds of entries, as one of them is called."""
    return {
        "practice": say("Good practice"),
        "profile": say("Profile after a visit"),
        "mentoring_offer": say("Offer of mentoring"),
        "mentoring_request": say("Request for mentoring"),
        "study_visit": say("Study visit"),
        "network": say("Network"),
        "event": say("Event"),
    }


def states() -> Mapping[str, str]:
    """How a publication stands."""
    return {
        "proposed": say("waits for a decision"),
        "published": say("published"),
        "refused": say("not published"),
        "withdrawn": say("taken back"),
    }


def practice_states() -> Mapping[str, str]:
    """How a practice stands."""
    return {
        "draft": say("draft"),
        "review": say("waits for a decision"),
        "published": say("published"),
        "archived": say("archived"),
    }


def fields() -> dict[str, str]:
    """What the fields of a practice are called that no record of the register has."""
    return {
        "title": say("Title"),
        "summary": say("In a few sentences"),
        "place": say("Place"),
        "evidence": say("What shows it"),
        "contacts": say("Who can tell more"),
        "translations": say("Another language"),
        **texts(),
    }


def texts() -> Mapping[str, str]:
    """The texts of a practice, in the order in which they are read."""
    return {
        "purpose": say("What it is for"),
        "stimulus": say("What set it off"),
        "process": say("How it was done"),
        "impact": say("What came of it"),
        "resources": say("What it took"),
    }


def reasons() -> Mapping[str, str]:
    """Why an entry may help with a finding."""
    return {
        "same-rule": say("It came from the same kind of gap."),
        "same-cells": say("It is about the same:"),
        "same-areas": say("It is from the same area:"),
    }


def value(facet: str, name: str) -> str:
    """A value of a facet in words."""
    read: Mapping[str, Callable[[str], str]] = {
        "kinds": lambda one: kinds().get(one, one),
        "principles": lambda one: told(PRINCIPLES[one].name) if one in PRINCIPLES.ids else one,
        "areas": lambda one: told(AREAS[one].name) if one in AREAS.ids else one,
        "levels": lambda one: told(LEVELS[one].name) if one in LEVELS.ids else one,
        "languages": language_name,
        "countries": lambda one: _territories().get(one, one),
    }
    return str(read[facet](name)) if facet in read else name


def language_name(code: str) -> str:
    """A language by its name in the language of the page."""
    try:
        return str(babel.Locale.parse(language()).languages.get(code.split("-", maxsplit=1)[0], code))
    except (ValueError, babel.UnknownLocaleError):
        return code


def _territories() -> Mapping[str, str]:
    return dict(babel.Locale.parse(language()).territories)


def rule(name: str) -> str:
    """A rule by its title."""
    return told(RULES[name].title) if name in RULES else name


def cell(name: str) -> str:
    """A cell, area or principle in words."""
    principle, _, area = name.partition(":")
    if not area:
        return value("areas", name)
    return f"{value('areas', area)} · {value('principles', principle)}"
