"""Owners, deadlines and comments: who may say them, who is told, and what is left when somebody goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from interlace import cases
from interlace.db import tenancy
from interlace.db.models import CaseComment, Notice
from interlace.errors import Conflict, Forbidden, Invalid, Stale, Unknown
from interlace.identity import users
from interlace.principals import SYSTEM
from interlace.register import mergers
from tests.interlace.cases.country import KEY, Country, in_days, today
from tests.interlace.identity.countries import put
from tests.interlace.register.world import KEEP_ALL, the

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.principals import Principal


def own(country: Country, who: Principal, **values: object) -> None:
    given = {"finding": KEY, "revision": 0, **values}
    cases.set_owners(country.database, country.store, who, country.tenant_id, given)


def comment(country: Country, who: Principal, text: str = "Shall we meet?", *mentions: UUID | None) -> UUID:
    values = {"finding": KEY, "text": text, "mentions": list(mentions)}
    return cases.comment(country.database, country.store, who, country.tenant_id, values)


def told(country: Country, kind: str) -> set[UUID]:
    with tenancy.reading(country.database, country.tenant_id) as session:
        return set(session.scalars(select(Notice.user_id).where(Notice.kind == kind)))


def owners(country: Country) -> list[str]:
    return [owner.body for owner in country.case().owners]


def test_people_put_bodies_in_and_take_bodies_out_and_the_new_ones_are_told(country: Country) -> None:
    mayor, association = country.somebody("contributor", "M"), country.somebody("contributor", "O")
    own(country, mayor, owners=["M", "O"], deadline=in_days(60).isoformat())
    case = country.case()
    assert [(owner.body, owner.by_rule) for owner in case.owners] == [("M", True), ("O", False)]
    assert (case.released, case.deadline, case.revision) == (["R"], in_days(60), 1)
    assert told(country, "case-owner") == {association.id}
    country.say(association, "acknowledged", body="O")
    own(country, mayor, revision=1, owners=["M", "R"])
    assert owners(country) == ["M", "R"]
    assert country.case().deadline == in_days(60)
    own(country, mayor, revision=2, deadline=None)
    assert country.case().deadline is None


def test_owners_are_changed_by_who_knows_them_and_belongs_to_them(country: Country) -> None:
    mayor = country.somebody("contributor", "M")
    own(country, mayor, deadline=in_days(1))
    with pytest.raises(Stale):
        own(country, mayor, deadline=in_days(2))
    for stranger in (country.somebody("contributor", "R2"), country.somebody("reader")):
        with pytest.raises(Forbidden):
            own(country, stranger, revision=1, owners=["R2"])
    wrong: tuple[dict[str, object], ...] = (
        {"owners": []},
        {"owners": ["nobody"]},
        {"owners": ["M\0"]},
        {"owners": "M"},
        {"deadline": in_days(-1)},
        {"x": 1},
    )
    for values in wrong:
        with pytest.raises(Invalid):
            own(country, mayor, revision=1, **values)
    with pytest.raises(Invalid):
        own(country, mayor, revision=1, owners=[f"B{number}" for number in range(51)])


def test_a_case_past_its_deadline_is_overdue_unless_it_rests(country: Country) -> None:
    mayor = country.somebody("contributor", "M")
    own(country, mayor, deadline=today())
    with tenancy.writing(country.database, country.tenant_id, SYSTEM) as unit:
        unit.session.connection().exec_driver_sql("UPDATE cases SET deadline = deadline - 1")
    page = cases.cases(country.database, country.store, mayor, country.tenant_id, cases.AskedCases(overdue=True))
    assert [one.finding for one in page.items] == [KEY]
    country.say(mayor, "accepted_risk", reason="No staff.", until=in_days(3))
    assert not country.case().overdue


def test_who_is_named_is_told_and_may_then_answer_in_the_talk(country: Country) -> None:
    mayor, friend = country.somebody("contributor", "M"), country.somebody("contributor", "R2")
    with pytest.raises(Forbidden):
        comment(country, friend)
    comment(country, mayor, "What did you do?", friend.id)
    assert told(country, "case-mention") == {friend.id}
    comment(country, friend, "We met.")
    assert [one.text for one in country.case().comments] == ["What did you do?", "We met."]


def test_strangers_cannot_be_named_and_texts_have_bounds(country: Country) -> None:
    mayor = country.somebody("contributor", "M")
    with pytest.raises(Unknown):
        comment(country, mayor, "You?", uuid4())
    for text in ("", "  ", "x" * 5_001, "a\0b", "\x1b[31m"):
        with pytest.raises(Invalid):
            comment(country, mayor, text)
    with pytest.raises(Invalid):
        comment(country, mayor, "All of you!", *(uuid4() for _ in range(21)))


def test_a_comment_is_taken_away_by_its_writer_and_leaves_a_mark(country: Country) -> None:
    mayor, other = country.somebody("contributor", "M"), country.somebody("steward", "R")
    made = comment(country, mayor, "Too quick.", other.id)
    with pytest.raises(Forbidden):
        cases.uncomment(country.database, other, country.tenant_id, made)
    cases.uncomment(country.database, mayor, country.tenant_id, made)
    (left,) = country.case().comments
    assert (left.text, left.mentions, left.removed_at is not None) == (None, (), True)
    with pytest.raises(Conflict):
        cases.uncomment(country.database, mayor, country.tenant_id, made)


def test_what_somebody_said_is_theirs_to_take_along_and_nameless_once_they_are_gone(country: Country) -> None:
    mayor, other = country.somebody("contributor", "M", "Ana"), country.somebody("steward", "R", "Rui")
    country.say(mayor, "acknowledged", reason="Seen.")
    comment(country, other, "And you, Ana?", mayor.id)
    assert mayor.id is not None
    (tenant,) = users.export(country.database, mayor, mayor.id)["tenants"].values()
    assert [one["reason"] for one in tenant["cases"]["answers"]] == ["Seen."]
    assert len(tenant["cases"]["mentioned_in"]) == 1
    users.erase(country.database, SYSTEM, mayor.id)
    case = country.case()
    assert [one.by_name for one in case.answers] == [None]
    with tenancy.reading(country.database, country.tenant_id) as session:
        assert session.scalars(select(CaseComment.mentions)).one() == []


def test_the_heirs_of_a_body_go_on_from_its_case(country: Country) -> None:
    mayor = country.somebody("contributor", "M")
    country.say(mayor, "in_progress", reason="A draft is there.")
    with tenancy.writing(country.database, country.tenant_id, SYSTEM) as unit:
        heir = the(unit.session, "bodies", code="R2")
        unit.change(heir, level="local", parent="R")
        unit.did("try", "bodies")
    with tenancy.writing(country.database, country.tenant_id, SYSTEM) as unit:
        ended, heir = (the(unit.session, "bodies", code=code) for code in ("M", "R2"))
        mergers.merge(unit, {ended.id: ended.revision}, heir.id, today().isoformat(), KEEP_ALL, "Law")
    assert country.case().state == "closed"
    assert owners(country)[0] == "R2"
    heirs = country.case(finding="strategy-missing:R2")
    assert [(one.finding, one.said, one.reason) for one in heirs.handed_on] == [
        (KEY, "in_progress", "A draft is there.")
    ]
    country.look()
    country.say(country.somebody("contributor", "R2"), "closed", 1, reason="Merged.", body="R2")


def test_cases_are_listed_in_pages_by_what_they_are(country: Country) -> None:
    admin = country.somebody("administrator")
    for key in (KEY, "strategy-missing:R", "strategy-missing:PT"):
        country.say(admin, "acknowledged", finding=key)
    own(country, admin, deadline=in_days(5))

    def listed(**asked: Any) -> list[str]:  # noqa: ANN401 - what is asked for
        page = cases.cases(country.database, country.store, admin, country.tenant_id, cases.AskedCases(**asked))
        return [one.finding for one in page.items]

    assert listed()[0] == KEY
    assert set(listed(owner=["R"])) == {KEY, "strategy-missing:R"}
    assert listed(body=["PT"]) == ["strategy-missing:PT"]
    assert listed(state=["closed"]) == []
    assert len(listed(rule=["strategy-missing"])) == 3
    found, after = [], None
    while True:
        page = cases.cases(
            country.database, country.store, admin, country.tenant_id, cases.AskedCases(first=1, after=after)
        )
        found += [one.finding for one in page.items]
        after = page.next_after
        if after is None:
            break
    assert found == listed()
    wrong: tuple[dict[str, Any], ...] = ({"state": ["solved"]}, {"rule": ["x"]}, {"first": 0}, {"after": "x"})
    for asked in wrong:
        with pytest.raises(Invalid):
            listed(**asked)


def told_of(country: Country, kind: str, finding: str) -> set[UUID]:
    with tenancy.reading(country.database, country.tenant_id) as session:
        rows = select(Notice.user_id).where(Notice.kind == kind, Notice.about == f"case:{finding}")
        return set(session.scalars(rows))


def test_who_was_named_by_mistake_is_told_nothing_once_it_is_taken_away(country: Country) -> None:
    mayor, one, other = (country.somebody(*role) for role in (("contributor", "M"), ("reader",), ("reader",)))
    made = comment(country, mayor, "You two?", one.id, other.id)
    comment(country, mayor, "You?", other.id)
    cases.uncomment(country.database, mayor, country.tenant_id, made)
    assert told(country, "case-mention") == {other.id}


def test_an_owner_who_is_taken_out_again_and_a_deadline_that_moves_send_no_mail(country: Country) -> None:
    mayor, region = country.somebody("contributor", "M"), country.somebody("steward", "R")
    association = country.somebody("contributor", "O")
    own(country, mayor, owners=["M", "R", "O"], deadline=in_days(3))
    country.look()
    assert told(country, "case-owner") == {association.id}
    assert told(country, "case-deadline") == {mayor.id, region.id, association.id}
    own(country, mayor, revision=1, owners=["M", "R"])
    assert told(country, "case-owner") == set()
    assert told(country, "case-deadline") == {mayor.id, region.id}
    own(country, mayor, revision=2, deadline=in_days(60))
    assert told(country, "case-deadline") == set()


def test_nobody_is_reminded_of_what_has_closed_or_is_disputed(country: Country) -> None:
    mayor = country.somebody("contributor", "M")
    own(country, mayor, deadline=in_days(3))
    country.look()
    assert told(country, "case-deadline") == {mayor.id}
    country.adopt()
    country.look()
    assert told(country, "case-deadline") == set()
    own(country, mayor, revision=1, deadline=in_days(4))
    country.withdraw()
    country.look()
    assert told(country, "case-deadline") == {mayor.id}
    country.say(mayor, "disputed", reason="We have one.")
    assert told(country, "case-deadline") == set()


def test_what_speaks_of_a_draft_is_told_and_handed_out_to_who_may_know_of_it(country: Country) -> None:
    with tenancy.writing(country.database, country.tenant_id, SYSTEM) as unit:
        put(unit, "strategies", code="SECRET", owner="R", title="Secret", status="draft")
    finding = "funding-absent:SECRET"
    author, mayor = country.somebody("contributor", "R"), country.somebody("contributor", "M")
    values = {"finding": finding, "text": "Look", "mentions": [mayor.id]}
    cases.comment(country.database, country.store, author, country.tenant_id, values)
    own(country, author, finding=finding, owners=["R", "M"])
    assert told_of(country, "case-mention", finding) == told_of(country, "case-owner", finding) == set()
    arguments = country.database, country.store, author, country.tenant_id
    file = cases.attach(*arguments, finding, "a.txt", b"Minutes")
    assert cases.attachment(*arguments, file).name == "a.txt"
    with pytest.raises(Unknown) as hidden:
        cases.attachment(country.database, country.store, mayor, country.tenant_id, file)
    assert str(hidden.value) == f"There is no file {file}."
    with tenancy.writing(country.database, country.tenant_id, SYSTEM) as unit:
        unit.change(the(unit.session, "strategies", code="SECRET"), status="adopted")
        unit.did("try", "strategies")
    assert cases.attachment(country.database, country.store, mayor, country.tenant_id, file).content == b"Minutes"
