"""A visit opens no way round the blindness of voices: who gives civil society's view reads nothing through it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from interlace import commons, visits
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Assessment, Membership
from interlace.db.records import find
from interlace.errors import Conflict, Forbidden, Unknown
from interlace.principals import SYSTEM, Grant, Principal
from tests.interlace.identity.countries import put
from tests.interlace.visits.world import TODAY, Country

if TYPE_CHECKING:
    from uuid import UUID


def invited(country: Country) -> UUID:
    """In a new round a club is asked for its view of A, which has sent its own, and has not given it yet."""
    country.assessment = country.assessed("A")
    with tenancy.writing(country.database, country.tenant_id, SYSTEM) as unit:
        if not any(find(unit.session, "bodies", code="CLUB")):
            put(unit, "bodies", code="CLUB", name="Club", level="civil_society", parent="A")
        own = select(Assessment.round).where(Assessment.id == country.assessment)
        one = Assessment(id=new_id(), round=unit.session.scalars(own).one(), body="A")
        one.voice, one.author, one.state, one.version = "civil_society", "CLUB", "open", 1
        unit.session.add(one)
        unit.session.flush()
        return one.id


def put_state(country: Country, one: UUID, **values: object) -> None:
    with tenancy.writing(country.database, country.tenant_id, SYSTEM) as unit:
        told = {name: unit.at if value is True else value for name, value in values.items()}
        unit.session.execute(update(Assessment).where(Assessment.id == one).values(**told))


def test_who_speaks_for_an_invited_club_reads_nothing_of_the_body_by_a_visit_whatever_else_they_are(
    country: Country,
) -> None:
    invited(country)
    club = country.somebody("CLUB", "Club")
    visit = country.visiting()
    country.do(country.expert, "find", visit, item=country.items[0], said="confirmed", revision=0)
    assert club.id is not None
    with pytest.raises(Conflict, match="civil society"):
        country.do(country.coordinator, "name_expert", visit, user=str(club.id))
    # The same person coordinates visits from above; or was named an expert before their club was asked.
    above = Principal("user", club.id, country.tenant_id, (Grant("contributor", "CLUB"), Grant("steward", "R")))
    expert = Principal("user", country.expert.id, country.tenant_id, (Grant("reader"), Grant("contributor", "CLUB")))
    for who in (above, expert, club):
        for read in (visits.visit, visits.items, visits.profile, visits.instrument):
            with pytest.raises(Unknown):
                read(country.database, who, country.tenant_id, TODAY, visit)
        assert visit not in country.listed(who)
        with pytest.raises(Unknown):
            country.do(who, "find", visit, item=country.items[1], said="confirmed", revision=0)
    put_state(country, country.assessment, state="released", released_at=True)
    assert country.see(above, visit).parts == ("coordinator", "body", "reader")
    assert visits.items(country.database, expert, country.tenant_id, TODAY, visit)
    assert visit in country.listed(expert)


def test_a_profile_is_opened_to_no_one_while_civil_society_still_gives_its_view(country: Country) -> None:
    club = invited(country)
    visit = country.visiting()
    country.do(country.expert, "find", visit, item=country.items[0], said="confirmed", revision=0)
    country.do(country.expert, "change", visit, summary="Atown is open.")
    for what in ("conclude", "send"):
        country.do(country.expert, what, visit)
    country.do(country.mayor, "comment", visit, agrees=True)
    with pytest.raises(Conflict, match="Civil society still"):
        country.do(country.coordinator, "publish", visit)
    with pytest.raises(Conflict, match="Civil society still"):
        commons.propose(country.database, country.mayor, country.tenant_id, "profile", visit)
    put_state(country, club, state="sent", sent_at=True)
    country.do(country.coordinator, "publish", visit)
    assert commons.propose(country.database, country.mayor, country.tenant_id, "profile", visit)


def test_an_expert_who_comes_to_write_for_the_body_writes_nothing_more_of_the_visit(country: Country) -> None:
    visit = country.visiting()
    with tenancy.writing(country.database, country.tenant_id, SYSTEM) as unit:
        unit.session.add(Membership(user_id=country.expert.id, role="contributor", body="A"))
    both = Principal("user", country.expert.id, country.tenant_id, (Grant("reader"), Grant("contributor", "A")))
    with pytest.raises(Forbidden):
        country.do(both, "find", visit, item=country.items[0], said="confirmed", revision=0)
    assert "expert" not in country.see(both, visit).parts
