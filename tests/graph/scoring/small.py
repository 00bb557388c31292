"""Small instruments, written down in a line an item, and random ones with their answers."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl
from hypothesis import strategies as st

from graph.scoring.many import ANSWERS
from policies import PRINCIPLES
from policies.instruments.model import (
    Answer,
    AnswerType,
    Condition,
    Instrument,
    InstrumentArea,
    Item,
    ItemOption,
    Standing,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OUTSIDE = Answer(Standing.OUTSIDE_COMPETENCE)
MISSING = Answer(Standing.NOT_ANSWERED)


def text(words: str) -> Text:
    return MappingProxyType({"en": words})


THREE = tuple(
    ItemOption(name, text(name), Decimal(worth)) for name, worth in (("yes", "1"), ("planned", "0.5"), ("no", "0"))
)
NOT_HERE = ItemOption("not_here", text("not here"), None)


def said(value: str) -> Answer:
    return Answer(Standing.ANSWERED, value)


def item(
    name: str,
    weight: str = "1",
    *,
    area: str = "one",
    kind: AnswerType = AnswerType.CHOICE,
    principle: str | None = None,
    cells: tuple[tuple[str, str], ...] = (),
    full_at: str | None = None,
    asked_if: tuple[Condition, ...] = (),
) -> Item:
    scored = kind in (AnswerType.NUMBER, AnswerType.SHARE, AnswerType.TEXT)
    return Item(
        id=name,
        area=area,
        question=text(name),
        type=kind,
        weight=Decimal(weight),
        principle=principle,
        cells=cells,
        options=() if scored else (*THREE, NOT_HERE),
        full_at=None if full_at is None else Decimal(full_at),
        asked_if=asked_if,
    )


def instrument(
    items: Sequence[Item], areas: Mapping[str, str] | None = None, optional: Sequence[str] = ()
) -> Instrument:
    return Instrument(
        id="small",
        version="1",
        name=text("Small"),
        kind="checklist",
        status="unofficial",
        source="",
        languages=("en",),
        areas=tuple(
            InstrumentArea(name, text(name), Decimal(weight), name in optional)
            for name, weight in (areas or {"one": "1"}).items()
        ),
        items=tuple(items),
    )


def frame(assessments: Sequence[Mapping[str, Answer]]) -> pl.DataFrame:
    """The answers as `score_many` reads them."""
    rows = [
        (number, name, str(answer.standing), None if answer.value is None else str(answer.value))
        for number, answers in enumerate(assessments)
        for name, answer in answers.items()
    ]
    return pl.DataFrame(rows, schema=ANSWERS, orient="row")


weights = st.decimals("0.01", "3", places=2)
_CELLS = (("real_equality", "housing"), ("real_equality", "education"), ("active_citizenship", "housing"))


@st.composite
def instruments(draw: st.DrawFn, *, routing: bool = True) -> Instrument:
    """Up to three areas and seven items; what hangs on what goes down the list only."""
    areas = {f"area{number}": str(draw(weights)) for number in range(draw(st.integers(1, 3)))}
    items: list[Item] = []
    for number in range(draw(st.integers(1, 7))):
        kinds = (AnswerType.CHOICE, AnswerType.CHOICE, AnswerType.NUMBER, AnswerType.SHARE, AnswerType.TEXT)
        earlier = [one for one in items if one.type is AnswerType.CHOICE]
        conditions: tuple[Condition, ...] = ()
        if routing and earlier and draw(st.booleans()):
            on = draw(st.lists(st.sampled_from(earlier), min_size=1, max_size=2, unique_by=lambda one: one.id))
            conditions = tuple(Condition(one.id, draw(st.sampled_from((("yes",), ("yes", "planned"))))) for one in on)
        items.append(
            item(
                f"item{number}",
                str(draw(weights)),
                area=draw(st.sampled_from(sorted(areas))),
                kind=draw(st.sampled_from(kinds)),
                principle=draw(st.sampled_from((None, *PRINCIPLES.ids))),
                cells=tuple(draw(st.lists(st.sampled_from(_CELLS), max_size=2, unique=True))),
                full_at=draw(st.sampled_from((None, "7", "40"))),
                asked_if=conditions,
            )
        )
    return instrument(items, areas, optional=[name for name in list(areas)[1:] if draw(st.booleans())])


def answers_to(one: Item) -> st.SearchStrategy[Answer]:
    """An answer that an item takes, or that it is outside competence."""
    if one.type is AnswerType.CHOICE:
        given = st.sampled_from([option.id for option in one.options])
    elif one.type is AnswerType.TEXT:
        given = st.just("words")
    else:
        given = st.decimals("0", "60", places=2).map(str)
    return st.one_of(given.map(said), st.just(OUTSIDE))


@st.composite
def answered(draw: st.DrawFn, of: Instrument, *, all_of_it: bool = False) -> Mapping[str, Answer]:
    """Answers to some items of an instrument, or to all."""
    given = {}
    for one in of.items:
        if all_of_it or draw(st.booleans()):
            given[one.id] = draw(answers_to(one))
        elif draw(st.booleans()):
            given[one.id] = MISSING
    return given
