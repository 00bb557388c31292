"""Laws that hold for every register, tried on random countries."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import orjson
import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.analysis import Analysis, analyse
from graph.frames import finding_frame
from graph.governance import GovernanceGraph
from graph.register import Register
from graph.tables import SCHEMA, Tables
from interlace.cli.analyse import json_pieces
from policies import AREAS
from policies.rules import RULES
from tests.brute_force.country import AUTHORITY_LEVELS, Country, Row
from tests.brute_force.random_countries import AS_OF, random_country
from tests.examples import examples
from tests.graph.small import settings_of, tables_of

if TYPE_CHECKING:
    import random

seeds = st.integers(0, 10**6)
some = settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def register_of(country: Country, tables: Tables | None = None) -> Register:
    return Register.of(tables or tables_of(country.tables), settings_of(country.thresholds, country.matrix))


def analysis_of(country: Country, tables: Tables | None = None, on: date = AS_OF) -> Analysis:
    return analyse(GovernanceGraph.at(register_of(country, tables), on))


def printed(analysis: Analysis) -> bytes:
    return b"".join(json_pieces(analysis))


def keys_of(analysis: Analysis, rule: str | None = None) -> set[tuple[str, str, str | None]]:
    frame = finding_frame(analysis).select("rule", "subject", "object")
    return {row for row in frame.iter_rows() if rule is None or row[0] == rule}


@some
@given(seeds)
def test_the_same_register_gives_the_same_bytes(seed: int) -> None:
    country = random_country(seed)
    assert printed(analysis_of(country)) == printed(analysis_of(country))


@some
@given(seeds, st.randoms(use_true_random=False))
def test_shuffling_rows_changes_nothing(seed: int, dice: random.Random) -> None:
    country = random_country(seed)
    before = printed(analysis_of(country))
    for rows in country.tables.values():
        dice.shuffle(rows)
    assert printed(analysis_of(country)) == before


@some
@given(seeds, st.integers(1, 5))
def test_splitting_tables_into_pieces_changes_nothing(seed: int, size: int) -> None:
    country = random_country(seed)
    whole = tables_of(country.tables)
    pieces = {name: pl.concat([whole[name].head(0), *whole[name].iter_slices(size)], rechunk=False) for name in SCHEMA}
    assert printed(analysis_of(country, Tables.of(pieces))) == printed(analysis_of(country))


def relabelled(country: Country) -> tuple[Country, dict[str, str]]:
    """Other codes in the same order, since the definitions break ties by the smaller code."""
    bodies = sorted(row["code"] for row in country.rows("bodies"))
    works = sorted(row["code"] for table in ("strategies", "actions") for row in country.rows(table))
    names = {code: f"b{number:03}" for number, code in enumerate(bodies)}
    names |= {code: f"w{number:03}" for number, code in enumerate(works)}

    def renamed(table: str, row: Row) -> Row:
        referring = {
            column for column, spec in SCHEMA[table].items() if spec.refers_to or (column == "code" and spec.required)
        }
        return {
            column: "|".join(names[code] for code in value.split("|")) if column in referring and value else value
            for column, value in row.items()
        }

    tables = {table: [renamed(table, row) for row in rows] for table, rows in country.tables.items()}
    return Country(tables, country.thresholds, country.matrix), names


@some
@given(seeds)
def test_relabelling_codes_relabels_findings_and_nothing_else(seed: int) -> None:
    country = random_country(seed)
    other, names = relabelled(country)

    def renamed(text: str | None) -> str | None:
        if text is None or text in AREAS or "/" in text:
            return text
        if ">" in text:
            pair, kind = text.split(":")
            return ">".join(names[code] for code in pair.split(">")) + f":{kind}"
        return names[text]

    expected = {(rule, renamed(subject), renamed(other)) for rule, subject, other in keys_of(analysis_of(country))}
    assert keys_of(analysis_of(other)) == expected


@some
@given(seeds, st.integers(0, 50), st.integers(0, 50))
def test_a_new_confirmed_relation_never_opens_body_isolated(seed: int, one: int, other: int) -> None:
    country = random_country(seed)
    codes = [row["code"] for row in country.rows("bodies")]
    source, target = codes[one % len(codes)], codes[other % len(codes)]
    before = keys_of(analysis_of(country), "body-isolated")
    if source != target:
        country.tables["relations"].append(
            {"source": source, "target": target, "kind": "consults", "status": "confirmed"}
        )
    assert keys_of(analysis_of(country), "body-isolated") <= before


@some
@given(seeds, st.sampled_from(("education", "housing", "media", "welcoming")))
def test_without_competence_nobody_is_asked_to_act_in_an_area(seed: int, area: str) -> None:
    country = random_country(seed)
    country.tables["competences"] = [row for row in country.rows("competences") if row["area"] != area]
    for level in AUTHORITY_LEVELS:
        country.matrix.setdefault(level, {})[area] = "none"
    told: dict[str, Any] = orjson.loads(printed(analysis_of(country)))
    asking = {
        *("commitment-uncascaded", "level-skipped", "initiative-unsupported"),
        *("alignment-nominal", "mechanism-missing", "competence-overlap"),
    }
    for finding in told["findings"]:
        if finding["rule"] in asking:
            assert area not in {cell.split(":")[1] for cell in finding["cells"]} | set(finding["areas"])


@some
@given(seeds, st.integers(-800, 800))
def test_a_day_asks_the_same_as_the_records_of_that_day(seed: int, shift: int) -> None:
    country = random_country(seed)
    on = AS_OF + timedelta(days=shift)

    def live(row: Row) -> bool:
        start, end = row.get("valid_from"), row.get("valid_to")
        return (not start or date.fromisoformat(start) <= on) and (not end or on <= date.fromisoformat(end))

    filtered = {
        table: [row for row in rows if live(row)] if table in {"relations", "competences"} else rows
        for table, rows in country.tables.items()
    }
    filtered["declarations"] = [row for row in filtered["declarations"] if row["declared_on"] <= on.isoformat()]
    filtered["reports"] = [row for row in filtered["reports"] if row["reported_on"] <= on.isoformat()]
    before = orjson.loads(printed(analysis_of(country, on=on)))
    after = orjson.loads(printed(analysis_of(Country(filtered, country.thresholds, country.matrix), on=on)))
    assert after == before


@some
@given(seeds)
def test_keys_are_unique_and_of_known_rules(seed: int) -> None:
    frame = finding_frame(analysis_of(random_country(seed)))
    assert frame.select("rule", "subject", "object").is_duplicated().sum() == 0
    assert set(frame["rule"]) <= set(RULES)
