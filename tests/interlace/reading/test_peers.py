"""Whom to ask how a gap was closed, and which strategies a work may support."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from graph.trends.likeness import LEAST, alike
from interlace.errors import Unknown
from interlace.reading.peers import closed_it, peers_of
from interlace.reading.suggestions import suggested_links
from tests.graph.small import EDUCATION, HOUSING, Small, settings_of, tables_of
from tests.interlace.reading.seen import portugal, view_over

DAY = date(2026, 3, 31)


def towns(count: int) -> Small:
    """Towns without a strategy; the last of them has one since November."""
    country = Small().body("N", "national", population=1_000_000).strategy("NS", "N", EDUCATION)
    for number in range(count):
        country.body(f"T{number}", "local", "N", population=50_000 + number)
    last = f"T{count - 1}"
    country.strategy("S", last, EDUCATION, starts_on="2025-11-15").action("A", last, EDUCATION, starts_on="2025-11-20")
    return country.strategy("S2", last, starts_on="2026-02-01").link("S", "NS")


def seen(country: Small, hidden: frozenset[str] = frozenset()):  # type: ignore[no-untyped-def]  # noqa: ANN201
    return view_over(tables_of(country.rows), settings_of(country.thresholds, country.matrix), DAY, hidden)


def test_who_closed_it_is_told_with_what_began_in_the_month_in_which_it_closed() -> None:
    view = seen(towns(7))
    told = peers_of(view, "strategy-missing:T0")
    assert told.alike == 6
    (peer,) = told.items
    codes = {table: view.sight.column(table, "code") for table in ("bodies", "strategies", "actions")}
    assert codes["bodies"][peer.body] == "T6"
    assert (peer.last_seen, peer.gone_by) == (date(2025, 10, 31), date(2025, 11, 30))
    assert [codes["strategies"][row] for row in peer.did.strategies] == ["S"]
    assert [codes["actions"][row] for row in peer.did.actions] == ["A"]
    assert closed_it(view, "strategy-missing:T0", peer.body)
    assert not closed_it(view, "strategy-missing:T0", told.body)


def test_among_too_few_nothing_is_told() -> None:
    view = seen(towns(LEAST))
    told = peers_of(view, "strategy-missing:T0")
    assert (told.alike, list(told.items)) == (0, [])


def test_a_finding_that_is_not_there_has_no_peers() -> None:
    view = seen(towns(7))
    for key in ("strategy-missing:T6", "strategy-missing:X", "nothing"):
        with pytest.raises(Unknown):
            peers_of(view, key)


def test_those_alike_are_of_one_level_and_never_the_body_itself() -> None:
    view = portugal(DAY)
    graph = view.graph
    for row in graph.body[: graph.authorities : 37].tolist():
        near = alike(graph, row)
        assert row not in near
        assert (graph.register.bodies.level[near] == graph.register.bodies.level[row]).all()
        assert np.array_equal(near, np.unique(near))
        assert not len(near) or len(near) >= LEAST


def works() -> Small:
    return (
        Small()
        .body("N", "national")
        .body("R", "regional", "N")
        .body("L", "local", "R")
        .body("M", "local", "R")
        .add("strategies", code="NE", title="Estratégia Nacional para a Igualdade na Educação", owner="N")
        .add("commitments", strategy="NE", principle="real_equality", area="education", depth=2)
        .add("strategies", code="NX", title="Plano de transportes marítimos", owner="N")
        .add("strategies", code="RH", title="Habitação para todos", owner="R")
        .add("commitments", strategy="RH", principle="real_equality", area="housing", depth=2)
        .add("strategies", code="ND", title="Igualdade na educação", owner="N", status="draft")
        .add("strategies", code="MM", title="Plano municipal de igualdade na educação", owner="M")
        .add("strategies", code="LS", title="Plano local para a igualdade na educação", owner="L")
        .add("commitments", strategy="LS", principle="real_equality", area="education", depth=2)
        .add("commitments", strategy="LS", principle="real_equality", area="housing", depth=2)
        .action("LA", "L", HOUSING)
    )


def test_targets_are_in_force_above_and_share_cells_or_words() -> None:
    view = seen(works())
    codes = view.sight.column("strategies", "code")
    told = {codes[one.strategy]: one for one in suggested_links(view, "LS")}
    assert set(told) == {"NE", "RH"}
    assert told["NE"].cells == [EDUCATION]
    assert (told["NE"].overlap, told["NE"].likeness) in {("some", "close"), ("some", "related")}
    (of_action,) = suggested_links(view, "LA")
    assert (codes[of_action.strategy], of_action.overlap, of_action.cells) == ("RH", "all", [HOUSING])


@pytest.mark.parametrize("status", ["declared", "confirmed", "disputed"])
def test_a_link_that_there_is_or_that_was_disputed_is_never_suggested(status: str) -> None:
    view = seen(works().link("LS", "NE", status))
    codes = view.sight.column("strategies", "code")
    assert [codes[one.strategy] for one in suggested_links(view, "LS")] == ["RH"]


def test_hidden_drafts_are_unknown_and_texts_of_signs_are_no_trouble() -> None:
    view = seen(works(), frozenset({"ND"}))
    for code in ("ND", "nothing"):
        with pytest.raises(Unknown):
            suggested_links(view, code)
    signs = Small().body("N", "national").body("L", "local", "N").add("strategies", code="A", title="!", owner="N")
    assert list(suggested_links(seen(signs.add("strategies", code="B", title="?", owner="L")), "B")) == []
