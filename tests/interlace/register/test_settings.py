"""The tenant's settings: checked as those of a bundle, changed one by one, and never over a change of another."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from interlace.db import tenancy
from interlace.db.settings import settings_of
from interlace.errors import Invalid, Stale
from interlace.history import changes_after, register_at
from interlace.principals import SYSTEM
from interlace.register import bodies, settings

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database


def change(database: Database, tenant_id: UUID, known: int, /, **values: object) -> dict[str, Any]:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        return settings.change(unit, known, values)


def test_settings_change_one_by_one(database: Database, tenant_id: UUID) -> None:
    change(database, tenant_id, 0, name=" Portugal ", country="PT", languages=["pt", "en"])
    change(database, tenant_id, 1, thresholds={"aligned_from": 0.28, "fresh_days": 100})
    change(database, tenant_id, 2, competence_matrix={"local": {"housing": "lead"}}, name=None)
    stored = change(database, tenant_id, 3, thresholds={"fresh_days": None})
    known = settings_of(stored)
    assert (known.name, known.country, known.languages) == (None, "PT", ("pt", "en"))
    assert (known.thresholds.aligned_from, known.thresholds.fresh_days) == (Fraction(28, 100), 365)
    assert known.competence_matrix == {"local": {"housing": "lead"}}
    with tenancy.reading(database, tenant_id) as session:
        assert register_at(session, 4).settings == known
        assert register_at(session, 1).settings.name == "Portugal"


@pytest.mark.parametrize(
    ("values", "pointer", "code"),
    [
        ({"country": "Portugal"}, "/country", "bad-setting"),
        ({"name": 3}, "/name", "bad-setting"),
        ({"name": "a\0b"}, "/name", "nul"),
        ({"languages": ["pt", "?"]}, "/languages", "bad-setting"),
        ({"languages": ["pt\n"]}, "/languages", "bad-setting"),
        ({"languages": "pt"}, "/languages", "bad-setting"),
        ({"thresholds": []}, "/thresholds", "bad-setting"),
        ({"thresholds": {"aligned_from": 1.5}}, "/thresholds/aligned_from", "bad-setting"),
        ({"thresholds": {"aligned_from": float("nan")}}, "/thresholds/aligned_from", "bad-setting"),
        ({"thresholds": {"fresh_days": 1.5}}, "/thresholds/fresh_days", "bad-setting"),
        ({"thresholds": {"fresh_days": True}}, "/thresholds/fresh_days", "bad-setting"),
        ({"thresholds": {"luck": None}}, "/thresholds/luck", "unknown-setting"),
        ({"competence_matrix": {"planet": {}}}, "/competence_matrix/planet", "unknown-setting"),
        ({"competence_matrix": {"local": {"love": "lead"}}}, "/competence_matrix/local/love", "unknown-setting"),
        ({"competence_matrix": {"local": {"housing": []}}}, "/competence_matrix/local/housing", "unknown-setting"),
        ({"rules": ["report-stale"]}, "/rules", "bad-setting"),
        ({"rules": {"no-rule": "off"}}, "/rules/no-rule", "unknown-setting"),
        ({"rules": {"no-rule": None}}, "/rules/no-rule", "unknown-setting"),
        ({"rules": {"report-stale": "on"}}, "/rules/report-stale", "unknown-setting"),
        ({"rules": {"report-stale": 3}}, "/rules/report-stale", "unknown-setting"),
        ({"rules": {"report-stale": {"high": "low"}}}, "/rules/report-stale/high", "unknown-setting"),
        ({"rules": {"report-stale": {"low": "off"}}}, "/rules/report-stale/low", "unknown-setting"),
        ({"revision": 1}, "/revision", "unknown-field"),
    ],
)
def test_what_no_bundle_may_set_nobody_may(
    database: Database, tenant_id: UUID, values: dict[str, Any], pointer: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        change(database, tenant_id, 0, **values)
    assert [(problem.pointer, problem.code) for problem in refused.value.problems] == [(pointer, code)]


def test_settings_are_not_written_over_a_change_of_another(database: Database, tenant_id: UUID) -> None:
    change(database, tenant_id, 0, name="First")
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        bodies.register(unit, {"code": "PT", "name": "Portugal", "level": "national"})
    for revision in (0, 3):
        with pytest.raises(Stale):
            change(database, tenant_id, revision, name="Second")
    assert change(database, tenant_id, 1, name="Third")["name"] == "Third"


def test_rules_take_their_places_beside_the_others_and_null_gives_one_back(database: Database, tenant_id: UUID) -> None:
    told = change(database, tenant_id, 0, rules={"report-stale": "off", "strategy-missing": {"high": "medium"}})
    assert told["rules"] == {"report-stale": "off", "strategy-missing": {"high": "medium"}}
    told = change(database, tenant_id, 1, rules={"strategy-missing": "low"})
    assert told["rules"] == {"report-stale": "off", "strategy-missing": {"critical": "low", "high": "low"}}
    told = change(database, tenant_id, 2, rules={"report-stale": None, "action-overdue": {"low": "low"}})
    assert told["rules"] == {"strategy-missing": {"critical": "low", "high": "low"}}
    assert change(database, tenant_id, 3, name="Land")["rules"] == told["rules"]
    assert change(database, tenant_id, 4, rules=None)["rules"] == {}
    with tenancy.reading(database, tenant_id) as session:
        changed = [entries[0].values or {} for _, entries in changes_after(session, 0)]
        assert [told.get("rules") for told in changed][1:] == [
            {"report-stale": "off", "strategy-missing": {"critical": "low", "high": "low"}},
            *[{"strategy-missing": {"critical": "low", "high": "low"}}] * 2,
            {},
        ]
        assert register_at(session, 1).settings.rules["report-stale"].off
        assert register_at(session, 5).settings.rule_set == "3"


def test_settings_that_stay_as_they_are_make_no_revision(database: Database, tenant_id: UUID) -> None:
    change(database, tenant_id, 0, name="Portugal", thresholds={"fresh_days": 30})
    change(database, tenant_id, 1, name="Portugal", thresholds={"fresh_days": 30})
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        assert unit.head.revision == 1
