"""A country of one's own, small enough to count by hand, in which every state and every kind of link is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from interlace.db import tenancy
from interlace.principals import SYSTEM
from interlace.transfer.importing import import_bundle
from tests.brute_force.country import Country
from tests.brute_force.random_countries import write_country
from tests.graph.small import Small

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from interlace.db.connections import Database
    from tests.web.conftest import Person

#: The day of the country below.
DAY = "as_of=2024-06-30&compare_to=2020-06-30"
EDUCATION, HOUSING, MEDIA = "real_equality:education", "real_equality:housing", "active_citizenship:media"
ATTACK = "<script>probe()</script>"


def small_country() -> Small:
    """One national plan, five authorities below in five states, and what else pages tell."""
    country = Small().body("N", "national", population="1000").body("R", "regional", "N")
    for code, people in (("A", 400), ("B", 300), ("C", 100), ("D", 100)):
        country.body(code, "local", "R", population=people)
    country.body("SOCIETY", "civil_society", "A").body("FORUM", "network", scope="multilevel")
    country.strategy("PLAN", "N", EDUCATION, HOUSING, starts_on="2022-01-01", url="javascript:probe()")
    country.strategy("OLD", "N", EDUCATION, starts_on="2018-01-01", ends_on="2021-12-31")
    country.strategy("A-PLAN", "A", EDUCATION, HOUSING, starts_on="2023-01-01").link("A-PLAN", "PLAN")
    country.strategy("B-PLAN", "B", EDUCATION, HOUSING).link("B-PLAN", "OLD", "declared")
    country.strategy("C-PLAN", "C", EDUCATION, depth=1).link("C-PLAN", "PLAN", "disputed")
    country.strategy("DRAFT", "D", EDUCATION, status="draft").link("DRAFT", "PLAN", "declared")
    country.action("A-ACT", "A", MEDIA, status="ongoing", starts_on="2024-01-01").link("A-ACT", "PLAN")
    country.action("D-ACT", "D", EDUCATION, status="ongoing", partners="A|B", budget_amount="1234.5")
    country.action("R-ACT", "R", HOUSING, status="planned").link("R-ACT", "PLAN", "declared")
    country.add("strategies", code="EVIL", title=f"Plan {ATTACK}", owner="C", status="withdrawn")
    country.add("actions", code="EVIL-ACT", title=f"Act {ATTACK}", body="C", cells=MEDIA)
    country.part("PLAN", "A", "design").add("reports", subject="PLAN", reported_on="2024-01-15", note=ATTACK)
    return country.add("declarations", body="C", declared_on="2024-06-01")


@pytest.fixture
def country(accounts: Database, tenant_id: UUID, tmp_path: Path) -> UUID:
    """A tenant whose register is the small country."""
    rows = small_country().rows
    write_country(Country(rows, {}, {"regional": {"education": "none"}}), tmp_path)
    with tenancy.writing(accounts, tenant_id, SYSTEM, bulk=True) as unit:
        import_bundle(unit, tmp_path, "replace", lambda _: None)
    return tenant_id


@pytest.fixture
def official(country: UUID, person: Callable[..., Person]) -> Person:
    """Somebody of the national authority."""
    return person(country, "steward", "N")
