"""What is written, read again, gives the same; and nothing is ever half written."""

from __future__ import annotations

import tempfile
from dataclasses import fields
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.settings import Alteration, Settings, Thresholds
from graph.tables import SCHEMA, Tables
from interlace.bundle import read_bundle, write_bundle
from interlace.synthetic import synthetic_country
from policies.rules import RULES
from tests.examples import examples

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0\x1c\x1d\x1e\x1f"), max_size=20).map(str.strip)
awkward = st.one_of(
    texts, st.sampled_from(['"', '""', ",", ";a", "a\tb", "a\nb", "a\r\nb", "=1+1", "@x", "é", "🌍", "a|b"])
)
days = st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31))
items = st.none() | st.lists(
    awkward.map(lambda text: text.replace("|", "").strip()).filter(bool), min_size=1, max_size=3, unique=True
)


@st.composite
def bodies(draw: st.DrawFn) -> pl.DataFrame:
    count = draw(st.integers(0, 5))
    rows = [
        {
            "code": f"b{number}",
            "name": draw(awkward.filter(bool)),
            "level": "civil_society",
            "population": draw(st.none() | st.integers(0, 10**12)),
            "valid_from": draw(days),
            "identifiers": draw(items),
            "website": draw(awkward) or None,
        }
        for number in range(count)
    ]
    known = pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in SCHEMA["bodies"]},
        schema={name: column.kind.data_type for name, column in SCHEMA["bodies"].items()},
    )
    extra = draw(st.lists(awkward, min_size=count, max_size=count))
    return known.with_columns(remarks=pl.Series([text or None for text in extra], dtype=pl.String))


#: Rules whose findings can be high.
_ALTERABLE = [name for name, rule in RULES.items() if "high" in rule.severities]


@st.composite
def chosen(draw: st.DrawFn) -> Settings:
    shares = st.integers(0, 10**6).map(lambda number: Fraction(number, 10**6))
    whole = st.integers(1, 10**6)
    values: dict[str, Any] = {
        field.name: draw(
            shares
            if field.name in {"aligned_from", "declared_share"}
            else st.integers(0, 100)
            if field.name == "contradicted_below"
            else whole
        )
        for field in fields(Thresholds)
    }
    return Settings(
        name=draw(st.none() | texts),
        country=draw(st.none() | st.just("PT")),
        languages=tuple(draw(st.lists(st.sampled_from(["pt", "fr-CH"]), unique=True))),
        thresholds=Thresholds(**values),
        competence_matrix=draw(st.sampled_from([{}, {"local": {"media": "lead", "housing": "none"}}])),
        rules={
            name: Alteration(off=True) if old is None else Alteration(severities={old: "low"})
            for name, old in sorted(
                draw(st.dictionaries(st.sampled_from(_ALTERABLE), st.sampled_from([None, "high"]))).items()
            )
        },
    )


def assert_same(one: Tables, other: Tables) -> None:
    for name in SCHEMA:
        assert one[name].equals(other[name]), name
        assert one[name].schema == other[name].schema


@settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bodies(), chosen(), st.sampled_from(["bundle", "bundle.zip"]))
def test_write_after_read_gives_equal_content(frame: pl.DataFrame, tenant: Settings, name: str) -> None:
    tables = Tables.of({"bodies": frame})
    with tempfile.TemporaryDirectory() as folder:
        write_bundle(tables, tenant, Path(folder) / name)
        read = read_bundle(Path(folder) / name)
    assert_same(read.tables, tables)
    assert read.settings == tenant


@pytest.mark.parametrize("name", ["country", "country.zip"])
def test_a_whole_country_survives_the_journey(tmp_path: Path, name: str) -> None:
    tables, tenant = synthetic_country(200, seed=5)
    write_bundle(tables, tenant, tmp_path / name)
    first = read_bundle(tmp_path / name)
    write_bundle(first.tables, first.settings, tmp_path / f"again-{name}")
    second = read_bundle(tmp_path / f"again-{name}")
    assert_same(first.tables, second.tables)
    assert_same(first.tables, tables)
    assert first.settings == second.settings == tenant


def test_the_same_register_gives_the_same_zip(tmp_path: Path) -> None:
    tables, tenant = synthetic_country(50, seed=5)
    for name in ("a.zip", "b.zip"):
        write_bundle(tables, tenant, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


@pytest.mark.parametrize("name", ["country", "country.zip"])
def test_what_stands_there_is_replaced_only_when_asked(tmp_path: Path, name: str) -> None:
    small, large = (synthetic_country(size, seed=1) for size in (5, 20))
    write_bundle(*small, tmp_path / name)
    with pytest.raises(FileExistsError):
        write_bundle(*large, tmp_path / name)
    assert read_bundle(tmp_path / name).tables.bodies.height == 5
    write_bundle(*large, tmp_path / name, replace=True)
    assert read_bundle(tmp_path / name).tables.bodies.height == 20
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_failure_while_writing_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables, tenant = synthetic_country(5, seed=1)

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_bundle(tables, tenant, tmp_path / "country")
    assert list(tmp_path.iterdir()) == []
