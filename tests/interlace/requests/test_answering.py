"""Answers reach all who wait, a word of a body renews its declaration, and askers owe a reply."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from interlace import notices, requests
from interlace.db import audit, tenancy
from interlace.db.models import Asking, Notice, Question, Request
from interlace.db.records import find
from interlace.errors import Conflict, Invalid, Unknown
from interlace.identity import users
from interlace.principals import SYSTEM
from interlace.requests import deadlines
from tests.interlace.requests.asks import Country, today

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.principals import Principal


def declared(country: Country, body: str) -> list[object]:
    with tenancy.reading(country.database, country.tenant_id) as session:
        return [record["declared_on"] for record in find(session, "declarations", body=body)]


def question_of(country: Country, body: str) -> UUID:
    return country.asked(SYSTEM, body)[0].id


def test_only_those_who_write_for_the_body_answer_and_nobody_else_knows_of_it(country: Country) -> None:
    country.ask(SYSTEM, "A")
    question = question_of(country, "A")
    for role, body in (("reader", None), ("contributor", "B"), ("steward", "R2"), ("contributor", "R1")):
        with pytest.raises(Unknown):
            country.answer(country.somebody(role, body), question)
    assert country.answer(country.somebody("steward", "R1"), question).answered_by == "Ana Sousa"


@pytest.mark.parametrize("given", [{}, {"answer": "perhaps"}, {"answer": "given", "note": "x" * 2001}, {"x": 1}])
def test_a_bad_answer_answers_nothing(country: Country, given: dict[str, object]) -> None:
    country.ask(SYSTEM, "A")
    question = question_of(country, "A")
    with pytest.raises(Invalid):
        requests.answer(country.database, SYSTEM, country.tenant_id, question, given)
    assert country.asked(SYSTEM, "A")[0].state == "waiting"


@pytest.mark.parametrize(
    ("kind", "renewed"), [("declaration", True), ("strategies", True), ("actions", True), ("competences", False)]
)
def test_nothing_changed_answers_and_renews_the_declaration_where_it_is_about_that(
    country: Country, kind: str, renewed: bool
) -> None:
    country.ask(SYSTEM, "E", items=[{"kind": kind}])
    country.answer(country.somebody("contributor", "E"), question_of(country, "E"), "nothing_changed")
    assert declared(country, "E") == ([today()] if renewed else [])
    assert country.preview(SYSTEM, "E", items=[{"kind": kind}]).already_known == 1


def test_an_answer_reaches_all_who_wait_and_each_owes_a_reply(country: Country) -> None:
    clerk = country.somebody("contributor", "A")
    first, second = country.somebody("steward", "R1"), country.somebody("steward", "PT")
    one, other = country.ask(first, "A"), country.ask(second, "A")
    country.answer(clerk, question_of(country, "A"), "given", "See <b>the site</b>")
    for who, request in ((first, one), (second, other)):
        (asking,) = country.askings(who, request)
        assert (asking.answer, asking.note) == ("given", "See <b>the site</b>")
        assert asking.reply_due_on == today() + timedelta(days=30)
        assert [told.kind for told in notices.notices(country.database, who).notices] == ["request-answered"]
    with pytest.raises(Conflict):
        country.answer(clerk, question_of(country, "A"))
    assert notices.notices(country.database, clerk).notices == []


def test_where_the_asker_has_left_an_answer_reaches_their_body_or_the_administrators(country: Country) -> None:
    clerk, head = country.somebody("contributor", "A"), country.somebody("administrator")
    first, second = country.somebody("steward", "R1"), country.somebody("steward", "PT")
    colleague = country.somebody("contributor", "R1")
    one, other = country.ask(first, "A"), country.ask(second, "A")
    for who in (first, second):
        assert who.id is not None
        users.erase(country.database, who, who.id)
    country.answer(clerk, question_of(country, "A"))
    for who, request in ((colleague, one), (head, other)):
        told = notices.notices(country.database, who).notices
        assert [(note.kind, note.about) for note in told] == [("request-answered", f"request:{request.id}")]


def test_the_body_hears_what_came_of_its_answer(country: Country) -> None:
    clerk, steward = country.somebody("contributor", "A"), country.somebody("steward", "R1")
    asked = country.ask(steward, "A", "E")
    with pytest.raises(Conflict):
        requests.reply(country.database, steward, country.tenant_id, asked.id, {"text": "Thanks"})
    country.answer(clerk, question_of(country, "A"))
    with pytest.raises(Invalid):
        requests.reply(country.database, steward, country.tenant_id, asked.id, {"text": " "})
    with pytest.raises(Unknown):
        requests.reply(country.database, clerk, country.tenant_id, asked.id, {"text": "I reply to myself"})
    for wrong in ({"text": "x", "body": ["A"]}, {"text": 7}, {"text": "x", "colour": "red"}, {}):
        with pytest.raises(Invalid):
            requests.reply(country.database, steward, country.tenant_id, asked.id, wrong)
    (told,) = requests.reply(country.database, steward, country.tenant_id, asked.id, {"text": "It is in the report."})
    assert (told.body, told.reply) == ("A", "It is in the report.")
    (question,) = country.asked(clerk)
    assert question.asked_by[0].reply == "It is in the report."
    assert [one.kind for one in notices.notices(country.database, clerk).notices] == ["request-replied"]
    assert country.again(steward, asked).replies_owed == 0


def test_an_overdue_reply_is_shown_to_both(country: Country) -> None:
    clerk, steward = country.somebody("contributor", "A"), country.somebody("steward", "R1")
    asked = country.ask(steward, "A")
    country.answer(clerk, question_of(country, "A"))
    with tenancy.beside(country.database, country.tenant_id) as session:
        session.execute(update(Asking).values(reply_due_on=today() - timedelta(days=1)))
    assert country.again(steward, asked).replies_overdue == 1
    assert country.asked(clerk)[0].asked_by[0].reply_overdue


def test_a_deadline_that_has_passed_is_told_without_more(country: Country) -> None:
    steward = country.somebody("steward", "R1")
    asked = country.ask(steward, "A")
    with tenancy.beside(country.database, country.tenant_id) as session:
        session.execute(update(Request).values(deadline=today() - timedelta(days=1)))
    assert country.again(steward, asked).overdue
    assert country.asked(SYSTEM, "A")[0].overdue


def test_people_are_reminded_a_week_before_and_when_it_has_passed_once_each(country: Country) -> None:
    clerk, steward = country.somebody("contributor", "A"), country.somebody("steward", "R1")
    asked = country.ask(steward, "A")
    notices.mark_all_read(country.database, clerk)

    def remind(days: int) -> list[str]:
        day = asked.deadline + timedelta(days=days)
        at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        with tenancy.beside(country.database, country.tenant_id) as session:
            deadlines.remind(session, day, at)
            deadlines.remind(session, day, at)
        found = notices.notices(country.database, clerk).notices
        return [f"{one.kind} {one.details.get('why', '')}".strip() for one in found]

    assert remind(-8) == ["request-asked"]
    assert remind(-7) == ["request-overdue near", "request-asked"]
    assert remind(-1) == ["request-overdue near", "request-asked"]
    # What was not mailed yet says the newer word; nobody is told two things of one deadline at once.
    assert remind(1) == ["request-overdue passed", "request-asked"]
    assert remind(9) == ["request-overdue passed", "request-asked"]


def reminded(country: Country, who: Principal, days: int) -> list[str]:
    """What somebody has been reminded of so many days from today."""
    day = today() + timedelta(days=days)
    with tenancy.beside(country.database, country.tenant_id) as session:
        deadlines.remind(session, day, datetime(day.year, day.month, day.day, 8, tzinfo=UTC))
        session.execute(update(Notice).values(settled_at=datetime.now(UTC)))
    kinds = ("request-overdue", "request-reply-owed")
    return [one.about for one in notices.notices(country.database, who).notices if one.kind in kinds]


def test_a_question_reminds_by_its_earliest_deadline_however_many_ask(country: Country) -> None:
    clerk, steward = country.somebody("contributor", "A"), country.somebody("steward", "R1")
    first = country.ask(SYSTEM, "A")
    second = country.ask(steward, "A", deadline=(today() + timedelta(days=24)).isoformat())
    assert reminded(country, clerk, 13) == [f"request:{first.id}"]
    assert reminded(country, clerk, 21) == [f"request:{first.id}"] * 2
    assert reminded(country, clerk, 25) == [f"request:{first.id}"] * 2
    requests.withdraw(country.database, SYSTEM, country.tenant_id, first.id)
    assert reminded(country, clerk, 25)[0] == f"request:{second.id}"


def test_nobody_is_reminded_of_what_passed_long_ago(country: Country) -> None:
    clerk, steward = country.somebody("contributor", "A"), country.somebody("steward", "R1")
    asked = country.ask(steward, "A")
    assert reminded(country, clerk, 20 + 31) == []
    assert reminded(country, clerk, 20 + 30) == [f"request:{asked.id}"]
    country.answer(clerk, question_of(country, "A"))
    assert reminded(country, steward, 30 + 31) == []
    assert reminded(country, steward, 30 + 30) == [f"request:{asked.id}"]


def test_the_burden_of_bodies_and_askers_is_counted_by_name(country: Country) -> None:
    steward = country.somebody("steward", "R1")
    country.ask(steward, "E", "A")
    country.ask(SYSTEM, "A")
    question = question_of(country, "A")
    with tenancy.beside(country.database, country.tenant_id) as session:
        session.execute(
            update(Question).where(Question.id == question).values(opened_at=datetime.now(UTC) - timedelta(days=4))
        )
    country.answer(SYSTEM, question, "nothing_changed")
    country.ask(SYSTEM, "A")

    def told(by: str) -> list[tuple[object, ...]]:
        asked = requests.AskedBurden(by=by)
        page = requests.burden(country.database, steward, country.tenant_id, today(), asked)
        return [tuple(row) for row in page.rows]

    bodies, askers = told("body"), told("asker")
    assert bodies == [("A", 3, 1, 1, 1, 2, 0, 0, 4.0, 2, 0), ("E", 1, 1, 0, 0, 0, 1, 0, None, 0, 0)]
    assert [row[:5] for row in askers] == [("R1", 2, 2, 0, 0), (None, 2, 0, 1, 1)]
    for wrong in (
        {"by": "rank"},
        {"first": 0},
        {"since": today(), "until": today() - timedelta(days=1)},
        {"after": "\0"},
    ):
        with pytest.raises(Invalid):
            requests.burden(country.database, steward, country.tenant_id, today(), requests.AskedBurden(**wrong))


def test_whoever_is_erased_takes_what_they_asked_along_and_leaves_no_name(country: Country) -> None:
    steward = country.somebody("steward", "R1")
    clerk = country.somebody("contributor", "A")
    asked = country.ask(steward, "A")
    country.answer(clerk, question_of(country, "A"), note="Mine")
    requests.reply(country.database, steward, country.tenant_id, asked.id, {"text": "So be it."})
    assert steward.id is not None
    assert clerk.id is not None
    (kept,) = users.export(country.database, steward, steward.id)["tenants"].values()
    assert kept["requests"][0]["reason"] == "For the report"
    assert kept["replies"][0]["reply"] == "So be it."
    (kept,) = users.export(country.database, clerk, clerk.id)["tenants"].values()
    assert kept["answers"][0]["note"] == "Mine"
    users.erase(country.database, steward, steward.id)
    users.erase(country.database, clerk, clerk.id)
    (question,) = country.asked(SYSTEM)
    assert (question.answered_by, question.asked_by[0].asker_name) == (None, None)
    with tenancy.reading(country.database, country.tenant_id) as session:
        assert not isinstance(audit.verify(session, country.tenant_id), audit.ChainBreak)
