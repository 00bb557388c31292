"""Instruments in words: their texts in the language of the page, and what is said of each item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies import AREAS, PRINCIPLES
from policies.instruments import PREFILLS, AnswerType, Kind
from web.languages import language, say, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policies.instruments import Instrument, Item


@dataclass(frozen=True)
class Said:
    """A text of an instrument; `language` is told where it is not that of the page."""

    text: str
    language: str | None


@dataclass(frozen=True)
class Choice:
    """What can be answered, and what it is worth: `1/2`, or nothing where it takes the item out."""

    name: Said
    worth: str | None


@dataclass(frozen=True)
class Route:
    """What has to be answered before an item is asked."""

    item: str
    question: Said
    answers: Sequence[Said]


@dataclass(frozen=True)
class ItemShown:
    """An item as the page tells it."""

    item: Item
    question: Said
    help: Said | None
    kind: str
    choices: Sequence[Choice]
    weight: str | None
    """Its share of its area; None where it is not scored."""
    principle: str | None
    measures: Sequence[str]
    """The cells that it measures, each as “principle: area”."""
    routes: Sequence[Route]
    prefill: str | None


@dataclass(frozen=True)
class AreaShown:
    """An area with its items."""

    id: str
    name: Said
    weight: str
    optional: bool
    items: Sequence[ItemShown]


def said(text: Mapping[str, str]) -> Said:
    """A text in the language of the page, in English, or in whatever it is there."""
    wanted = next((one for one in (language(), "en", *text) if text.get(one)), "")
    return Said(text.get(wanted, ""), None if wanted == language() else wanted or None)


def kinds() -> Mapping[str, str]:
    """What instruments are for."""
    return {
        Kind.INDEX: say("Questionnaire on all that a body does"),
        Kind.CHECKLIST: say("Checklist on one principle"),
        Kind.FRAME: say("Steps, each with what to record as proof"),
        Kind.SELF_CHECK: say("Self-check on one subject"),
    }


def statuses() -> Mapping[str, str]:
    """Whose words they have."""
    return {"official": say("official"), "unofficial": say("unofficial")}


def types() -> Mapping[str, str]:
    """What items are answered with."""
    return {
        AnswerType.YES_PLANNED_NO: say("Yes, planned or no"),
        AnswerType.YES_PARTLY_NO: say("Yes, in part or no"),
        AnswerType.FREQUENCY: say("How often"),
        AnswerType.NUMBER: say("A number"),
        AnswerType.SHARE: say("A share in per cent"),
        AnswerType.CHOICE: say("One of several answers"),
        AnswerType.TEXT: say("Words, which are read and not scored"),
    }


def evidence() -> Mapping[str, str]:
    """Whether evidence belongs to an answer."""
    return {
        "none": say("No evidence is asked for"),
        "asked": say("Evidence is welcome"),
        "required": say("Evidence belongs to it"),
    }


def shown_areas(instrument: Instrument) -> Sequence[AreaShown]:
    """The areas of an instrument with their items, as the page tells them."""
    items = {area.id: [item for item in instrument.items if item.area == area.id] for area in instrument.areas}
    return [
        AreaShown(
            area.id,
            said(area.name),
            str(area.weight),
            area.optional,
            [_shown(item, instrument) for item in items[area.id]],
        )
        for area in instrument.areas
    ]


def _shown(item: Item, instrument: Instrument) -> ItemShown:
    return ItemShown(
        item=item,
        question=said(item.question),
        help=None if item.help is None else said(item.help),
        kind=types()[item.type],
        choices=[Choice(said(one.name), None if one.worth is None else str(one.worth)) for one in item.options],
        weight=str(item.weight) if item.scored else None,
        principle=None if item.principle is None else told(PRINCIPLES[item.principle].name),
        measures=[f"{told(PRINCIPLES[principle].name)}: {told(AREAS[area].name)}" for principle, area in item.cells],
        routes=[_route(condition.item, condition.one_of, instrument) for condition in item.asked_if],
        prefill=None if item.prefill is None else told(PREFILLS[item.prefill]),
    )


def _route(name: str, one_of: Sequence[str], instrument: Instrument) -> Route:
    other = instrument.items_by_id[name]
    return Route(name, said(other.question), [said(one.name) for one in other.options if one.id in one_of])
