"""Whoever may not know of a workspace or a consultation is told nothing, in the words for what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from interlace import workspaces
from interlace.errors import Conflict, Forbidden, Invalid, Unknown
from interlace.principals import Grant, Principal
from tests.databases import new_tenant

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.interlace.workspaces.desks import Desks

#: Everything that is done in a workspace, by id.
DEEDS: tuple[tuple[str, dict[str, object]], ...] = (
    ("write", {"name": "notes.mandate", "value": "x", "after": 0}),
    ("prove", {"item": "mandate-decision", "kind": "words", "text": "x"}),
    ("unprove", {"proof": str(uuid4())}),
    ("involve", {"step": "mandate", "body": "A", "part": "leads"}),
    ("release", {"step": "mandate", "body": "A"}),
    ("consult", {"title": "x", "text": "x", "question": "x", "due_on": "2027-06-01", "bodies": ["A"]}),
)


def refused(act: Callable[[], object], kind: type[Exception] = Unknown) -> str:
    with pytest.raises(kind) as error:
        act()
    return str(error.value)


def test_a_workspace_is_unknown_to_other_roles_and_tenants(desks: Desks) -> None:
    made = desks.open(desks.somebody("contributor", "R1"))
    elsewhere = new_tenant(desks.database)
    stranger = Principal("user", uuid4(), elsewhere, (Grant("administrator"),))
    strangers = [
        (desks.tenant_id, desks.somebody("reader")),
        (desks.tenant_id, desks.somebody("contributor", "A")),
        (desks.tenant_id, desks.somebody("steward", "R2")),
        (desks.tenant_id, stranger),
        (elsewhere, stranger),
    ]
    for tenant_id, who in strangers:
        for name, given in DEEDS:
            service = getattr(workspaces, name)
            told = refused(lambda: service(desks.database, who, tenant_id, made.id, given))  # noqa: B023
            absent = uuid4()
            same = refused(lambda: service(desks.database, who, tenant_id, absent, given))  # noqa: B023
            assert told.replace(str(made.id), str(absent)) == same
        for end in (workspaces.adopt, workspaces.close):
            assert refused(lambda: end(desks.database, who, tenant_id, made.id, 1))  # noqa: B023
    for who in (desks.somebody("reader"), desks.somebody("contributor", "A")):
        assert workspaces.workspaces(*desks.reader(who)).workspaces == []
        refused(lambda: workspaces.workspace(*desks.reader(who), made.id))  # noqa: B023
        refused(lambda: workspaces.fields(*desks.reader(who), made.id))  # noqa: B023
        refused(lambda: workspaces.kept(*desks.reader(who), made.id))  # noqa: B023
        refused(lambda: workspaces.step(*desks.reader(who), made.id, "mandate"))  # noqa: B023
        refused(lambda: workspaces.adoption(*desks.reader(who), made.id))  # noqa: B023


def test_only_authorities_have_workspaces_and_only_their_people_open_them(desks: Desks) -> None:
    refused(lambda: desks.open(desks.somebody("contributor", "A"), "R1"), Forbidden)
    for body in ("C", "N", "nothing"):
        refused(lambda: desks.open(desks.somebody("administrator"), body), Invalid)  # noqa: B023
    assert desks.open(desks.somebody("steward", "PT"), "R1").body == "R1"


def test_a_consulted_body_sees_the_text_and_nothing_else(desks: Desks) -> None:
    owner, asked, other = (desks.somebody("contributor", code) for code in ("R1", "A", "E"))
    made = desks.open(owner)
    desks.write(owner, made.id, "notes.mandate", "Only for us.")
    assert workspaces.consultations(*desks.reader(asked)).consultations == []
    one = desks.consult(owner, made.id, "A", "B")
    (told,) = workspaces.consultations(*desks.reader(asked)).consultations
    assert (told.text, told.own, told.workspace) == ("We will build ten houses.", ("A",), None)
    assert (told.bodies, told.replied, told.unanswered) == (None, None, None)
    assert [each.body for each in workspaces.consulted(*desks.reader(asked), one.id).bodies] == ["A"]
    refused(lambda: workspaces.workspace(*desks.reader(asked), made.id))
    assert workspaces.consultations(*desks.reader(asked), workspace=made.id).consultations == []
    for who in (other, desks.somebody("reader")):
        assert workspaces.consultations(*desks.reader(who)).consultations == []
        for read in (workspaces.consultation, workspaces.consulted, workspaces.replies):
            refused(lambda: read(*desks.reader(who), one.id))  # noqa: B023
    desks.reply(asked, one.id, "A", "Twenty would be.")
    of_b = desks.somebody("contributor", "B")
    assert workspaces.replies(*desks.reader(of_b), one.id).replies == []


def test_nobody_replies_for_others_or_answers_for_them(desks: Desks) -> None:
    owner, asked = desks.somebody("contributor", "R1"), desks.somebody("contributor", "A")
    made = desks.open(owner)
    one = desks.consult(owner, made.id, "A")
    refused(lambda: desks.reply(owner, one.id, "A"))
    refused(lambda: desks.reply(asked, one.id, "B"))
    refused(lambda: workspaces.publish(*desks.asker(owner), one.id, {"body": "A"}))
    said = desks.reply(asked, one.id, "A")
    refused(lambda: desks.answer(asked, one.id, said.id))
    refused(lambda: desks.answer(owner, one.id, uuid4()))
    another = desks.consult(owner, made.id, "A")
    refused(lambda: desks.answer(owner, another.id, said.id))
    refused(lambda: workspaces.withdraw(*desks.asker(owner), one.id, one.revision), Conflict)


def test_whoever_asks_says_nothing_for_the_bodies_below_them(desks: Desks) -> None:
    above, asked = desks.somebody("steward", "R1"), desks.somebody("contributor", "A")
    made = desks.open(above, title="Asked from above")
    one = desks.consult(above, made.id, "A")
    refused(lambda: desks.reply(above, one.id, "A"), Forbidden)
    refused(lambda: workspaces.publish(*desks.asker(above), one.id, {"body": "A"}), Forbidden)
    assert workspaces.consultation(*desks.reader(above), one.id).own == ()
    assert workspaces.consultation(*desks.reader(asked), one.id).own == ("A",)
    assert desks.reply(asked, one.id, "A").body == "A"
    # A steward who does not ask speaks for the bodies below, as everywhere.
    elsewhere = desks.open(desks.somebody("contributor", "R2"), "R2", title="Asked from beside")
    beside = desks.consult(desks.somebody("contributor", "R2"), elsewhere.id, "A")
    assert desks.reply(above, beside.id, "A").body == "A"


@pytest.mark.parametrize("text", ["x" * 8_001, "a\0b", "\ud800", 7, ["x"]])
def test_what_is_no_text_or_too_long_is_refused(desks: Desks, text: object) -> None:
    who = desks.somebody("contributor", "R1")
    made = desks.open(who, title="Bad input")
    given = {"name": "notes.mandate", "value": text, "after": 0}
    refused(lambda: workspaces.write(*desks.asker(who), made.id, given), Invalid)
    workspaces.close(*desks.asker(who), made.id, 1)
    refused(lambda: desks.write(who, made.id, "notes.mandate", "x"), Conflict)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("notes.nothing", "x"),
        ("cell.real_equality.nothing", "1"),
        ("cell.real_equality.housing", "4"),
        ("strategy.owner", "A"),
        ("strategy.status", "draft"),
        ("strategy.code", "not a code"),
        ("strategy.starts_on", "soon"),
        ("strategy.co_owners", "A|nothing"),
        ("else", "x"),
    ],
)
def test_a_field_that_there_is_not_or_a_value_that_it_does_not_take_is_refused(
    desks: Desks, bad: UUID, name: str, value: str
) -> None:
    refused(lambda: desks.write(desks.somebody("contributor", "R1"), bad, name, value), Invalid)


@pytest.fixture(scope="module")
def bad(desks: Desks) -> UUID:
    return desks.open(desks.somebody("contributor", "R1"), title="Bad fields").id


def test_records_that_are_not_there_and_addresses_that_are_none_are_no_proof(desks: Desks, bad: UUID) -> None:
    who = desks.somebody("contributor", "R1")
    wrong = [
        ("record", "strategy:D"),  # a draft of A
        ("record", "strategy:nothing"),
        ("record", "consultation:x"),
        ("record", "user:x"),
        ("address", "javascript:alert(1)"),
        ("address", "http://a b"),
        ("else", "x"),
    ]
    for kind, text in wrong:
        given = {"item": "mandate-decision", "kind": kind, "text": text}
        refused(lambda: workspaces.prove(*desks.asker(who), bad, given), Invalid)  # noqa: B023
    for text in ("strategy:T", "relation:A>B:funds", "competence:A:housing", "link:S>T", "body:C", "action:X"):
        given = {"item": "mandate-decision", "kind": "record", "text": text}
        assert workspaces.prove(*desks.asker(who), bad, given).text == text
