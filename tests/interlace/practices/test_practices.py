"""What a practice may say, who sees and writes it, what it leaves behind; and what helps with a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from interlace import commons, practices
from interlace.commons.addresses import has_mail_address
from interlace.db import tenancy
from interlace.errors import Conflict, Forbidden, Invalid, Stale, Unknown
from interlace.identity import personal
from interlace.principals import SYSTEM
from tests.interlace.asked import statements
from tests.interlace.commons.lands import Land

if TYPE_CHECKING:
    from interlace.db.connections import Database

KEY = "strategy-missing:T"


@pytest.fixture(scope="module")
def here(database: Database) -> Land:
    return Land(database, "SE")


@pytest.fixture(scope="module")
def there(database: Database) -> Land:
    return Land(database, "IS")


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"title": None}, "/title"),
        ({"title": "x" * 201}, "/title"),
        ({"summary": "  "}, "/summary"),
        ({"language": "English"}, "/language"),
        ({"impact": "x" * 8_001}, "/impact"),
        ({"impact": "\0"}, "/impact"),
        ({"purpose": "Write to ana@example.org"}, "/purpose"),
        ({"purpose": ["x"]}, "/purpose"),
        ({"cells": ["real_equality"]}, "/cells/0"),
        ({"cells": "x"}, "/cells"),
        ({"contacts": ["ana@office"]}, "/contacts/0"),
        ({"contacts": ["x"] * 11}, "/contacts"),
        ({"findings": ["no-such-rule:T"]}, "/findings/0"),
        ({"actions": ["none"]}, "/actions/0"),
        ({"starts_on": "2020-02-30"}, "/starts_on"),
        ({"starts_on": "2021-01-01", "ends_on": "2020-01-01"}, "/ends_on"),
        ({"evidence": [{"kind": "address", "text": "javascript:alert(1)"}]}, "/evidence/0/text"),
        ({"evidence": [{"kind": "rumour", "text": "x"}]}, "/evidence/0"),
        ({"translations": {"pt": {"summary": "Sem título"}}}, "/translations/pt/title"),
        ({"translations": ["pt"]}, "/translations"),
        ({"body": "nowhere"}, "/body"),
        ({"state": "published"}, "/state"),
    ],
)
def test_what_a_practice_cannot_say_is_told_at_its_field(here: Land, given: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refusal:
        here.write(SYSTEM, **given)
    assert pointer in {problem.pointer for problem in refusal.value.problems}


def test_drafts_are_seen_by_their_body_those_above_and_administrators_alone(here: Land, there: Land) -> None:
    practice = here.write()
    for role, body in (("contributor", "T"), ("steward", "N"), ("administrator", None)):
        assert here.told(practice, here.somebody(role, body)).may_write
    for role, body in (("contributor", "U"), ("steward", "U"), ("reader", None)):
        who = here.somebody(role, body)
        with pytest.raises(Unknown):
            here.told(practice, who)
        assert practice not in {one.id for one in practices.practices(here.database, who, here.tenant_id).items}
        with pytest.raises(Unknown):
            practices.archive(here.database, who, here.tenant_id, practice, 1)
        with pytest.raises(Forbidden):
            here.write(who)
    with pytest.raises(Unknown):
        there.told(practice)


def test_who_did_not_see_the_latest_words_changes_nothing(here: Land) -> None:
    practice = here.write()
    asker = (here.database, SYSTEM, here.tenant_id, practice)
    practices.change(*asker, 1, {"impact": "Much."})
    for deed in (
        lambda: practices.change(*asker, 1, {"impact": "Little."}),
        lambda: practices.archive(*asker, 1),
        lambda: practices.remove(*asker, 1),
        lambda: practices.propose(*asker, 1),
    ):
        with pytest.raises(Stale):
            deed()
    assert here.told(practice).impact == "Much."
    practices.propose(*asker)
    with pytest.raises(Conflict):
        practices.remove(*asker, here.told(practice).revision)


def test_what_helps_with_a_finding_is_of_its_rule_first_and_says_why(here: Land, there: Land) -> None:
    near = here.publish(title="Of the same gap", findings=[KEY])
    other = here.publish(title="Of another gap", findings=["report-stale:T"])
    helps = practices.helping(there.database, there.view, there.tenant_id, KEY)
    assert [(one.entry.id, one.reason, [*one.shared]) for one in helps if one.entry.id in {near, other}] == [
        (near, "same-rule", ["strategy-missing"])
    ]
    assert KEY not in repr(helps)
    with pytest.raises(Unknown):
        practices.helping(there.database, there.view, there.tenant_id, f"strategy-missing:{uuid4()}")


def test_who_leaves_takes_their_words_along_and_leaves_no_name(here: Land) -> None:
    ana, admin = here.somebody(), here.somebody("administrator", None)
    practice = here.write(ana, title="Written by somebody")
    here.decide(here.propose(practice, ana), admin)
    assert ana.id is not None
    with tenancy.writing(here.database, here.tenant_id, SYSTEM) as unit:
        told = personal.told(unit.session, ana.id)
        assert [one["title"] for one in told["practices_written"]] == ["Written by somebody"]
        assert [(one["proposed"], one["decided"]) for one in told["publications"]] == [(True, False)]
        personal.forget(unit.session, ana.id)
        unit.did("try", "user:x")
    with tenancy.reading(here.database, here.tenant_id) as session:
        assert personal.told(session, ana.id)["publications"] == []
        assert personal.told(session, ana.id)["practices_written"] == []
    assert here.told(practice).state == "published"


def test_a_list_asks_the_database_as_often_however_long_it_is(here: Land) -> None:
    for number in range(4):
        here.publish(title=f"One of many {number}", body=("T", "U")[number % 2])
    steward = here.somebody("steward", "N")
    counts, told = [], []
    for who in (steward, here.somebody("reader", None)):
        for first in (1, 4):
            with statements(here.database) as sent:
                told = [*practices.practices(here.database, who, here.tenant_id, first=first).items]
            counts.append(len(sent))
        assert [one.title for one in told] == [f"One of many {number}" for number in (3, 2, 1, 0)]
        assert all(one.entry is not None and one.may_write == (who is steward) for one in told)
    assert counts[0] == counts[1] <= 15
    assert counts[2] == counts[3] <= 15


def test_while_a_decision_is_waited_for_nothing_is_changed_whatever_is_published(here: Land) -> None:
    practice = here.write(title="First words")
    first = here.propose(practice)
    here.decide(first)
    second = here.propose(practice)
    told = here.told(practice)
    assert (told.state, told.publication, told.proposed) == ("published", first, second)
    with pytest.raises(Conflict):
        practices.change(here.database, SYSTEM, here.tenant_id, practice, told.revision, {"title": "Other words"})
    commons.withdraw(here.database, SYSTEM, here.tenant_id, first)
    assert here.told(practice).state == "review"
    here.decide(second, publish=False)
    assert here.told(practice).state == "draft"


def test_a_long_word_is_looked_through_once_for_mail_addresses() -> None:
    assert not has_mail_address("a" * 2_000_000)
    assert not has_mail_address("a@" * 200_000)
    assert not has_mail_address("We meet @ noon. See https://pages.example/@ana.b")
    for told in ("ana@example.org", "(ana@example.org)", "Ana <a.b@c.example>, x", "https://a.example ana@example.org"):
        assert has_mail_address(told), told
