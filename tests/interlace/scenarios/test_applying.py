"""Applying is all or nothing: every conflict is named, nobody does what is not theirs, one of two wins."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from interlace.db import tenancy
from interlace.db.records import fetch_by_code, find
from interlace.errors import Conflict, DomainError, Forbidden, Stale, Unknown
from interlace.principals import SYSTEM
from interlace.register import links, strategies
from interlace.scenarios import applying, keeping, previewing
from tests.interlace.identity.countries import put
from tests.interlace.scenarios.lab import Lab, change

if TYPE_CHECKING:
    from interlace.principals import Principal

EDUCATION = {"principle": "real_equality", "area": "education"}


def conflicts(lab: Lab, who: Principal, *changes: dict[str, object]) -> list[tuple[str, str]]:
    """What stands against a scenario that was just made."""
    scenario = lab.scenario(who, *changes)
    with pytest.raises(Conflict) as refused:
        lab.apply(who, scenario)
    return [(problem.pointer, problem.code) for problem in refused.value.problems]


def strategy(lab: Lab, code: str, owner: str, status: str = "adopted") -> None:
    with tenancy.writing(lab.database, lab.tenant_id, SYSTEM) as unit:
        put(unit, "strategies", code=code, owner=owner, title=code, status=status)
        put(unit, "commitments", strategy=code, depth=2, **EDUCATION)


def test_a_scenario_is_applied_by_the_ordinary_services_in_one_revision(lab: Lab) -> None:
    who = lab.person("administrator")
    scenario = lab.scenario(
        who,
        change("add", "strategies", code="P", title="Plan", owner="M"),
        change("add", "commitments", strategy="P", depth=2, **EDUCATION),
        change("add", "relations", source="M", target="N", kind="member_of"),
    )
    before = lab.revision
    applied = lab.apply(who, scenario)
    assert applied.revision == lab.revision == before + 1
    assert applied.scenario.applied_revision == applied.revision
    assert applied.scenario.applied_by == who.id
    with tenancy.reading(lab.database, lab.tenant_id) as session:
        assert fetch_by_code(session, "strategies", "P")["status"] == "adopted"
        (relation,) = find(session, "relations", source="M")
        assert relation["status"] == "declared"
        assert relation["declared_on"] is not None


def test_an_applied_scenario_is_not_applied_again(lab: Lab) -> None:
    who = lab.person("administrator")
    applied = lab.apply(who, lab.scenario(who, change("add", "bodies", code="X", name="X", level="network")))
    with pytest.raises(Conflict, match="applied already"):
        lab.apply(who, applied.scenario)


def test_half_of_the_records_have_changed_and_nothing_is_applied(lab: Lab) -> None:
    strategy(lab, "S", "PT")
    strategy(lab, "T", "R")
    with tenancy.writing(lab.database, lab.tenant_id, SYSTEM) as unit:
        put(unit, "links", **{"from": "T", "to": "S"})
    who = lab.person("administrator")
    scenario = lab.scenario(
        who,
        change("remove", "links", from_="T", to="S"),
        change("add", "commitments", strategy="T", principle="real_equality", area="housing", depth=1),
        change("add", "relations", source="M", target="N", kind="member_of"),
        change("add", "bodies", code="X", name="New", level="local", parent="R"),
        change("remove", "bodies", code="O"),
        change("add", "competences", body="M", area="housing", role="lead"),
    )
    with tenancy.writing(lab.database, lab.tenant_id, SYSTEM) as unit:
        (link,) = find(unit.session, "links")
        links.unlink(unit, link.id, link.revision)
        found = fetch_by_code(unit.session, "strategies", "T")
        strategies.change(unit, found.id, found.revision, {"title": "Other"})
        put(unit, "relations", source="M", target="N", kind="member_of", status="confirmed")
        put(unit, "bodies", code="X", name="Somebody else’s", level="network")
        put(unit, "declarations", body="O", declared_on=unit.today)
    rows = lab.rows()
    with pytest.raises(Conflict) as refused:
        lab.apply(who, scenario)
    assert [(problem.pointer, problem.code) for problem in refused.value.problems] == [
        ("/changes/0/values/from", "no-record"),
        ("/changes/1/values/strategy", "changed-since"),
        ("/changes/2/values/target", "twin"),
        ("/changes/3/values/code", "taken"),
        ("/changes/4/values/code", "still-named"),
    ]
    assert lab.rows() == rows
    assert keeping.scenario(lab.database, who, lab.tenant_id, scenario.id).applied_at is None


def test_a_record_that_changed_and_is_to_go_is_a_conflict(lab: Lab) -> None:
    strategy(lab, "S", "PT")
    who = lab.person("administrator")
    scenario = lab.scenario(who, change("remove", "strategies", code="S"))
    with tenancy.writing(lab.database, lab.tenant_id, SYSTEM) as unit:
        found = fetch_by_code(unit.session, "strategies", "S")
        strategies.change(unit, found.id, found.revision, {"title": "Other"})
    with pytest.raises(Conflict) as refused:
        lab.apply(who, scenario)
    assert [(one.pointer, one.code) for one in refused.value.problems] == [("/changes/0/values/code", "changed-since")]
    moved = applying.move(lab.desk(who), scenario.id, scenario.revision)
    assert moved.base_revision == lab.revision
    lab.apply(who, moved)


def test_a_scenario_on_a_revision_long_past_is_told_as_it_was_then_and_said_to_be_old(lab: Lab) -> None:
    who = lab.person("administrator")
    scenario = lab.scenario(who, change("add", "strategies", code="P", title="Plan", owner="M"))
    then = previewing.preview(lab.desk(who), scenario.id)
    assert not then.old
    strategy(lab, "Q", "M")
    old = previewing.preview(lab.desk(who), scenario.id)
    assert old.old
    assert old.effects == then.effects
    present = previewing.preview(lab.desk(who), scenario.id, "present")
    assert "strategy-missing:M" in {one.key for one in then.effects.closed}
    assert "strategy-missing:M" not in {one.key for one in present.effects.closed}


def test_whoever_only_reads_tries_and_does_not_apply(lab: Lab) -> None:
    reader = lab.person()
    scenario = lab.scenario(reader, change("add", "strategies", code="P", title="Plan", owner="M"))
    assert previewing.preview(lab.desk(reader), scenario.id).effects.closed_total
    rows = lab.rows()
    with pytest.raises(Forbidden):
        lab.apply(reader, scenario)
    assert lab.rows() == rows


def test_what_is_not_the_appliers_is_named_beside_what_is(lab: Lab) -> None:
    steward = lab.person("steward", "R")
    assert conflicts(
        lab,
        steward,
        change("add", "strategies", code="P", title="Plan", owner="M"),
        change("add", "strategies", code="Q", title="Plan", owner="R2"),
        change("add", "commitments", strategy="Q", depth=2, **EDUCATION),
        change("add", "competences", body="PT", area="housing", role="lead"),
    ) == [("/changes/1", "not-yours"), ("/changes/3", "not-yours")]
    assert "P" not in str(lab.rows()["strategies"])


def test_of_two_who_apply_at_once_one_wins(lab: Lab) -> None:
    who = lab.person("administrator")
    scenario = lab.scenario(who, change("add", "relations", source="M", target="N", kind="member_of"))
    before = lab.revision

    def attempt(_: int) -> str:
        try:
            lab.apply(who, scenario)
        except DomainError as refused:
            return type(refused).__name__
        return "applied"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(attempt, range(4)))
    assert outcomes == ["Conflict", "Conflict", "Conflict", "applied"]
    assert lab.revision == before + 1


def test_a_scenario_that_changed_meanwhile_is_not_applied_unseen(lab: Lab) -> None:
    who = lab.person("administrator")
    scenario = lab.scenario(who, change("add", "bodies", code="X", name="X", level="network"))
    keeping.change(lab.database, who, lab.tenant_id, scenario.id, scenario.revision, {"title": "Other"})
    with pytest.raises(Stale):
        lab.apply(who, scenario)


def test_strangers_are_told_that_there_is_no_such_scenario(lab: Lab) -> None:
    scenario = lab.scenario(lab.person("administrator"), change("add", "bodies", code="X", name="X", level="network"))
    for stranger in (lab.person("administrator"), lab.person("steward", "PT")):
        for act in (lab.apply, lambda who, told: applying.move(lab.desk(who), told.id, told.revision)):
            with pytest.raises(Unknown):
                act(stranger, scenario)


def test_an_empty_scenario_is_not_applied(lab: Lab) -> None:
    who = lab.person("administrator")
    with pytest.raises(Conflict, match="no changes"):
        lab.apply(who, lab.scenario(who))


def test_an_account_that_nobody_may_remove_a_body_from_under_is_named(lab: Lab) -> None:
    """Roles are no records, so only the service itself knows of them."""
    lab.member("contributor", "O")
    assert conflicts(lab, lab.person("administrator"), change("remove", "bodies", code="O")) == [
        ("/changes/0", "not-admitted")
    ]
