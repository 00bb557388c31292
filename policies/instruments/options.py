"""What can be chosen as an answer: the usual three steps, or the options that a file gives."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from policies.instruments.model import AnswerType, ItemOption
from policies.instruments.parts import fraction_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policies.instruments.parts import Part

MOST_OPTIONS = 50
#: The types whose options are known; a file may give them other words and another worth.
STEPS = (AnswerType.YES_PLANNED_NO, AnswerType.YES_PARTLY_NO, AnswerType.FREQUENCY)
#: How a file says that an answer takes the item out of the score.
OUT = "out"


def _read(path: Path) -> Mapping[AnswerType, tuple[ItemOption, ...]]:
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        AnswerType(kind): tuple(
            ItemOption(name, MappingProxyType(one["name"]), Fraction(one["worth"])) for name, one in options.items()
        )
        for kind, options in entries.items()
    }


_USUAL = _read(Path(__file__).parent / "words" / "usual_options.toml")


def read_options(part: Part, kind: AnswerType, languages: Sequence[str]) -> tuple[ItemOption, ...]:
    """The options of an item; what is wrong with them is noted."""
    if kind not in STEPS and kind is not AnswerType.CHOICE:
        if part.has("options"):
            part.wrong("options", "no-options-here", type=kind)
        return ()
    if kind in STEPS and not part.has("options"):
        return _usual(part, kind, languages)
    found = _given(part, languages)
    ids = [option.id for option in found]
    usual = [option.id for option in _USUAL.get(kind, ())]
    if kind in STEPS and sorted(ids) != sorted(usual):
        part.wrong("options", "other-options", choices=", ".join(usual))
    elif len(found) < 2:  # noqa: PLR2004 - to choose is to choose between two
        part.wrong("options", "no-options")
    return found


def _usual(part: Part, kind: AnswerType, languages: Sequence[str]) -> tuple[ItemOption, ...]:
    found = []
    for option in _USUAL[kind]:
        missing = [language for language in languages if language not in option.name]
        if missing:
            # Only what is shipped has these words; in other languages the file says them itself.
            part.wrong("type", "missing-language", language=missing[0])
        known = {language: text for language, text in option.name.items() if language in languages}
        found.append(ItemOption(option.id, MappingProxyType(known), option.worth))
    return tuple(found)


def _given(part: Part, languages: Sequence[str]) -> tuple[ItemOption, ...]:
    found: dict[str, ItemOption] = {}
    lines: dict[str, int] = {}
    for one in part.parts_of("options", MOST_OPTIONS, required=True):
        one.only(("id", "name", "worth"))
        name = one.code("id")
        if name in found:
            one.wrong("id", "duplicate-id", id=name, first=lines[name])
            continue
        found[name] = ItemOption(name, one.texts("name", languages), _worth(one, name))
        lines[name] = part.problems.line(one.path)
    return tuple(option for name, option in found.items() if name)


def _worth(one: Part, name: str) -> Fraction | None:
    if not one.has("worth"):
        one.wrong("", "no-worth", option=name)
        return None
    value = one.get("worth")
    if value == OUT:
        return None
    worth = fraction_of(value)
    if worth is None or worth > 1:
        one.wrong("worth", "bad-worth")
        return None
    return worth
