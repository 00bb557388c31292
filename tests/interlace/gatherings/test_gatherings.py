"""What bodies offer and call together: who sees drafts, what is refused, what fits a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from interlace import commons, gatherings
from interlace.errors import Conflict, Forbidden, Invalid, Stale, Unknown
from interlace.gatherings.values import OF_KIND
from interlace.principals import Principal
from tests.interlace.gatherings.towns import Town

if TYPE_CHECKING:
    from interlace.db.connections import Database


@pytest.fixture(scope="module")
def town(database: Database) -> Town:
    return Town(database, "Lusitania")


@pytest.fixture(scope="module")
def other(database: Database) -> Town:
    return Town(database, "Hispania", population=400_000)


def test_a_draft_is_there_for_those_who_write_for_the_body_alone(town: Town, other: Town) -> None:
    draft = town.make("mentoring_offer", state="draft")
    for stranger in (town.somebody("U"), town.somebody(None, "reader")):
        with pytest.raises(Unknown) as hidden:
            gatherings.gathering(town.database, stranger, town.tenant_id, draft.id)
        nowhere = uuid4()
        with pytest.raises(Unknown) as nothing:
            gatherings.gathering(town.database, stranger, town.tenant_id, nowhere)
        assert str(hidden.value).replace(str(draft.id), "") == str(nothing.value).replace(str(nowhere), "")
        assert draft.id not in {one.id for one in gatherings.gatherings(town.database, stranger, town.tenant_id).items}
        with pytest.raises(Unknown):
            gatherings.change(town.database, stranger, town.tenant_id, draft.id, 1, {"title": "Mine"})
        with pytest.raises(Unknown):
            commons.propose(town.database, stranger, town.tenant_id, draft.kind, draft.id)
    assert draft.id in {one.id for one in gatherings.gatherings(*town.asker).items}
    with pytest.raises(Conflict):
        commons.propose(town.database, town.person, town.tenant_id, draft.kind, draft.id)
    with pytest.raises((Unknown, Forbidden)):
        gatherings.gathering(other.database, other.person, other.tenant_id, draft.id)


def test_nobody_writes_for_a_body_that_is_not_theirs(town: Town, other: Town) -> None:
    for stranger in (town.somebody("U"), town.somebody(None, "reader"), other.administrator):
        with pytest.raises(Forbidden):
            town.make("event", who=stranger)
    opened = town.make("event")
    with pytest.raises(Forbidden):
        gatherings.change(town.database, town.somebody("U"), town.tenant_id, opened.id, 1, {"title": "Mine"})
    assert gatherings.gathering(town.database, town.somebody(None, "reader"), town.tenant_id, opened.id) == opened


def test_a_change_tells_its_revision_and_only_drafts_are_removed(town: Town) -> None:
    made = town.make("network", state="draft")
    changed = gatherings.change(*town.asker, made.id, 1, {"title": "Another", "state": "open"})
    assert (changed.revision, changed.values.title, changed.values.text) == (2, "Another", "What for.")
    with pytest.raises(Stale):
        gatherings.change(*town.asker, made.id, 1, {"title": "Late"})
    with pytest.raises(Conflict, match="draft"):
        gatherings.remove(*town.asker, made.id, 2)
    again = town.make("network", state="draft")
    gatherings.remove(*town.asker, again.id, 1)
    with pytest.raises(Unknown):
        gatherings.gathering(*town.asker, again.id)


def test_what_others_read_of_in_the_commons_is_not_removed(town: Town, other: Town) -> None:
    made = town.make("network")
    entry = town.publish(made)
    gatherings.change(*town.asker, made.id, 1, {"state": "draft"})
    with pytest.raises(Conflict, match="proposed"):
        gatherings.remove(*town.asker, made.id, 2)
    assert gatherings.members(*other.asker, entry) == []


@pytest.mark.parametrize(
    "values",
    [{"text": "Write to ana@example.org."}, {"programme": "Ana (ana@example.org)"}, {"decisions": ["ana@example.org"]}],
)
def test_no_mail_address_reaches_the_commons(town: Town, values: dict[str, Any]) -> None:
    made = town.make("event", online="https://meet.example/@room.a", **values)
    with pytest.raises(Conflict, match="mail address"):
        town.publish(made)
    gatherings.change(*town.asker, made.id, 1, {"text": "x", "programme": None, "decisions": []})
    assert town.publish(made)


@pytest.mark.parametrize(
    ("kind", "values", "pointer", "code"),
    [
        ("event", {"ends_at": "2030-07-01T09:00"}, "/ends_at", "end-before-start"),
        ("event", {"time_zone": "Mars/Olympus"}, "/time_zone", "bad-value"),
        ("event", {"time_zone": "../../etc/passwd"}, "/time_zone", "bad-value"),
        ("event", {"starts_at": "2030-07-01 9:30"}, "/starts_at", "bad-date"),
        ("event", {"papers": ["javascript:alert(1)"]}, "/papers", "bad-url"),
        ("event", {"starts_on": "2030-01-01"}, "/starts_on", "unknown-field"),
        ("study_visit", {"ends_on": "2030-04-01"}, "/ends_on", "end-before-start"),
        ("study_visit", {"places": 0}, "/places", "bad-whole"),
        ("study_visit", {"places": True}, "/places", "bad-whole"),
        ("study_visit", {"starts_on": None}, "/starts_on", "required"),
        ("mentoring_offer", {"title": " "}, "/title", "required"),
        ("mentoring_offer", {"title": "x" * 201}, "/title", "too-long"),
        ("mentoring_offer", {"text": "x" * 8_001}, "/text", "too-long"),
        ("mentoring_offer", {"text": "a\0b"}, "/text", "nul"),
        ("mentoring_offer", {"areas": ["castles"]}, "/areas", "bad-choice"),
        ("mentoring_offer", {"areas": "housing"}, "/areas", "bad-list"),
        ("mentoring_offer", {"language": "english"}, "/language", "bad-value"),
        ("mentoring_offer", {"languages": ["en"] * 51}, "/languages", "item-count"),
        ("mentoring_offer", {"state": "published"}, "/state", "bad-choice"),
        ("mentoring_offer", {"email": "a@b.example"}, "/email", "unknown-field"),
        ("party", {}, "/kind", "bad-choice"),
        ("event", {"body": "Z"}, "/body", "unknown-code"),
    ],
)
def test_what_is_wrong_is_named(town: Town, kind: str, values: dict[str, Any], pointer: str, code: str) -> None:
    with pytest.raises(Invalid) as invalid:
        town.make(kind, **values)
    assert (pointer, code) in {(problem.pointer, problem.code) for problem in invalid.value.problems}


def test_all_that_a_kind_has_is_kept_and_told_again(town: Town) -> None:
    texts: dict[str, Any] = {
        "place": "Town hall",
        "online": "https://meet.example/x",
        "programme": "1\n2",
        "minutes": "M <b>x</b>",
    }
    lists: dict[str, Any] = {"papers": ["https://a.example/1"], "decisions": ["We go on.", "And on."]}
    made = town.make(
        "event", until="2030-06-01", **texts, **lists, principles=["real_equality"], languages=["pt", "en"]
    )
    again = gatherings.gathering(*town.asker, made.id)
    assert again == made
    told = again.values
    assert (told.minutes, told.papers, told.decisions) == (
        "M <b>x</b>",
        ("https://a.example/1",),
        ("We go on.", "And on."),
    )
    assert (str(told.starts_on), str(told.ends_on), told.languages) == ("2030-07-01", "2030-07-01", ("en", "pt"))
    assert set(OF_KIND) == {"mentoring_offer", "mentoring_request", "study_visit", "network", "event"}


def test_offers_that_fit_a_request_are_told_with_what_they_share_and_in_no_order_but_that_of_names(
    town: Town, other: Town
) -> None:
    near = other.make("mentoring_offer", title="Near", areas=["media"], languages=["en", "es"])
    same = town.make("mentoring_offer", body="T", title="Own", areas=["media"])
    far = other.make("mentoring_offer", title="Far", areas=["education"], principles=["real_equality"])
    mute = other.make("mentoring_offer", title="Mute", areas=["media"], languages=["fi"])
    over = other.make("mentoring_offer", title="Over", areas=["media"], until="2020-01-01")
    for one in (near, far, mute, over):
        other.publish(one)
    town.publish(same)
    asked = town.make("mentoring_request", areas=["media"], principles=["real_equality"], languages=["en", "pt"])
    found = {one.title: one for one in gatherings.matches(*town.asker, asked.id)}
    assert set(found) == {"Near", "Far"}
    assert (found["Near"].areas, found["Near"].languages, found["Near"].same_level) == (("media",), ("en",), True)
    assert (found["Far"].principles, found["Far"].areas, found["Far"].similar_size) == (("real_equality",), (), False)
    with pytest.raises(Invalid):
        gatherings.matches(*town.asker, same.id)
    with pytest.raises(Forbidden):
        gatherings.matches(town.database, Principal("user", uuid4(), other.tenant_id), town.tenant_id, asked.id)
