"""Codes that nobody chose: readable, within bounds, and free."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from interlace.db import tenancy
from interlace.db.base import CODE, MOST_CODE_CHARACTERS
from interlace.principals import SYSTEM
from interlace.register import actions, bodies, strategies
from interlace.register.codes import free_code, free_codes, stem_of

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database

codes = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")


def test_a_code_tells_the_body_and_the_title() -> None:
    assert stem_of("PT-lisboa", "Cursos de português: nível A2!") == "PT-lisboa-cursos-de-portugues-nivel-a2"
    assert stem_of("FR-lyon", "L’Œuvre – straße & Łódź") == "FR-lyon-l-oeuvre-strasse-lodz"
    assert stem_of("GR-athina", "Δράση") == "GR-athina"
    assert stem_of("PT", "a" * 50) == "PT-" + "a" * 32


@given(codes, st.text(max_size=60))
def test_it_is_a_code_whatever_the_title_is(body: str, title: str) -> None:
    stem = stem_of(body, title)
    assert re.fullmatch(CODE, stem)
    assert len(stem) + len("-99999") <= MOST_CODE_CHARACTERS


def test_a_code_that_is_taken_gets_a_number(database: Database, tenant_id: UUID) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        bodies.register(unit, {"code": "A", "name": "A", "level": "local"})
        strategies.draft(unit, {"code": free_code(unit, "A", "Welcome"), "title": "Welcome", "owner": "A"})
        actions.record(unit, {"code": free_code(unit, "A", "Welcome"), "title": "Welcome", "body": "A"})
        assert free_code(unit, "A", "Welcome") == "A-welcome-3"
        assert free_codes(unit, "A", ["Welcome", "Welcome", "Δ", "Δ"], {"A-welcome-3"}) == [
            "A-welcome-4",
            "A-welcome-5",
            "A",
            "A-2",
        ]
