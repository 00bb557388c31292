"""Who knows of a visit, reads what experts write, and writes; and what is left of an expert who loses access."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import select

from interlace import visits
from interlace.db import tenancy
from interlace.db.models import Membership
from interlace.errors import Conflict, Forbidden, Invalid, Unknown
from interlace.identity import memberships, personal
from interlace.principals import SYSTEM, Grant, Principal
from interlace.visits import deadlines
from tests.interlace.visits.world import TODAY, Country

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database


def every_deed(country: Country, visit: UUID, told: visits.VisitTold) -> dict[str, tuple[UUID, dict[str, object]]]:
    """All that can be done to a visit and what belongs to it, as whoever knows all would ask for it."""
    revision: dict[str, object] = {"revision": told.revision}
    observation, recommendation = told.observations[0], told.recommendations[0]
    return {
        "change": (visit, {"title": "Mine", **revision}),
        "close": (visit, revision),
        "name_expert": (visit, {"user": str(country.reader.id)}),
        "release_expert": (visit, {"user": str(country.expert.id)}),
        "find": (visit, {"item": country.items[0], "said": "confirmed", "revision": 0}),
        "observe": (visit, {"kind": "strength", "text": "x"}),
        "change_observation": (observation.id, {"text": "y", "revision": observation.revision}),
        "remove_observation": (observation.id, {"revision": observation.revision}),
        "recommend": (visit, {"text": "x"}),
        "change_recommendation": (recommendation.id, {"text": "y", "revision": recommendation.revision}),
        "remove_recommendation": (recommendation.id, {"revision": recommendation.revision}),
        "say": (recommendation.id, {"said": "confirmed", "after": 0}),
        "conclude": (visit, revision),
        "send": (visit, revision),
        "resume": (visit, revision),
        "comment": (visit, {"agrees": True, **revision}),
        "publish": (visit, revision),
    }


def test_a_stranger_knows_of_nothing_and_is_told_the_same_as_of_what_is_not_there(
    country: Country, database: Database
) -> None:
    visit, elsewhere = country.drafted(), Country(database)
    told = country.see(country.expert, visit)
    strangers = [country.neighbour, country.reader, Principal("user", uuid4(), country.tenant_id, ())]
    for who in strangers:
        for what, (which, given) in every_deed(country, visit, told).items():
            with pytest.raises(Unknown) as there:
                getattr(visits, what)(country.database, who, country.tenant_id, which, given)
            nothing = uuid4()
            with pytest.raises(Unknown) as not_there:
                getattr(visits, what)(country.database, who, country.tenant_id, nothing, given)
            assert str(there.value).replace(str(which), "") == str(not_there.value).replace(str(nothing), "")
        for read in (visits.visit, visits.items, visits.profile):
            with pytest.raises(Unknown):
                read(country.database, who, country.tenant_id, TODAY, visit)
        assert visit not in country.listed(who)
    # In another tenant it is not there at all, not even for the machine itself.
    for who in (elsewhere.coordinator, SYSTEM):
        with pytest.raises(Unknown):
            visits.visit(database, who, elsewhere.tenant_id, TODAY, visit)


def test_whoever_holds_a_role_in_another_tenant_holds_none_here(country: Country, database: Database) -> None:
    visit, elsewhere = country.drafted(), Country(database)
    given = {"body": "A", "title": "x", "starts_on": f"{TODAY}", "ends_on": f"{TODAY}"}
    for who in (elsewhere.coordinator, elsewhere.somebody(None, "Admin", "administrator")):
        with pytest.raises(Unknown):
            country.see(who, visit)
        with pytest.raises((Unknown, Forbidden)):
            visits.plan(database, who, country.tenant_id, given)


def test_the_body_reads_what_experts_write_once_it_is_sent_and_others_once_it_is_published(country: Country) -> None:
    visit = country.drafted()
    before = country.see(country.mayor, visit)
    assert (before.title, before.summary, list(before.observations), list(before.recommendations)) == (
        "Visit",
        None,
        [],
        [],
    )
    with pytest.raises(Unknown):
        visits.profile(country.database, country.mayor, country.tenant_id, TODAY, visit)
    country.do(country.expert, "send", visit)
    assert country.see(country.mayor, visit).summary == "Atown is open."
    assert country.notices("visit-sent", f"visit:{visit}") == {country.mayor.id}
    for who in (country.neighbour, country.reader):
        with pytest.raises(Unknown):
            country.see(who, visit)
    country.do(country.mayor, "comment", visit, agrees=False, comment="Not <b>quite</b>")
    country.do(country.coordinator, "publish", visit)
    for who in (country.neighbour, country.reader):
        told = country.see(who, visit)
        assert (told.state, told.summary, told.comment, list(told.parts)) == (
            "published",
            "Atown is open.",
            "Not <b>quite</b>",
            ["reader"],
        )
        assert not told.programme
        assert not told.met
        assert told.assessment is None
        with pytest.raises(Forbidden):
            visits.items(country.database, who, country.tenant_id, TODAY, visit)


def test_only_named_experts_write_and_only_the_body_comments(country: Country) -> None:
    visit = country.drafted()
    told = country.see(country.expert, visit)
    deeds = every_deed(country, visit, told)
    written = {
        name for name in deeds if "observ" in name or "recommend" in name or name in {"find", "conclude", "send"}
    }
    for who in (country.coordinator, country.mayor, SYSTEM):
        for what in written:
            which, given = deeds[what]
            with pytest.raises((Forbidden, Unknown)):
                getattr(visits, what)(country.database, who, country.tenant_id, which, given)
    country.do(country.expert, "send", visit)
    for who in (country.coordinator, country.expert):
        with pytest.raises(Forbidden):
            country.do(who, "comment", visit, agrees=True)
    with pytest.raises(Forbidden):
        country.do(country.expert, "publish", visit)


def test_whoever_acts_for_the_body_is_no_expert_on_it_nor_is_anybody_from_outside(
    country: Country, database: Database
) -> None:
    visit, elsewhere = country.plan(), Country(database)
    with pytest.raises(Conflict):
        country.do(country.coordinator, "name_expert", visit, user=str(country.mayor.id))
    told = []
    for user in (elsewhere.expert.id, uuid4()):
        with pytest.raises(Unknown) as unknown:
            country.do(country.coordinator, "name_expert", visit, user=str(user))
        told.append(str(unknown.value).replace(str(user), ""))
    assert told[0] == told[1]
    with pytest.raises(Invalid):
        country.do(country.coordinator, "name_expert", visit, email=f"{elsewhere.expert.id}@example.org")
    with pytest.raises(Unknown):
        country.do(country.expert, "name_expert", visit, user=str(country.expert.id))


def test_an_expert_who_loses_access_writes_and_reads_nothing_and_what_they_wrote_stays(country: Country) -> None:
    lost, visit = country.somebody(None, "Lost", "reader"), country.visiting()
    country.do(country.coordinator, "name_expert", visit, user=str(lost.id))
    country.do(lost, "find", visit, item=country.items[0], said="adjusted", reason="Seen otherwise", revision=0,
               answer={"standing": "not_answered"})  # fmt: skip
    country.do(lost, "observe", visit, kind="observation", text="Written before leaving")
    told = country.see(country.coordinator, visit)
    assert not told.expert_missing
    assert lost.id is not None
    with tenancy.reading(country.database, country.tenant_id) as session:
        exported = personal.told(session, lost.id)["visits"]
    assert [one["reason"] for one in exported["findings"]] == ["Seen otherwise"]
    _remove(country, lost.id)
    told = country.see(country.coordinator, visit)
    assert told.expert_missing
    assert [(one.name, one.missing) for one in told.experts] == [("Expert", False), (None, True)]
    assert [(one.text, one.by) for one in told.observations] == [("Written before leaving", None)]
    # A token that is still good, with what was granted then, opens nothing any more.
    for what, (which, given) in every_deed_of_experts(country, visit, told).items():
        with pytest.raises((Unknown, Forbidden)):
            getattr(visits, what)(country.database, lost, country.tenant_id, which, given)
    with pytest.raises(Unknown):
        country.see(lost, visit)
    with tenancy.beside(country.database, country.tenant_id) as session:
        deadlines.remind(session, TODAY, datetime.now(UTC))
        session.commit()
    assert country.notices("visit-expert-missing", f"visit:{visit}") == {country.coordinator.id}
    # Coming back gives nothing back, until they are named again.
    with tenancy.writing(country.database, country.tenant_id, SYSTEM) as unit:
        unit.session.add(Membership(user_id=lost.id, role="reader"))
    with pytest.raises(Unknown):
        country.see(lost, visit)
    country.do(country.coordinator, "release_expert", visit, user=str(lost.id))
    country.do(country.coordinator, "name_expert", visit, user=str(country.reader.id))
    told = country.see(country.reader, visit)
    assert not told.expert_missing
    assert [one.text for one in told.observations] == ["Written before leaving"]


def every_deed_of_experts(
    country: Country, visit: UUID, told: visits.VisitTold
) -> dict[str, tuple[UUID, dict[str, object]]]:
    observation = told.observations[0]
    return {
        "find": (visit, {"item": country.items[1], "said": "confirmed", "revision": 0}),
        "observe": (visit, {"kind": "strength", "text": "x"}),
        "change_observation": (observation.id, {"text": "y", "revision": 1}),
        "recommend": (visit, {"text": "x"}),
        "change": (visit, {"summary": "x", "revision": told.revision}),
        "conclude": (visit, {"revision": told.revision}),
    }


def _remove(country: Country, user: UUID) -> None:
    with tenancy.writing(country.database, country.tenant_id, SYSTEM) as unit:
        memberships.take(unit, unit.session.scalars(select(Membership).where(Membership.user_id == user)).all())


def test_a_service_account_needs_the_scope_that_writes(country: Country) -> None:
    given = {"body": "A", "title": "x", "starts_on": TODAY.isoformat(), "ends_on": TODAY.isoformat()}
    for scopes, allowed in ((("read", "findings"), False), (("read", "write"), True)):
        who = Principal("service", uuid4(), country.tenant_id, (Grant("steward", "R"),), frozenset(scopes))
        if allowed:
            assert visits.plan(country.database, who, country.tenant_id, given)
        else:
            with pytest.raises(Forbidden):
                visits.plan(country.database, who, country.tenant_id, given)
    for who in (country.mayor, country.neighbour, country.somebody("A", "Own", "steward")):
        with pytest.raises(Forbidden):
            visits.plan(country.database, who, country.tenant_id, given)
