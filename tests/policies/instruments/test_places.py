"""Every value of a file has its line, in TOML and JSON, however it is written."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.instruments.places import json_places, toml_places
from tests.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = sorted([ROOT / "pyproject.toml", *(ROOT / "policies").rglob("*.toml"), *(ROOT / "demo").rglob("*.toml")])
#: TOML written in every odd way that it allows.
ODD = Path(__file__).with_name("odd.toml")


def paths(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:  # noqa: ANN401 - any value
    """The ways to all values within a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inside:
        yield (*way, name)
        yield from paths(one, (*way, name))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_value_of_a_toml_file_of_this_project_has_a_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    places = toml_places(text)
    assert [way for way in paths(tomllib.loads(text)) if not places.known(way)] == []


def test_odd_toml_keeps_its_lines() -> None:
    text = ODD.read_text(encoding="utf-8")
    places = toml_places(text)
    assert [way for way in paths(tomllib.loads(text)) if not places.known(way)] == []
    lines = text.splitlines()
    for way, start in (
        (("quoted key",), '"quoted key"'),
        (("a", "b", "c.d", 1), "  [2, 3]"),
        (("text",), "text ="),
        (("raw",), "raw"),
        (("when",), "when"),
        (("table", "inner", "x"), "x=-inf"),
        (("many", 0, "sub", "y"), "y = 1"),
        (("many", 1, "below", 1, "z"), "z = []"),
    ):
        assert lines[places.line(way) - 1].startswith(start), way


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(_VALUES, st.sampled_from([None, 1, "\t"]))
def test_every_value_of_json_has_a_line(value: object, indent: Any) -> None:  # noqa: ANN401 - how it is written
    text = json.dumps({"all": value}, indent=indent)
    places = json_places(text)
    assert [way for way in paths({"all": value}) if not places.known(way)] == []
    assert places.repeated == []
