"""Several people work at the same time; what is missing is told in counts; deadlines are told once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, select, text

from interlace import workspaces
from interlace.db import tenancy
from interlace.db.models import Notice
from interlace.errors import Conflict, Invalid, Stale
from interlace.identity import personal, users
from interlace.workspaces import deadlines
from tests.interlace.workspaces.desks import today

if TYPE_CHECKING:
    from uuid import UUID

    from tests.interlace.workspaces.desks import Desks


def test_two_people_in_one_field_are_both_seen_and_the_last_confirmed_stands(desks: Desks) -> None:
    one, two = desks.somebody("contributor", "R1"), desks.somebody("steward", "PT")
    made = desks.open(one, title="Two in one field")
    first = desks.write(one, made.id, "notes.mandate", "The council decides.")
    assert (first.outcome, first.field.revision) == ("written", 1)
    late = desks.write(two, made.id, "notes.mandate", "The minister decides.")
    assert (late.outcome, late.field.value) == ("kept", "The council decides.")
    assert late.kept is not None
    again = desks.write(two, made.id, "notes.mandate", "The minister decides.")
    assert again.kept == late.kept
    sure = desks.write(two, made.id, "notes.mandate", "The minister decides.", late.field.revision)
    assert (sure.outcome, sure.field.revision) == ("written", 2)
    kept = workspaces.kept(*desks.reader(one), made.id, name="notes.mandate").kept
    assert {(each.value, each.stood) for each in kept} == {
        ("The minister decides.", False),
        ("The council decides.", True),
    }
    same = desks.write(two, made.id, "notes.mandate", "The minister decides.", 0)
    before = desks.again(one, made.id).revision
    assert (same.outcome, desks.again(one, made.id).revision) == ("same", before)


def test_completeness_is_counted_and_what_is_missing_is_named(desks: Desks) -> None:
    who = desks.somebody("contributor", "R1")
    made = desks.open(who, title="Completeness")
    mandate = made.steps[0]
    assert (len(made.steps), mandate.recorded, mandate.outside) == (10, 0, 0)
    assert len(mandate.missing) == mandate.asked > 2
    proof = workspaces.prove(
        *desks.asker(who), made.id, {"item": mandate.missing[0], "kind": "address", "text": "https://example.org/act"}
    )
    workspaces.prove(
        *desks.asker(who), made.id, {"item": mandate.missing[1], "kind": "outside", "text": "The state decides this."}
    )
    workspaces.involve(*desks.asker(who), made.id, {"step": "mandate", "body": "C", "part": "contributes"})
    workspaces.involve(*desks.asker(who), made.id, {"step": "mandate", "body": "C", "part": "leads", "note": "Yes."})
    told = desks.again(who, made.id).steps[0]
    assert (told.recorded, told.outside, told.missing) == (1, 1, mandate.missing[2:])
    assert {each.level: each.taking_part for each in told.levels}["civil_society"] == 1
    whole = workspaces.step(*desks.reader(who), made.id, "mandate")
    assert [(party.body, party.part, party.note) for party in whole.parties] == [("C", "leads", "Yes.")]
    assert whole.items[0].proofs[0].by_name == "Ana Sousa"
    workspaces.unprove(*desks.asker(who), made.id, {"proof": str(proof.id)})
    workspaces.release(*desks.asker(who), made.id, {"step": "mandate", "body": "C"})
    assert desks.again(who, made.id).steps[0].recorded == 0
    with pytest.raises(Invalid):
        workspaces.release(*desks.asker(who), made.id, {"step": "mandate", "body": "C"})


def test_many_workspaces_are_listed_with_no_more_queries_than_few(desks: Desks) -> None:
    who = desks.somebody("contributor", "R1")
    for number in range(12):
        desks.open(who, title=f"Number {number}")
    asked = desks.reader(who)
    statements: list[str] = []

    def note(*about: object) -> None:
        statements.append(str(about[2]))

    event.listen(desks.database.engine, "before_cursor_execute", note)
    try:
        for first in (1, 12):
            workspaces.workspaces(*asked, first=first)
            statements.append("--")
    finally:
        event.remove(desks.database.engine, "before_cursor_execute", note)
    few, many = "\n".join(statements).split("--")[:2]
    assert many.count("SELECT") == few.count("SELECT") > 0


def test_replies_are_for_all_once_it_is_over_or_a_body_agrees(desks: Desks) -> None:
    owner, reader = desks.somebody("contributor", "R1"), desks.somebody("reader")
    of_a, of_b = desks.somebody("contributor", "A"), desks.somebody("contributor", "B")
    made = desks.open(owner, title="Publishing")
    one = desks.consult(owner, made.id, "A", "B", "C")
    desks.reply(of_a, one.id, "A", "Ten are few.", publish=True)
    said = desks.reply(of_b, one.id, "B", "Ten are many.")
    told = workspaces.consultation(*desks.reader(reader), one.id)
    assert (told.text, told.bodies) == (None, None)
    assert [each.text for each in workspaces.replies(*desks.reader(reader), one.id).replies] == ["Ten are few."]
    workspaces.publish(*desks.asker(of_b), one.id, {"body": "B"})
    with pytest.raises(Conflict):
        workspaces.publish(*desks.asker(of_b), one.id, {"body": "B"})
    desks.answer(owner, one.id, said.id, "not")
    desks.is_over(one.id)
    over = workspaces.consultation(*desks.reader(reader), one.id)
    assert (over.state, over.text, over.bodies, over.replied, over.unanswered) == (
        "over",
        "We will build ten houses.",
        3,
        2,
        1,
    )
    standings = {each.body: each.standing for each in workspaces.consulted(*desks.reader(reader), one.id).bodies}
    assert standings == {"A": "unanswered", "B": "answered", "C": "no_reply"}
    shown = workspaces.replies(*desks.reader(reader), one.id).replies
    assert [(each.by_name, each.answered_by_name) for each in shown] == [(None, None), (None, None)]
    with pytest.raises(Conflict):
        desks.reply(of_a, one.id, "A", "Once more.")


def test_of_two_who_answer_a_reply_the_second_sees_what_the_first_has_said(desks: Desks) -> None:
    owner, of_a = desks.somebody("contributor", "R1"), desks.somebody("contributor", "A")
    made = desks.open(owner, title="Two answers")
    one = desks.consult(owner, made.id, "A")
    said = desks.reply(of_a, one.id, "A")
    desks.answer(owner, one.id, said.id, "not")
    with pytest.raises(Conflict):
        desks.answer(desks.somebody("steward", "PT"), one.id, said.id, "taken_up")
    (told,) = workspaces.replies(*desks.reader(of_a), one.id).replies
    assert told.verdict == "not"
    assert desks.answer(owner, one.id, said.id, "not").answered_at == told.answered_at
    assert desks.answer(owner, one.id, said.id, "taken_up", anew=True).verdict == "taken_up"


def test_what_was_asked_is_answered_after_the_workspace_was_closed_too(desks: Desks) -> None:
    owner, of_a = desks.somebody("contributor", "R1"), desks.somebody("contributor", "A")
    made = desks.open(owner, title="Given up")
    one, other = desks.consult(owner, made.id, "A"), desks.consult(owner, made.id, "B")
    said = desks.reply(of_a, one.id, "A")
    workspaces.close(*desks.asker(owner), made.id, desks.again(owner, made.id).revision)
    answered = desks.answer(owner, one.id, said.id, "not")
    # People are named to their own side alone.
    assert (answered.verdict, answered.by_name, answered.answered_by_name) == ("not", None, "Ana Sousa")
    assert (said.by_name, said.answered_by_name) == ("Ana Sousa", None)
    assert workspaces.withdraw(*desks.asker(owner), other.id, other.revision).state == "withdrawn"
    with pytest.raises(Conflict):
        desks.consult(owner, made.id, "A")


def kinds_told(desks: Desks, who: UUID | None, about: UUID) -> list[str]:
    with tenancy.reading(desks.database, desks.tenant_id) as session:
        rows = select(Notice.kind).where(Notice.user_id == who, Notice.about == f"consultation:{about}")
        return sorted(session.scalars(rows))


def test_people_of_bodies_are_told_and_reminded_once(desks: Desks) -> None:
    owner, asked = desks.somebody("contributor", "R1"), desks.somebody("contributor", "A")
    made = desks.open(owner, title="Telling")
    one = desks.consult(owner, made.id, "A")
    late = desks.consult(owner, made.id, "A", due_on=(today() + timedelta(days=3)).isoformat())
    assert workspaces.waiting_for(desks.database, desks.tenant_id, ["A"], today()) >= 2
    for day in (today(), one.due_on - timedelta(days=7), one.due_on - timedelta(days=1), one.due_on):
        with tenancy.beside(desks.database, desks.tenant_id) as session:
            deadlines.remind(session, day, datetime.now(UTC))
    assert kinds_told(desks, asked.id, one.id) == ["consultation-asked", "consultation-due"]
    assert kinds_told(desks, asked.id, late.id) == ["consultation-asked"]
    moved = workspaces.postpone(
        *desks.asker(owner), one.id, 1, {"due_on": (one.due_on + timedelta(days=9)).isoformat()}
    )
    with pytest.raises(Stale):
        workspaces.withdraw(*desks.asker(owner), one.id, 1)
    said = desks.reply(asked, one.id, "A")
    assert kinds_told(desks, asked.id, one.id) == []
    assert kinds_told(desks, owner.id, one.id) == ["consultation-replied"]
    desks.answer(owner, one.id, said.id)
    assert kinds_told(desks, asked.id, one.id) == ["consultation-answered"]
    with pytest.raises(Conflict):
        workspaces.withdraw(*desks.asker(owner), one.id, moved.revision)
    workspaces.withdraw(*desks.asker(owner), late.id, late.revision)
    assert kinds_told(desks, asked.id, late.id) == []


def test_what_somebody_wrote_goes_with_them_and_loses_their_name(desks: Desks) -> None:
    who = desks.somebody("steward", "R1")
    made = desks.open(who, title="Mine")
    desks.write(who, made.id, "notes.mandate", "A word of mine.")
    workspaces.prove(*desks.asker(who), made.id, {"item": "mandate-decision", "kind": "words", "text": "My proof."})
    one = desks.consult(who, made.id, "A", question="My question?")
    said = desks.reply(desks.somebody("contributor", "A"), one.id, "A")
    desks.answer(who, one.id, said.id)
    assert who.id is not None
    with tenancy.reading(desks.database, desks.tenant_id) as session:
        told = str(personal.told(session, who.id))
    for words in ("Mine", "A word of mine.", "My proof.", "My question?", "You are right."):
        assert words in told
    users.erase(desks.database, who, who.id)
    admin = desks.somebody("administrator")
    assert desks.again(admin, made.id).opened_by_name is None
    assert workspaces.fields(*desks.reader(admin), made.id)[0].by_name is None
    with tenancy.reading(desks.database, desks.tenant_id) as session:
        assert session.scalar(text("SELECT count(*) FROM workspace_fields WHERE by LIKE 'user:%'"))
