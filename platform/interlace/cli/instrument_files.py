"""What is done with files of instruments and crosswalks without any installation: checked, shown, walked over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policies.instruments import (
    InstrumentInvalid,
    InstrumentProblem,
    is_crosswalk,
    read,
    read_crosswalk,
    shipped,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.crosswalk import Crossed
    from policies.instruments import Answer, Crosswalk, Instrument


@dataclass(frozen=True)
class Checked:
    """A file, what it is, and what is wrong with it."""

    path: Path
    what: str
    """`instrument`, `crosswalk`, or `file` where it is neither."""
    key: str
    problems: Sequence[InstrumentProblem]
    more: int = 0

    def object(self, language: str) -> dict[str, Any]:
        """The same for programs."""
        told = [
            {"line": one.line, "pointer": one.pointer, "code": one.code, "expected": one.expected(language)}
            for one in self.problems
        ]
        valid = not self.problems
        return {"file": str(self.path), "what": self.what, "key": self.key, "valid": valid, "problems": told}


def check_files(paths: Sequence[Path]) -> list[Checked]:
    """Each file with what is wrong with it. A crosswalk is held against versions among the files or shipped."""
    contents = {path: path.read_bytes() for path in paths}
    known = {(one.id, one.version): one for one in shipped().values()}
    found: dict[Path, Checked] = {}
    walks = []
    for path, content in contents.items():
        try:
            if is_crosswalk(content, path.name):
                walks.append(path)
                continue
            one = read(content, path.name)
        except InstrumentInvalid as error:
            found[path] = Checked(path, "instrument", "", error.problems, error.more)
        else:
            known[one.id, one.version] = one
            found[path] = Checked(path, "instrument", f"{one.id}@{one.version}", ())
    for path in walks:
        found[path] = _checked_walk(path, contents[path], known)
    return [found[path] for path in paths]


def _checked_walk(path: Path, content: bytes, known: Mapping[tuple[str, str], Instrument]) -> Checked:
    try:
        walk = read_crosswalk(content, path.name)
        old, new = (known.get((walk.instrument, version)) for version in (walk.old_version, walk.new_version))
        read_crosswalk(content, path.name, old, new)
    except InstrumentInvalid as error:
        return Checked(path, "crosswalk", "", error.problems, error.more)
    return Checked(path, "crosswalk", walk.key, ())


def instrument_named(name: str) -> Instrument | None:
    """A shipped instrument by its id or key, else the one in a file of this name; None where there is neither.

    Raises InstrumentInvalid.
    """
    for one in shipped().values():
        if name in {one.id, f"{one.id}@{one.version}"}:
            return one
    path = Path(name)
    return read(path.read_bytes(), path.name) if path.is_file() else None


def crossed_object(crosswalk: Crosswalk, crossed: Crossed | None, language: str) -> dict[str, Any]:
    """What becomes of items, and of answers where there are any, for programs."""
    told: dict[str, Any] = {
        "crosswalk": crosswalk.key,
        "carried": [
            {"item": one.item, "of": [origin.item for origin in one.origins], "changed": _text(one.changed, language)}
            for one in crosswalk.mapped
        ],
        "dropped": [{"item": one.item, "reason": _text(one.reason, language)} for one in crosswalk.dropped],
        "added": list(crosswalk.added),
    }
    if crossed is not None:
        told["answers"] = {item: answer_object(answer) for item, answer in crossed.answers.items()}
        told["crossings"] = [
            {
                "change": str(one.change),
                "old": list(one.old),
                "new": one.new,
                "loses": one.loses,
                "reason": _text(one.reason, language),
                "worth": None if one.worth is None else str(one.worth),
            }
            for one in crossed.crossings
        ]
    return told


def answer_object(answer: Answer) -> dict[str, Any]:
    """An answer as JSON holds it: decimals as strings."""
    value = answer.value if answer.value is None or isinstance(answer.value, str) else f"{answer.value:f}"
    return {"standing": str(answer.standing), "value": value}


def _text(text: Mapping[str, str] | None, language: str) -> str | None:
    return None if text is None else in_language(text, language)


def in_language(text: Mapping[str, str], language: str) -> str:
    """A text of an instrument in a language, in English, or in whatever it is there."""
    return text.get(language) or text.get("en") or next(iter(text.values()), "")
