"""A visit from its plan to its published profile, as people click it; and what is refused on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from interlace import commons
from interlace.db import tenancy
from interlace.db.models import User, VisitFinding, VisitRecommendation
from interlace.principals import SYSTEM
from tests.interlace.visits.world import TODAY, Country
from tests.web.markup import PROBE, Markup

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from interlace.db.connections import Database
    from tests.web.conftest import Person

ATTACK = f"<script>x</script> {PROBE}"


@pytest.fixture
def country(accounts: Database) -> Country:
    return Country(accounts)


def of(location: str) -> str:
    """The path of a visit below its tenant."""
    return location.split("?", maxsplit=1)[0].split("/t/")[1].partition("/")[2]


def test_a_visit_is_planned_written_read_by_the_body_and_published(
    country: Country, person: Callable[..., Person], accounts: Database
) -> None:
    above, mayor = person(country.tenant_id, "steward", "R"), person(country.tenant_id, "contributor", "A")
    expert, reader = person(country.tenant_id, "reader"), person(country.tenant_id, "reader")
    assert reader.get("visits/new").status_code == 403
    assert "Round" in above.get("visits/new?body=A").text
    plan = {"body": "A", "title": ATTACK, "language": "en", "starts_on": str(TODAY), "ends_on": str(TODAY)}
    wrong = above.post("visits/new", {**plan, "programme": "soon | Hall | Talk"})
    assert wrong.status_code == 422
    lines = {"programme": f"{TODAY} 10:00 | Hall | {ATTACK}\n{TODAY} | Tea", "met": f"Head of schools | {ATTACK}"}
    visit = of(above.post("visits/new", {**plan, **lines, "assessment": str(country.assessment)}).headers["Location"])
    assert "Nobody is named as an expert yet" in above.get(visit).text
    assert above.post(f"{visit}/experts", {"email": "nobody@example.org"}).status_code == 422
    assert above.post(f"{visit}/experts", {"email": mayor.email}).status_code == 409
    assert above.post(f"{visit}/experts", {"email": expert.email}).status_code == 303
    for page in ("", "/profile", "/items", "/change", "/do/close"):
        assert reader.get(f"{visit}{page}").status_code == 404, page
    assert (mayor.get(visit).status_code, mayor.get(f"{visit}/profile").status_code) == (200, 404)
    assert (mayor.get(f"{visit}/items").status_code, mayor.get(f"{visit}/writing").status_code) == (403, 403)
    _write(expert, visit, country)
    for page in ("", "/profile", "/items", "/writing", "/change", "/do/conclude"):
        looked_at = expert.get(f"{visit}{page}")
        assert (looked_at.status_code, Markup.of(looked_at.text).wrong) == (200, []), page
    for deed in ("conclude", "send"):
        revision = country.revision(_id(visit))
        assert expert.post(f"{visit}/do/{deed}", {"revision": str(revision - 1)}).status_code == 409
        assert expert.post(f"{visit}/do/{deed}", {"revision": str(revision)}).status_code == 303
    assert reader.get(f"{visit}/profile").status_code == 404
    _answer(mayor, visit, country, accounts)
    assert above.post(f"{visit}/do/publish", {"revision": str(country.revision(_id(visit)))}).status_code == 303
    for who in (reader, mayor, above, expert):
        profile = who.get(f"{visit}/profile")
        assert (profile.status_code, Markup.of(profile.text).wrong) == (200, [])
        assert "sees something otherwise" in profile.text
        assert who.get("visits?body=A").text.count("published") >= 1
    assert "commons" not in reader.get(f"{visit}/profile").text.split("</nav>")[-1]
    assert reader.post(f"{visit}/commons").status_code == 409
    proposed = mayor.post(f"{visit}/commons")
    assert (proposed.status_code, mayor.get(proposed.headers["Location"]).status_code) == (303, 200)
    assert mayor.post(f"{visit}/commons").status_code == 409
    _published(country, mayor, person(country.tenant_id, "administrator"), proposed.headers["Location"])
    pdf = reader.get(f"{visit}/profile.pdf")
    assert (pdf.status_code, pdf.mimetype, pdf.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert reader.get(f"{visit}/items").status_code == 403


def _published(country: Country, mayor: Person, admin: Person, where: str) -> None:
    """What is decided on and what others read is the whole profile."""
    (waiting,) = commons.publications(country.database, SYSTEM, country.tenant_id, states=["proposed"]).items
    decided_on = admin.get(f"publications/{waiting.id}")
    assert admin.post(f"publications/{waiting.id}", {"deed": "publish"}).status_code == 303
    entry = commons.publication(country.database, SYSTEM, country.tenant_id, waiting.id).entry
    for told in (decided_on, mayor.get(where), mayor.get(f"commons/{entry}")):
        assert (told.status_code, Markup.of(told.text).wrong) == (200, [])
        for said in (
            "The experts saw",
            "What the experts observed",
            "What the experts recommend",
            "The body’s own words",
        ):
            assert said in told.text, said
        assert ATTACK not in told.text
        assert f"<p>{waiting.proposed['content']['visit']}</p>" not in told.text


def _id(visit: str) -> UUID:
    from uuid import UUID

    return UUID(visit.rpartition("/")[2])


def _write(expert: Person, visit: str, country: Country) -> None:
    """What the expert finds, observes and recommends."""
    item = country.items[0]
    found = {"item": item, "revision": "0"}
    assert expert.post(f"{visit}/items", {**found, "said": "adjusted"}).status_code == 422
    other = {**found, "said": "adjusted", "value": "answered:no", "reason": ATTACK}
    assert expert.post(f"{visit}/items", other).status_code == 303
    assert expert.post(f"{visit}/items", other).status_code == 422
    with tenancy.reading(country.database, country.tenant_id) as session:
        assert session.scalars(select(VisitFinding.value)).all() == ["no"]
    for part, given in (
        ("observation", {"kind": "strength", "text": ATTACK}),
        ("observation", {"kind": "observation", "text": "x"}),
        ("recommendation", {"text": ATTACK, "deadline": str(TODAY), "principle": "real_equality"}),
        ("summary", {"summary": ATTACK, "revision": str(country.revision(_id(visit)))}),
    ):
        assert expert.post(f"{visit}/writing", {"part": part, **given}).status_code == 303, part
    assert expert.post(f"{visit}/writing", {"part": "observation", "kind": "strength", "text": ""}).status_code == 422
    assert expert.post(f"{visit}/writing", {"part": "other"}).status_code == 404


def _answer(mayor: Person, visit: str, country: Country, accounts: Database) -> None:
    """What the body says to its profile, and to what is recommended."""
    revision = str(country.revision(_id(visit)))
    assert mayor.post(f"{visit}/profile", {"agrees": "no", "revision": revision}).status_code == 422
    said = {"agrees": "no", "comment": ATTACK, "revision": revision}
    assert mayor.post(f"{visit}/profile", said).status_code == 303
    with tenancy.reading(accounts, country.tenant_id) as session:
        recommendation = session.scalars(select(VisitRecommendation.id)).one()
        assert session.scalars(select(User.id).limit(1)).all()
    where = f"visits/recommendations/{recommendation}"
    assert "We accept it" in mayor.get(where).text
    assert mayor.post(where, {"said": "in_part", "after": "0"}).status_code == 422
    assert mayor.post(where, {"said": "in_part", "after": "0", "reason": ATTACK}).status_code == 303
    assert mayor.post(where, {"said": "done", "after": "0", "reason": "x"}).status_code == 422
    for page in (where, "visits/recommendations", "visits/recommendations?overdue=yes&owner=A"):
        looked_at = mayor.get(page)
        assert (looked_at.status_code, Markup.of(looked_at.text).wrong) == (200, []), page
