"""Scenarios are their author's; others see what they are shown, and never a draft that is not theirs to know of."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from interlace.db import tenancy
from interlace.db.models import Notice, Scenario, ScenarioShare
from interlace.errors import Conflict, Forbidden, Invalid, Stale, Unknown
from interlace.identity import users
from interlace.principals import SYSTEM, Principal
from interlace.scenarios import keeping, previewing
from interlace.scenarios.values import read_changes
from tests.databases import new_tenant
from tests.interlace.identity.countries import put
from tests.interlace.scenarios.lab import Lab, change

PLAN = change("add", "strategies", code="P", title="Plan", owner="M")


def problems(values: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - whatever somebody sends
    with pytest.raises(Invalid) as refused:
        read_changes(values)
    return [(problem.pointer, problem.code) for problem in refused.value.problems]


def test_all_that_is_wrong_with_changes_is_told_at_once() -> None:
    assert problems(
        [
            "text",
            {"verb": "change", "table": "users", "values": {}},
            {"verb": "add", "table": "relations", "values": {"source": "R", "kind": "loves", "status": "confirmed"}},
            {"verb": "remove", "table": "bodies", "values": {"code": "no spaces", "colour": "red"}},
            {"verb": "add", "table": "bodies"},
            {"verb": "add", "table": "commitments", "values": {"depth": 10**30}, "more": 1},
        ]
    ) == [
        ("/changes/0", "bad-value"),
        ("/changes/1/verb", "bad-choice"),
        ("/changes/1/table", "bad-choice"),
        ("/changes/2/values/kind", "bad-choice"),
        ("/changes/2/values/status", "fixed"),
        ("/changes/2/values/target", "required"),
        ("/changes/3/values/code", "bad-code"),
        ("/changes/3/values/colour", "unknown-field"),
        ("/changes/4/values", "required"),
        ("/changes/5/more", "unknown-field"),
    ]
    assert problems([{"verb": "remove", "table": "relations", "values": {"source": "R"}}]) == [
        ("/changes/0/values/target", "required"),
        ("/changes/0/values/kind", "required"),
    ]
    assert problems([PLAN] * 201) == [("/changes", "item-count")]
    assert problems([change("add", "bodies", code="X", name="x" * 19_000, level="network")] * 60) == [
        ("/changes", "too-long")
    ]
    assert problems(None) == [("/changes", "required")]


def test_a_title_is_needed_and_bounded(lab: Lab) -> None:
    who = lab.person()
    for values in ({}, {"title": " "}, {"title": "x" * 201}, {"title": 3}, {"title": "\0"}, {"title": "x", "more": 1}):
        with pytest.raises(Invalid):
            keeping.create(lab.database, who, lab.tenant_id, values)


def test_the_author_changes_and_removes_and_says_which_state_they_know(lab: Lab) -> None:
    who = lab.person()
    one = lab.scenario(who, PLAN)
    changed = keeping.change(lab.database, who, lab.tenant_id, one.id, one.revision, {"changes": [], "title": "New"})
    assert (changed.title, changed.changes, changed.revision) == ("New", (), 2)
    with pytest.raises(Stale):
        keeping.change(lab.database, who, lab.tenant_id, one.id, one.revision, {"title": "Other"})
    with pytest.raises(Stale):
        keeping.remove(lab.database, who, lab.tenant_id, one.id, one.revision)
    keeping.remove(lab.database, who, lab.tenant_id, one.id, changed.revision)
    with pytest.raises(Unknown):
        keeping.scenario(lab.database, who, lab.tenant_id, one.id)


def test_nobody_else_sees_a_scenario_administrators_included(lab: Lab) -> None:
    one = lab.scenario(lab.person(), PLAN)
    for stranger in (lab.person("administrator"), lab.person()):
        assert not keeping.scenarios(lab.database, stranger, lab.tenant_id).scenarios
        with pytest.raises(Unknown):
            keeping.scenario(lab.database, stranger, lab.tenant_id, one.id)
        with pytest.raises(Unknown):
            keeping.change(lab.database, stranger, lab.tenant_id, one.id, 1, {"title": "Mine"})
        with pytest.raises(Unknown):
            keeping.share(lab.database, stranger, lab.tenant_id, one.id, user_id=uuid4())
        with pytest.raises(Unknown):
            previewing.preview(lab.desk(stranger), one.id)


def test_another_tenant_has_no_such_scenario(lab: Lab) -> None:
    who = lab.person("administrator")
    one = lab.scenario(who, PLAN)
    other = new_tenant(lab.database)
    moved = Principal(who.kind, who.id, other, who.grants)
    with pytest.raises(Unknown):
        keeping.scenario(lab.database, moved, other, one.id)
    with pytest.raises(Forbidden):
        keeping.scenario(lab.database, moved, lab.tenant_id, one.id)


def test_who_is_shown_a_scenario_is_told_and_looks_and_changes_nothing(lab: Lab) -> None:
    author, _ = lab.member()
    friend, email = lab.member()
    one = lab.scenario(author, PLAN)
    assert keeping.share(lab.database, author, lab.tenant_id, one.id, email=f" {email.upper()} ") == friend.id
    keeping.share(lab.database, author, lab.tenant_id, one.id, user_id=friend.id)
    seen = keeping.scenario(lab.database, friend, lab.tenant_id, one.id)
    assert (seen.own, seen.changes, seen.shared_with) == (False, one.changes, ())
    assert [told.id for told in keeping.scenarios(lab.database, friend, lab.tenant_id).scenarios] == [one.id]
    with tenancy.reading(lab.database, lab.tenant_id) as session:
        assert list(session.scalars(select(Notice.user_id).where(Notice.kind == "scenario-shared"))) == [friend.id]
    with pytest.raises(Forbidden):
        keeping.change(lab.database, friend, lab.tenant_id, one.id, one.revision, {"title": "Mine"})
    with pytest.raises(Forbidden):
        keeping.remove(lab.database, friend, lab.tenant_id, one.id, one.revision)
    people = keeping.people(lab.database, author, lab.tenant_id, one.id)
    assert [watcher.user_id for watcher in people] == [author.id, friend.id]
    assert len(keeping.people(lab.database, friend, lab.tenant_id, one.id)) == 1
    assert friend.id is not None
    keeping.unshare(lab.database, friend, lab.tenant_id, one.id, friend.id)
    with pytest.raises(Unknown):
        keeping.scenario(lab.database, friend, lab.tenant_id, one.id)


def test_a_scenario_is_shown_to_members_only(lab: Lab) -> None:
    author, own = lab.member()
    one = lab.scenario(author, PLAN)
    elsewhere, _ = Lab(lab.database, new_tenant(lab.database)).member()
    for named in ({"email": "nobody@people.example"}, {"user_id": elsewhere.id}, {"email": own}, {}):
        with pytest.raises((Invalid, Unknown)):
            keeping.share(lab.database, author, lab.tenant_id, one.id, **named)


def test_drafts_of_others_stay_hidden_from_whom_a_scenario_is_shown_to(lab: Lab) -> None:
    with tenancy.writing(lab.database, lab.tenant_id, SYSTEM) as unit:
        put(unit, "strategies", code="SECRET", owner="R", title="Secret", status="draft")
        put(unit, "strategies", code="S", owner="PT", title="Open", status="adopted")
    author, _ = lab.member("contributor", "R")
    reader, _ = lab.member()
    one = lab.scenario(
        author,
        change("add", "links", from_="SECRET", to="S"),
        change("remove", "strategies", code="SECRET"),
        change("add", "bodies", code="X", name="X", level="network"),
    )
    assert one.withheld == 0
    keeping.share(lab.database, author, lab.tenant_id, one.id, user_id=reader.id)
    seen = keeping.scenario(lab.database, reader, lab.tenant_id, one.id)
    assert [told.table for told in seen.changes] == ["bodies"]
    assert seen.withheld == 2
    told = previewing.preview(lab.desk(reader), one.id)
    assert told.effects.withheld == 2
    assert "SECRET" not in repr(told)
    with pytest.raises(Conflict, match="may not know of"):
        lab.apply(Principal("user", reader.id, lab.tenant_id, reader.grants), seen)


def test_a_draft_that_one_may_not_know_of_is_not_there_for_what_one_tries(lab: Lab) -> None:
    with tenancy.writing(lab.database, lab.tenant_id, SYSTEM) as unit:
        put(unit, "strategies", code="SECRET", owner="R", title="Secret", status="draft")
        put(unit, "strategies", code="S", owner="PT", title="Open", status="adopted")
    who = lab.person()
    told = []
    for code in ("SECRET", "NOTHING"):
        one = lab.scenario(who, change("add", "links", from_=code, to="S"))
        with pytest.raises(Conflict) as kept:
            previewing.preview(lab.desk(who), one.id)
        with pytest.raises(Invalid) as tried:
            previewing.try_changes(lab.desk(who), one.changes)
        told.append((one.withheld, kept.value.problems, tried.value.problems))
    assert told[0] == told[1]


def test_drafts_that_name_what_is_tried_away_are_not_told_of(lab: Lab) -> None:
    away = change("remove", "bodies", code="O")
    who = lab.person()
    before = previewing.preview(lab.desk(who), lab.scenario(who, away).id).effects
    with tenancy.writing(lab.database, lab.tenant_id, SYSTEM) as unit:
        put(unit, "strategies", code="SECRET", owner="M", co_owners=["O"], title="Secret", status="draft")
    told = previewing.preview(lab.desk(who), lab.scenario(who, away).id).effects
    assert (told.records, told.opened, told.closed) == (before.records, before.opened, before.closed)
    admin, _ = lab.member("administrator")
    with pytest.raises(Conflict):
        lab.apply(admin, lab.scenario(admin, away))


def test_two_scenarios_are_compared_on_one_register(lab: Lab) -> None:
    who = lab.person()
    one = lab.scenario(who, PLAN)
    other = lab.scenario(who, PLAN, change("add", "strategies", code="Q", title="Plan", owner="R"))
    told = previewing.compare(lab.desk(who), one.id, other.id)
    assert "strategy-missing:R" in {finding.key for finding in told.closed.second}
    assert told.closed.first_total == 0
    assert told.closed.both_total >= 1
    with pytest.raises(Unknown):
        previewing.compare(lab.desk(who), one.id, uuid4())


def test_whom_a_scenario_is_shown_to_no_longer_is_not_written_to(lab: Lab) -> None:
    (author, _), (one, _), (other, _) = lab.member(), lab.member(), lab.member()
    shown = lab.scenario(author, PLAN)
    for friend in (one, other):
        keeping.share(lab.database, author, lab.tenant_id, shown.id, user_id=friend.id)
    assert one.id is not None
    keeping.unshare(lab.database, author, lab.tenant_id, shown.id, one.id)
    assert [person for person, _ in notices_of(lab)] == [other.id]


def test_whoever_showed_a_scenario_leaves_neither_name_nor_words_in_notices(lab: Lab) -> None:
    (author, _), (friend, _) = lab.member(), lab.member()
    shown = lab.scenario(author, PLAN)
    keeping.share(lab.database, author, lab.tenant_id, shown.id, user_id=friend.id)
    assert notices_of(lab) == [(friend.id, {"what": shown.title, "by": str(author.id)})]
    assert author.id is not None
    users.erase(lab.database, SYSTEM, author.id)
    assert notices_of(lab) == []


def notices_of(lab: Lab) -> list[tuple[UUID, dict[str, Any]]]:
    """Who is told what in the tenant."""
    with tenancy.reading(lab.database, lab.tenant_id) as session:
        return [(one.user_id, one.details) for one in session.scalars(select(Notice))]


def test_one_scenario_that_says_what_nobody_understands_any_more_hides_no_other(lab: Lab) -> None:
    who = lab.person()
    old, new = lab.scenario(who, PLAN, change("remove", "bodies", code="O")), lab.scenario(who, PLAN)
    with tenancy.writing(lab.database, lab.tenant_id, SYSTEM) as unit:
        stored = unit.session.get_one(Scenario, (lab.tenant_id, old.id))
        stored.changes = {"items": [change("add", "relations", source="R", target="M", kind="loves"), PLAN]}
    told = keeping.scenarios(lab.database, who, lab.tenant_id).scenarios
    assert [(one.id, len(one.changes), one.unreadable) for one in told] == [(new.id, 1, 0), (old.id, 1, 1)]
    with pytest.raises(Conflict, match="cannot be read"):
        previewing.preview(lab.desk(who), old.id)
    mended = keeping.change(lab.database, who, lab.tenant_id, old.id, old.revision, {"changes": [PLAN]})
    assert mended.unreadable == 0


def test_whoever_leaves_takes_their_scenarios_along(lab: Lab) -> None:
    author, _ = lab.member()
    friend, _ = lab.member()
    one = lab.scenario(author, PLAN)
    keeping.share(lab.database, author, lab.tenant_id, one.id, user_id=friend.id)
    assert author.id is not None
    assert friend.id is not None
    (told,) = users.export(lab.database, author, author.id)["tenants"].values()
    assert told["scenarios"][0]["title"] == "Try"
    (told,) = users.export(lab.database, friend, friend.id)["tenants"].values()
    assert told["scenarios"] == [{"shared": str(one.id)}]
    users.erase(lab.database, author, author.id)
    with tenancy.reading(lab.database, lab.tenant_id) as session:
        assert not list(session.scalars(select(Scenario.id)))
        assert not list(session.scalars(select(ScenarioShare.scenario)))


def test_what_is_tried_without_being_saved_is_told_or_refused_with_everything_named(lab: Lab) -> None:
    desk = lab.desk(lab.person())
    effects = previewing.try_changes(desk, read_changes([PLAN]))
    assert "strategy-missing:M" in {finding.key for finding in effects.closed}
    with pytest.raises(Invalid) as refused:
        previewing.try_changes(desk, read_changes([change("add", "links", from_="A", to="B")]))
    assert {problem.pointer for problem in refused.value.problems} == {
        "/changes/0/values/from",
        "/changes/0/values/to",
    }
