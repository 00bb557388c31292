"""What experts find and recommend, what the body answers, and how it is followed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from interlace import commons, visits
from interlace.db import tenancy
from interlace.db.models import AssessmentSnapshot, Publication
from interlace.errors import Conflict, Forbidden, Invalid, Stale, Unknown
from interlace.principals import SYSTEM
from interlace.visits import deadlines
from tests.interlace.identity.countries import put
from tests.interlace.visits.world import TODAY, Country

if TYPE_CHECKING:
    from uuid import UUID


def refused(call: Any, *given: Any, **values: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    with pytest.raises(Invalid) as invalid:
        call(*given, **values)
    return [(one.pointer, one.code) for one in invalid.value.problems]


def test_a_plan_is_read_strictly_and_all_that_is_wrong_is_told_at_once(country: Country) -> None:
    days = {"starts_on": "2026-05-04", "ends_on": "2026-05-01"}
    entries = [{"day": "x", "what": "Talk", "hour": "25:00"}, {"what": "y", "name": "z"}, 7]
    assert refused(country.plan, title="t" * 201, programme=entries, met="x", nobody=1) == [
        ("/nobody", "unknown-field"),
        ("/title", "too-long"),
        ("/programme/0/day", "bad-date"),
        ("/programme/0/hour", "bad-value"),
        ("/programme/1/name", "unknown-field"),
        ("/programme/1/day", "required"),
        ("/programme/2", "bad-value"),
        ("/met", "bad-list"),
    ]
    assert refused(country.plan, **days) == [("/ends_on", "end-before-start")]
    far = {"starts_on": "2026-05-04", "ends_on": "2027-05-04"}
    assert refused(country.plan, **far) == [("/ends_on", "bad-span")]
    outside = [{"day": (TODAY + timedelta(days=9)).isoformat(), "what": "Later"}]
    assert refused(country.plan, programme=outside) == [("/programme/0/day", "bad-span")]
    for other in (country.assessed("B"), uuid4()):
        with pytest.raises(Unknown):
            country.plan(assessment=str(other))
    many = [{"day": TODAY.isoformat(), "what": "\U0001f30d" * 500, "place": "é" * 200}] * 101
    assert refused(country.plan, programme=many) == [("/programme", "item-count")]
    made = country.plan(programme=many[:100], met=[{"role": "Head of schools", "organisation": "Atown"}])
    assert len(country.see(country.coordinator, made).programme) == 100


def test_states_follow_from_days_and_deeds(country: Country) -> None:
    soon, past = TODAY + timedelta(days=5), TODAY - timedelta(days=5)
    planned = country.visiting(starts_on=soon.isoformat(), ends_on=soon.isoformat(), assessment=None)
    over = country.visiting(starts_on=past.isoformat(), ends_on=past.isoformat(), assessment=None)
    going = country.visiting(assessment=None)
    states = {visit: country.see(country.expert, visit).state for visit in (planned, over, going)}
    assert states == {planned: "planned", over: "drafting", going: "under_way"}
    with pytest.raises(Conflict, match="not begun"):
        country.do(country.expert, "conclude", planned)
    sent = country.sent()
    for state, visit in {"planned": planned, "drafting": over, "under_way": going, "with_body": sent}.items():
        assert visit in country.listed(country.coordinator, states=[state], bodies=["A"])
    country.do(country.coordinator, "close", planned)
    assert country.see(country.coordinator, planned).state == "closed"
    for what in ("observe", "conclude", "close"):
        who = country.coordinator if what == "close" else country.expert
        with pytest.raises(Conflict, match="closed"):
            country.do(who, what, planned, **({"kind": "strength", "text": "x"} if what == "observe" else {}))


def test_an_adjusted_answer_needs_a_reason_and_is_one_that_its_item_takes(country: Country) -> None:
    visit, item = country.visiting(), country.items[0]

    def find(**values: object) -> Any:  # noqa: ANN401
        return country.do(country.expert, "find", visit, **{"item": item, "revision": 0, **values})

    assert refused(find, said="adjusted") == [("/answer", "required"), ("/reason", "required")]
    assert refused(find, said="confirmed", answer={"standing": "not_answered"}) == [("/answer", "bad-value")]
    other: dict[str, object] = {"said": "adjusted", "reason": "Seen"}
    assert refused(find, **other, answer={"standing": "answered", "value": "maybe"}) == [
        ("/answer/value", "bad-choice")
    ]
    assert refused(find, **other, answer={"standing": "answered", "value": {"x": 1}}) == [
        ("/answer/value", "bad-choice")
    ]
    assert refused(find, **other, answer={"standing": "odd", "name": 1}) == [
        ("/answer/name", "unknown-field"),
        ("/answer/standing", "bad-choice"),
    ]
    assert refused(find, item="none", said="confirmed") == [("/item", "bad-value")]
    find(**other, answer={"standing": "answered", "value": "no"})
    with pytest.raises(Stale):
        find(said="confirmed")
    find(said="confirmed", revision=1)
    told = visits.items(country.database, country.expert, country.tenant_id, TODAY, visit)
    assert [(one.said, one.revision) for one in told if one.item == item] == [("confirmed", 2)]
    assert {one.said for one in told if one.item != item} == {None}


def test_the_profile_sets_the_experts_view_beside_the_bodys_and_averages_nothing(country: Country) -> None:
    visit, items = country.visiting(), country.items
    for number, item in enumerate(items):
        said: dict[str, object] = {"said": "confirmed" if number > 1 else "not_seen"}
        if number == 0:
            answer = {"standing": "answered", "value": "no"}
            said = {"said": "adjusted", "reason": "Not in any school", "answer": answer}
        country.do(country.expert, "find", visit, item=item, revision=0, **said)
    profile = visits.profile(country.database, country.expert, country.tenant_id, TODAY, visit)
    assert sum(one.adjusted for one in profile.areas) == 1
    first = next(one for one in profile.areas if one.adjusted)
    assert first.body is not None
    assert first.experts is not None
    assert first.experts.upper < first.body.upper
    assert first.experts.lower < first.body.lower
    unseen = next(one for one in profile.areas if one.not_seen)
    assert unseen.experts is not None
    assert unseen.experts.lower < unseen.experts.upper
    assert isinstance(first.body.lower, Decimal)
    words = {word for one in (profile, *profile.areas) for word in vars(one)}
    assert not [word for word in words if "rank" in word or "place" in word or "mean" in word]


def test_what_was_found_becomes_the_reviewers_voice_and_stands(country: Country) -> None:
    visit, items = country.visiting(), country.items
    with pytest.raises(Conflict, match="at least one"):
        country.do(country.expert, "conclude", visit)
    country.do(country.expert, "find", visit, item=items[0], said="confirmed", revision=0)
    no: dict[str, object] = {"answer": {"standing": "answered", "value": "no"}, "reason": "Not seen in schools"}
    country.do(country.expert, "find", visit, item=items[1], said="adjusted", revision=0, **no)
    country.do(country.expert, "find", visit, item=items[2], said="not_seen", revision=0)
    review = country.do(country.expert, "conclude", visit)
    with tenancy.reading(country.database, country.tenant_id) as session:
        kept = session.scalars(select(AssessmentSnapshot.answers).where(AssessmentSnapshot.assessment == review)).one()
    assert kept[items[0]]["standing"] == "answered"
    assert (kept[items[1]]["value"], kept[items[1]]["note"]) == ("no", "Not seen in schools")
    assert kept.get(items[2], {"standing": "not_answered"})["standing"] == "not_answered"
    with pytest.raises(Conflict, match="concluded"):
        country.do(country.expert, "find", visit, item=items[2], said="confirmed", revision=1)
    second = country.visiting()
    for item in items[2:]:
        country.do(country.expert, "find", second, item=item, said="confirmed", revision=0)
    again = country.do(country.expert, "conclude", second)
    with tenancy.reading(country.database, country.tenant_id) as session:
        kept = session.scalars(select(AssessmentSnapshot.answers).where(AssessmentSnapshot.assessment == again)).one()
    assert again != review
    assert kept.get(items[1], {"standing": "not_answered"})["standing"] == "not_answered"
    assert kept[items[2]]["standing"] == "answered"


def test_a_profile_goes_to_the_body_before_it_is_published_and_may_come_back(country: Country) -> None:
    visit = country.visiting(assessment=None)
    with pytest.raises(Conflict, match="conclude"):
        country.do(country.expert, "send", visit)
    country.do(country.expert, "conclude", visit)
    with pytest.raises(Conflict, match="concluded already"):
        country.do(country.expert, "conclude", visit)
    with pytest.raises(Conflict, match="words"):
        country.do(country.expert, "send", visit)
    country.do(country.expert, "change", visit, summary="Good")
    country.do(country.expert, "send", visit)
    for what, given in (("observe", {"kind": "strength", "text": "x"}), ("change", {"summary": "y"})):
        with pytest.raises(Conflict, match="with the body"):
            country.do(country.expert, what, visit, **given)
    with pytest.raises(Conflict, match="not said yet"):
        country.do(country.coordinator, "publish", visit)
    assert refused(country.do, country.mayor, "comment", visit, agrees=False) == [("/comment", "required")]
    with pytest.raises(Stale):
        country.do(country.mayor, "comment", visit, agrees=True, revision=1)
    country.do(country.mayor, "comment", visit, agrees=False, comment="One word is wrong")
    assert country.notices("visit-commented", f"visit:{visit}") == {country.expert.id, country.coordinator.id}
    country.do(country.expert, "resume", visit)
    told = country.see(country.expert, visit)
    assert (told.state, told.comment, told.commented_at) == ("drafting", "One word is wrong", None)
    assert country.see(country.mayor, visit).summary is None
    country.do(country.expert, "send", visit)
    country.do(country.mayor, "comment", visit, agrees=True)
    country.do(country.coordinator, "publish", visit)
    for what, who in (("resume", country.expert), ("publish", country.coordinator), ("close", country.coordinator)):
        with pytest.raises(Conflict, match="published"):
            country.do(who, what, visit)


def test_where_nobody_of_a_body_uses_the_tenant_those_above_speak_for_it(country: Country) -> None:
    with tenancy.writing(country.database, country.tenant_id, SYSTEM) as unit:
        put(unit, "bodies", code="C", name="Ctown", level="local", parent="R")
    visit = country.sent(body="C")
    country.do(country.coordinator, "comment", visit, agrees=True)
    assert country.see(country.coordinator, visit).agrees


def test_a_recommendation_is_answered_carried_out_and_confirmed_by_others(country: Country) -> None:
    visit = country.sent()
    (one,) = country.see(country.mayor, visit).recommendations

    def say(who: Any, said: str, after: int, **more: object) -> None:  # noqa: ANN401
        country.do(who, "say", one.id, said=said, after=after, **more)

    assert one.progress == "open"
    assert not one.overdue
    with pytest.raises(Conflict, match="accepts"):
        say(country.mayor, "done", 0, reason="x")
    with pytest.raises(Forbidden):
        say(country.expert, "accepts", 0)
    assert refused(say, country.mayor, "in_part", 0) == [("/reason", "required")]
    say(country.mayor, "accepts", 0)
    with pytest.raises(Stale):
        say(country.mayor, "in_progress", 0)
    with pytest.raises(Conflict, match="Nobody"):
        say(country.expert, "confirmed", 1)
    assert refused(say, country.mayor, "done", 1) == [("/evidence", "required")]
    assert refused(say, country.mayor, "done", 1, evidence="javascript:alert(1) x") == [("/evidence", "bad-page")]
    say(country.mayor, "done", 1, evidence="https://example.org/minutes")
    with pytest.raises(Forbidden):
        say(country.mayor, "confirmed", 2)
    say(country.expert, "reopened", 2, reason="Only one of two")
    say(country.mayor, "done", 3, reason="Both now")
    say(country.coordinator, "confirmed", 4)
    told = visits.recommendation(country.database, country.mayor, country.tenant_id, TODAY, one.id)
    assert (told.progress, told.after, told.answer and told.answer.said) == ("confirmed", 5, "accepts")
    assert [step.by for step in told.steps] == ["Mayor", "Mayor", "Expert", "Mayor", "Coordinator"]
    country.do(country.expert, "resume", visit)
    with pytest.raises(Conflict, match="answered"):
        country.do(country.expert, "change_recommendation", one.id, text="Other", revision=1)


def test_other_owners_hear_of_a_recommendation_once_it_is_published(country: Country) -> None:
    visit = country.drafted()
    made = country.do(
        country.expert, "recommend", visit, text="Lend a hand", owner="B", cells=["real_equality:housing"]
    )
    country.do(country.expert, "send", visit)
    asked = (country.database, country.neighbour, country.tenant_id, country.view)
    assert made not in [one.id for one in visits.recommendations(*asked).recommendations]
    country.do(country.mayor, "comment", visit, agrees=True)
    country.do(country.coordinator, "publish", visit)
    assert country.notices("visit-recommended", f"recommendation:{made}") == {country.neighbour.id}
    assert [one.id for one in visits.recommendations(*asked, owners=["B"]).recommendations] == [made]
    country.do(country.neighbour, "say", made, said="not_accepted", after=0, reason="Not ours")
    told = visits.recommendation(*asked[:3], TODAY, made)
    assert (told.progress, told.overdue) == ("refused", False)


def test_whoever_owns_what_is_due_is_reminded_once(country: Country) -> None:
    visit = country.sent()
    (one,) = country.see(country.mayor, visit).recommendations
    about = f"recommendation:{one.id}"
    for day in (TODAY, TODAY + timedelta(days=24), TODAY + timedelta(days=25)):
        with tenancy.beside(country.database, country.tenant_id) as session:
            deadlines.remind(session, day, datetime.now(UTC))
            session.commit()
        assert country.notices("visit-deadline", about) == (set() if day == TODAY else {country.mayor.id})
    country.do(country.mayor, "say", one.id, said="not_accepted", after=0, reason="No")
    assert country.notices("visit-deadline", about) == set()


def test_lists_go_on_where_a_page_ends(country: Country) -> None:
    made = [country.plan(assessment=None) for _ in range(3)]
    page = country.listed(country.coordinator, first=2)
    further = country.listed(country.coordinator, first=2, after=page[-1])
    assert page + further[:1] == list(reversed(made))
    assert refused(country.listed, country.coordinator, states=["odd"]) == [("/state", "bad-choice")]
    assert refused(country.listed, country.coordinator, first=0) == [("/first", "bad-whole")]


def test_a_profile_reaches_the_commons_by_decision_of_its_body_and_names_nobody(country: Country) -> None:
    visit = country.sent()
    asked = (country.database, country.mayor, country.tenant_id, "profile", visit)
    with pytest.raises(Conflict, match="read it"):
        commons.propose(*asked)
    country.do(country.mayor, "comment", visit, agrees=True, comment="Thank you")
    for who in (country.neighbour, country.expert, country.reader):
        with pytest.raises((Unknown, Forbidden)):
            commons.propose(country.database, who, country.tenant_id, "profile", visit)
    made = commons.propose(*asked)
    with tenancy.reading(country.database, country.tenant_id) as session:
        proposed = session.scalars(select(Publication.proposed).where(Publication.id == made)).one()
    assert "A library for all" in str(proposed)
    assert not [name for name in ("Mayor", "Expert", "Coordinator", str(country.expert.id)) if name in str(proposed)]


def test_a_profile_says_that_its_instrument_is_unofficial_and_publishes_no_other_bodys_words(country: Country) -> None:
    visit = country.visiting()
    country.do(country.expert, "find", visit, item=country.items[0], said="confirmed", revision=0)
    country.do(country.expert, "recommend", visit, text="Yours")
    other = country.do(country.expert, "recommend", visit, text="Theirs", owner="B")
    country.do(country.expert, "change", visit, summary="Atown is open.")
    for what in ("conclude", "send"):
        country.do(country.expert, what, visit)
    country.do(country.mayor, "comment", visit, agrees=True)
    country.do(country.coordinator, "publish", visit)
    for who, one in ((country.neighbour, other), (country.mayor, _to(country, visit, "A"))):
        country.do(who, "say", one, said="in_part", after=0, reason=f"Because of us in {who.grants[0].body}")
    made = commons.propose(country.database, country.mayor, country.tenant_id, "profile", visit)
    with tenancy.reading(country.database, country.tenant_id) as session:
        proposed = session.scalars(select(Publication.proposed).where(Publication.id == made)).one()
    assert "Because of us in A" in str(proposed)
    assert "Because of us in B" not in str(proposed)
    assert "'instrument_status': 'unofficial'" in str(proposed)
    profile = visits.profile(country.database, country.reader, country.tenant_id, TODAY, visit)
    assert profile.instrument_status == "unofficial"


def _to(country: Country, visit: UUID, owner: str) -> UUID:
    (found,) = (one.id for one in country.see(country.mayor, visit).recommendations if one.owner == owner)
    return found
