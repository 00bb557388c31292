"""A crosswalk held against both versions: every old item has a fate, every new one an origin, and answers fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from policies.instruments.model import AnswerType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policies.instruments.crosswalks import Crosswalk, Dropped, Mapped
    from policies.instruments.model import Instrument, Item
    from policies.instruments.places import Path
    from policies.instruments.problems import Problems

What = TypeVar("What")


@dataclass(frozen=True)
class Entry(Generic[What]):
    """Something of a crosswalk, and where in the file it stands."""

    what: What
    path: Path


@dataclass(frozen=True)
class Read:
    """What a file says becomes of items."""

    mapped: Sequence[Entry[Mapped]]
    dropped: Sequence[Entry[Dropped]]
    added: Sequence[Entry[str]]


def check_against(read: Read, crosswalk: Crosswalk, old: Instrument, new: Instrument, problems: Problems) -> None:
    """Note all in which the crosswalk does not fit its two versions."""
    named = (crosswalk.instrument, crosswalk.old_version, crosswalk.new_version)
    if named != (old.id, old.version, new.version) or old.id != new.id:
        told = {"instrument": old.id, "from": old.version, "to": new.version}
        problems.add(("instrument",), "other-version", **told)
        return
    olds, news = old.items_by_id, new.items_by_id
    for one in read.mapped:
        _check_mapped(one, olds, news, old, new, problems)
    _check_old(read, olds, old, problems)
    _check_new(read, news, new, problems)


def _check_old(read: Read, olds: Mapping[str, Item], old: Instrument, problems: Problems) -> None:
    kept = {origin.item for one in read.mapped for origin in one.what.origins}
    dropped = {one.what.item for one in read.dropped}
    for one in read.dropped:
        if one.what.item not in olds:
            problems.add((*one.path, "item"), "unknown-old", version=old.version, item=one.what.item)
        elif one.what.item in kept:
            problems.add((*one.path, "item"), "dropped-and-kept", item=one.what.item)
    for item in olds:
        if item not in kept and item not in dropped:
            problems.add(("dropped",), "lost-item", item=item)


def _check_new(read: Read, news: Mapping[str, Item], new: Instrument, problems: Problems) -> None:
    mapped = {one.what.item for one in read.mapped}
    added = {one.what for one in read.added}
    for one in read.added:
        if one.what not in news:
            problems.add(one.path, "unknown-new", version=new.version, item=one.what)
        elif one.what in mapped:
            problems.add(one.path, "new-and-mapped", item=one.what)
    for item in news:
        if item not in mapped and item not in added:
            problems.add(("added",), "unnamed-item", item=item)


def _check_mapped(
    one: Entry[Mapped],
    olds: Mapping[str, Item],
    news: Mapping[str, Item],
    old: Instrument,
    new: Instrument,
    problems: Problems,
) -> None:
    unknown = [origin.item for origin in one.what.origins if origin.item not in olds]
    for item in unknown:
        problems.add((*one.path, "of"), "unknown-old", version=old.version, item=item)
    target = news.get(one.what.item)
    if target is None:
        problems.add((*one.path, "item"), "unknown-new", version=new.version, item=one.what.item)
    elif not unknown:
        sources = [olds[origin.item] for origin in one.what.origins]
        if len(sources) == 1:
            _check_single(one, sources[0], target, problems)
        elif any(AnswerType.TEXT is item.type for item in (*sources, target)):
            problems.add((*one.path, "of"), "text-combined")
        elif target.options and all(option.worth is None for option in target.options):
            problems.add((*one.path, "item"), "unscored-combined", item=target.id)


def _check_single(one: Entry[Mapped], source: Item, target: Item, problems: Problems) -> None:
    if not (source.options and target.options):
        if source.type is not target.type:
            problems.add((*one.path, "of"), "other-type", old=source.type, new=target.type)
        return
    olds = [option.id for option in source.options]
    news = {option.id for option in target.options}
    for value in one.what.values:
        if value not in olds:
            path = (*one.path, "values", value)
            problems.add(path, "unknown-option", item=source.id, choices=", ".join(olds), option=value)
    for value in olds:
        if one.what.values.get(value, value) not in news:
            problems.add((*one.path, "values"), "no-value", item=target.id, value=value)
