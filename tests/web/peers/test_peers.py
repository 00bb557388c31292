"""Months, causes, peers, suggestions and talks as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from interlace.db import tenancy
from interlace.db.models import Talk
from tests.interlace.talks.test_talks import KEY, Towns

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from interlace.db.connections import Database
    from tests.web.conftest import Person

DAYS = "as_of=2026-03-31&compare_to=2025-03-31"


@pytest.fixture
def towns(accounts: Database) -> Towns:
    return Towns(accounts)


def test_months_are_told_by_the_register_as_it_is_and_as_it_was_known(
    portugal: UUID, person: Callable[..., Person]
) -> None:
    somebody = person(portugal, "reader")
    now = somebody.get(f"trend?{DAYS}&months=12")
    assert now.status_code == 200
    assert now.text.count('<th scope="row" class="day">') == 12
    then = somebody.get("trend?months=12&known=then")
    assert "As it was known then" in then.text
    assert somebody.get(f"trend?{DAYS}&months=soon&known=never").status_code == 200


def test_causes_are_told_and_a_day_that_is_not_before_is_said_to_be_none(
    portugal: UUID, person: Callable[..., Person]
) -> None:
    somebody = person(portugal, "reader")
    told = somebody.get(f"causes?{DAYS}")
    assert told.status_code == 200
    assert "Because" in told.text
    assert "not before the day" in somebody.get("causes?as_of=2025-01-01&compare_to=2025-01-01").text


def test_two_people_come_to_know_each_other_by_pages_and_only_if_both_wish(
    towns: Towns, person: Callable[..., Person]
) -> None:
    ana, rui = person(towns.tenant_id, "contributor", "T0"), person(towns.tenant_id, "contributor", "T6")
    finding = ana.get(f"findings/{KEY}").text
    assert "Who has closed such a gap" in finding
    asking = ana.get(f"peers?finding={KEY}")
    assert "Town 6" in asking.text
    sent = {"body": "T6", "message": "<b>How?</b>"}
    assert ana.post(f"peers?finding={KEY}", sent).status_code == 422
    assert rui.post("open-to-talk", {"body": "T6"}).status_code == 303
    assert "checked" in rui.get("talks").text
    assert ana.post(f"peers?finding={KEY}", sent).status_code == 303
    asked = rui.get("talks").text
    assert "&lt;b&gt;How?&lt;/b&gt;" in asked
    assert ana.email not in asked
    with tenancy.reading(towns.database, towns.tenant_id) as session:
        made = session.scalars(select(Talk.id)).one()
    assert ana.post(f"talks/{made}", {"do": "accept"}).status_code == 403
    assert rui.post(f"talks/{made}", {"do": "accept"}).status_code == 303
    assert ana.email in rui.get("talks").text
    assert rui.email in ana.get("talks").text
    assert rui.post(f"talks/{made}", {"do": "decline"}).status_code == 409
    assert rui.post(f"talks/{made}", {"do": "else"}).status_code == 404


def test_what_is_not_there_or_not_theirs_is_unknown(towns: Towns, person: Callable[..., Person]) -> None:
    reader = person(towns.tenant_id, "reader")
    assert reader.get("peers?finding=nothing").status_code == 404
    assert reader.get("link-suggestions?work=nothing").status_code == 404
    assert reader.post("talks/00000000-0000-0000-0000-000000000000", {"do": "accept"}).status_code == 404
    assert "Ask to talk" not in reader.get(f"peers?finding={KEY}").text
    assert reader.post(f"peers?finding={KEY}", {"body": "T6", "message": "x"}).status_code == 422
    assert reader.get("link-suggestions?work=S").status_code == 200
    assert "Only those who act for a body" in reader.get("talks").text
