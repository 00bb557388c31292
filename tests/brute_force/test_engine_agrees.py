"""The engine against the naive reading of the definitions, on random countries."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from graph.analysis import analyse
from graph.governance import GovernanceGraph
from graph.register import Register
from interlace.bundle import read_bundle
from interlace.cli.analyse import json_pieces
from policies.rules import RULES
from tests.brute_force import reading
from tests.brute_force.random_countries import AS_OF, random_country, write_country
from tests.examples import examples

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = examples(400)
BATCHES = examples(16)


def engine_result(folder: Path) -> dict[str, Any]:
    bundle = read_bundle(folder)
    graph = GovernanceGraph.at(Register.of(bundle.tables, bundle.settings), AS_OF)
    result: dict[str, Any] = orjson.loads(b"".join(json_pieces(analyse(graph))))
    for finding in result["findings"]:
        del finding["evidence"]
    return result


@pytest.mark.parametrize("batch", range(BATCHES))
def test_engine_and_naive_reading_agree_to_the_letter(batch: int, tmp_path: Path) -> None:
    for seed in range(batch, SEEDS, BATCHES):
        country = random_country(seed)
        write_country(country, tmp_path / str(seed))
        expected = reading.analyse(country, AS_OF)
        result = engine_result(tmp_path / str(seed))
        for part in ("as_of", "profiles", "alignment", "findings"):
            assert result[part] == expected[part], f"seed {seed}, {part}"


def test_random_countries_make_every_rule_fire_in_its_variants() -> None:
    fired: Counter[str] = Counter()
    variants: set[tuple[str, str, str]] = set()
    states: Counter[str] = Counter()
    for seed in range(150):
        result = reading.analyse(random_country(seed), AS_OF)
        states.update(pair["state"] for pair in result["alignment"])
        fired.update(finding["rule"] for finding in result["findings"])
        variants |= {(told["rule"], told["severity"], told["certainty"]) for told in result["findings"]}
    assert {rule: fired[rule] for rule in RULES if fired[rule] < 5} == {}
    assert set(states) == {"aligned", "convergent", "nominal", "partial", "absent"}
    assert {severity for rule, severity, _ in variants if rule == "commitment-uncascaded"} == {
        "high",
        "medium",
    }
    assert {severity for rule, severity, _ in variants if rule == "peers-uncoordinated"} == {"medium", "low"}
    assert {certainty for rule, _, certainty in variants if rule == "commitment-uncascaded"} == {
        "confirmed",
        "unreported",
    }
