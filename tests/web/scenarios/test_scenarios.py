"""A scenario from its first change to the register, as people click it; and what is refused on the way."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from interlace.db import tenancy
from interlace.db.records import find
from interlace.principals import SYSTEM
from tests.databases import new_tenant
from tests.interlace.identity.countries import BODIES, put
from tests.interlace.scenarios.lab import Lab
from tests.web.markup import PROBE

if TYPE_CHECKING:
    from collections.abc import Callable

    from interlace.db.connections import Database
    from tests.web.conftest import Person


@pytest.fixture
def lab(accounts: Database) -> Lab:
    lab = Lab(accounts, new_tenant(accounts))
    lab.fill({"bodies": [dict(body) for body in BODIES]})
    return lab


@pytest.fixture
def admin(lab: Lab, person: Callable[..., Person]) -> Person:
    return person(lab.tenant_id)


def text_of(page: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def begun(who: Person, title: str = "Try") -> str:
    """The address of a new scenario."""
    answer = who.post("scenarios/new", {"title": title, "description": ""})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"]).partition(f"/t/{who.tenant}/")[2]


def revision(who: Person, where: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', who.get(f"{where}/change").text)
    assert found
    return found[1]


def add(who: Person, where: str, what: str, **values: str) -> None:
    answer = who.post(f"{where}/add/{what}", {"revision": revision(who, where), **values})
    assert answer.status_code == 303, text_of(answer.text)


def test_a_scenario_is_tried_and_applied(lab: Lab, admin: Person) -> None:
    assert "You have no scenarios yet" in admin.get("scenarios").text
    where = begun(admin)
    add(admin, where, "strategy", owner="Municipality (M)", title="Plan of the town")
    add(
        admin,
        where,
        "commitment",
        strategy="Plan of the town",
        principle="real_equality",
        area="education",
        depth="2",
    )
    add(admin, where, "membership", source="M", target="Network")
    add(admin, where, "action", body="O", title="Courses", principle="real_equality", area="education")
    add(admin, where, "body", code="M2", name="New town", level="local", parent="R", population="100")
    add(admin, where, "competence", body="New town", area="education", role="lead")
    add(admin, where, "relation", source="R", kind="consults", target="O")
    page = admin.get(where)
    told = text_of(page.text)
    assert "Municipality adopts: Plan of the town" in told
    assert "Plan of the town commits to" in told
    assert "Would close" in told
    assert "strategy-missing:M" in page.text
    before = lab.revision
    confirm = admin.get(f"{where}/apply")
    assert "7 changes would be written" in text_of(confirm.text)
    applied = admin.post(f"{where}/apply", {"revision": revision(admin, where)})
    assert applied.status_code == 303, text_of(applied.text)
    assert "The scenario is applied" in admin.get(f"{where}?done=applied").text
    assert lab.revision == before + 1
    with tenancy.reading(lab.database, lab.tenant_id) as session:
        assert [one["title"] for one in find(session, "strategies")] == ["Plan of the town"]


def test_a_change_is_left_out_and_records_are_done_without(lab: Lab, admin: Person) -> None:
    with tenancy.writing(lab.database, lab.tenant_id, SYSTEM) as unit:
        put(unit, "relations", source="R", target="O", kind="consults", status="confirmed")
    where = begun(admin)
    found = admin.get(f"{where}/take?q=Region").text
    records = [unescape(record) for record in re.findall(r'name="record" value="([^"]*)"', found)]
    (relation,) = [record for record in records if '"relations"' in record]
    answer = admin.post(f"{where}/take", {"revision": revision(admin, where), "record": relation, "q": "Region"})
    assert answer.status_code == 303, text_of(answer.text)
    assert "No longer: Region" in text_of(admin.get(where).text)
    dropped = admin.post(f"{where}/drop", {"revision": revision(admin, where), "number": "0"})
    assert dropped.status_code == 303
    assert "Nothing yet" in admin.get(where).text
    for record in ("", "null", "[]", '{"verb": "remove"}', "x" * 500):
        bad = admin.post(f"{where}/take", {"revision": revision(admin, where), "record": record})
        assert bad.status_code == 422


def test_conflicts_are_named_and_nothing_is_applied(lab: Lab, admin: Person) -> None:
    where = begun(admin)
    add(admin, where, "membership", source="M", target="N")
    with tenancy.writing(lab.database, lab.tenant_id, SYSTEM) as unit:
        put(unit, "relations", source="M", target="N", kind="member_of", status="confirmed")
    assert "It has changed since" in admin.get(where).text
    refused = admin.post(f"{where}/apply", {"revision": revision(admin, where)})
    assert refused.status_code == 422
    assert "Nothing was applied" in refused.text
    assert "Change 1 (Municipality joins Network)" in text_of(refused.text)
    assert admin.post(f"{where}/move", {"revision": revision(admin, where)}).status_code == 422
    assert "does not admit" in text_of(admin.get(f"{where}?at=present").text)


def test_a_reader_tries_shows_and_compares_and_is_refused_to_apply(
    lab: Lab, admin: Person, person: Callable[..., Person]
) -> None:
    reader = person(lab.tenant_id, "reader")
    where, other = begun(reader, "First"), begun(reader, "Second")
    add(reader, where, "strategy", owner="M", title="Plan")
    add(reader, other, "strategy", owner="R2", title="Plan")
    assert admin.get(where).status_code == 404
    one, two = where.rpartition("/")[2], other.rpartition("/")[2]
    compared = reader.get(f"scenarios/compare?one={one}&other={two}")
    assert compared.status_code == 200
    assert "Only this one would close" in compared.text
    assert reader.get(f"scenarios/compare?one={one}&other={one}").status_code == 422
    assert reader.post(f"{where}/share", {"email": "nobody@people.example"}).status_code == 422
    assert reader.post(f"{where}/share", {"email": admin.email}).status_code == 303
    assert "Shown to you by" in admin.get(where).text
    assert admin.get(f"{where}/add/body").status_code == 404
    refused = reader.post(f"{where}/apply", {"revision": revision(reader, where)})
    assert refused.status_code == 422
    shown = text_of(admin.get(f"{where}/apply").text)
    assert "1 change would be written" in shown
    assert admin.post(f"{where}/unshare", {"user": str(admin.user_id)}).status_code == 303
    assert admin.get(where).status_code == 404
    removed = reader.post(f"{where}/remove", {"revision": revision(reader, where)})
    assert removed.status_code == 303
    assert reader.get(where).status_code == 404


def test_what_is_typed_is_shown_as_text(admin: Person) -> None:
    where = begun(admin, PROBE[:190])
    add(admin, where, "strategy", owner="M", title=PROBE[:190])
    for path in ("scenarios", where, f"{where}/apply", f"{where}/remove", f"{where}/change"):
        assert PROBE[:190] not in admin.get(path).text


def test_a_form_says_what_is_missing(admin: Person) -> None:
    assert admin.post("scenarios/new", {"title": ""}).status_code == 422
    where = begun(admin)
    for kind in ("membership", "relation", "link", "commitment", "strategy", "action", "competence", "body"):
        assert admin.get(f"{where}/add/{kind}").status_code == 200
        assert admin.post(f"{where}/add/{kind}", {"revision": "1"}).status_code == 422
    assert admin.get(f"{where}/add/nothing").status_code == 404
    body = {"revision": "1", "code": "no code", "name": "X", "level": "local"}
    wrong = admin.post(f"{where}/add/body", body)
    assert wrong.status_code == 422
    assert 'href="#code"' in wrong.text


def test_a_finding_leads_to_a_remedy(admin: Person) -> None:
    assert "scenarios/new?finding=strategy-missing" in admin.get("findings/strategy-missing:M").text
    assert "strategy-missing:M" in admin.get("scenarios/new?finding=strategy-missing:M").text
