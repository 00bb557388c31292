"""How visits and recommendations stand, and what is found and said, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from interlace import visits
from policies import AREAS, PRINCIPLES
from web.languages import language, say, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from interlace.visits import AreaTold
    from policies.instruments import Instrument, Item


def states() -> Mapping[str, str]:
    """How far a visit has come."""
    return {
        "planned": say("planned"),
        "under_way": say("under way"),
        "drafting": say("the profile is being written"),
        "with_body": say("the body reads the profile"),
        "published": say("published"),
        "closed": say("closed"),
    }


def progress() -> Mapping[str, str]:
    """How a recommendation stands."""
    return {
        "open": say("not answered yet"),
        "answered": say("accepted"),
        "refused": say("not accepted"),
        "in_progress": say("being carried out"),
        "done": say("done, says the body"),
        "confirmed": say("done, and confirmed"),
    }


def said() -> Mapping[str, str]:
    """What can be said of a recommendation."""
    return {
        "accepts": say("We accept it"),
        "in_part": say("We accept it in part"),
        "not_accepted": say("We do not accept it"),
        "in_progress": say("We are carrying it out"),
        "done": say("It is done"),
        "confirmed": say("It is done, as we see it too"),
        "reopened": say("There is something left to do"),
    }


def found() -> Mapping[str, str]:
    """What experts say of an item."""
    return {
        "confirmed": say("as the body says"),
        "adjusted": say("otherwise"),
        "not_seen": say("not seen"),
    }


def standings() -> Mapping[str, str]:
    """How an item stands that has no value."""
    return {
        "not_answered": say("not answered"),
        "outside_competence": say("outside the body’s competence"),
    }


def kinds() -> Mapping[str, str]:
    """What is observed."""
    return {"strength": say("A strength"), "observation": say("Another observation")}


def areas() -> list[tuple[str, str]]:
    """The areas of the register, for visits without an instrument."""
    return [(area, told(AREAS[area].name)) for area in AREAS.ids]


def principles() -> list[tuple[str, str]]:
    """The principles, to choose one."""
    return [(one, told(PRINCIPLES[one].name)) for one in PRINCIPLES.ids]


def text_of(text: Mapping[str, str]) -> str:
    """A text of an instrument in the language of the page, or in one that it has."""
    return text.get(language()) or text.get("en") or next(iter(text.values()), "")


def options_of(item: Item) -> list[tuple[str, str]]:
    """What can be answered to an item, with the standings that have no value."""
    chosen = [(f"answered:{option.id}", text_of(option.name)) for option in item.options]
    return [*chosen, *((standing, words) for standing, words in standings().items())]


def answer_in_words(item: Item, answer: Mapping[str, str | None]) -> str:
    """An answer to an item."""
    if answer["standing"] != "answered":
        return standings()[str(answer["standing"])]
    value = str(answer["value"])
    return next((text_of(option.name) for option in item.options if option.id == value), value)


def area_in_words(shown: Sequence[AreaTold], area: str | None) -> str:
    """What an area is called."""
    return visits.area_name(shown, area, language()) or ""


def areas_of(instrument: Instrument | None) -> list[tuple[str, str]]:
    """The areas that can be chosen: the instrument's, or the register's."""
    return areas() if instrument is None else [(area.id, text_of(area.name)) for area in instrument.areas]


def words() -> dict[str, Any]:
    """What templates of this folder say."""
    return {
        "states": states(),
        "progress": progress(),
        "said_words": said(),
        "found_words": found(),
        "kind_words": kinds(),
        "area_in_words": area_in_words,
    }
