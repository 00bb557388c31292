"""Visits from the command line, as the machine itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.interlace.cli.test_installation import run, tenant

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.interlace.cli.test_installation import Ended

__all__ = ["run", "tenant"]


def test_a_visit_is_planned_and_shown(run: Callable[..., Ended], tenant: str) -> None:
    run("import", "demo/portugal", "--tenant", tenant)
    today = datetime.now(UTC).date().isoformat()
    days = ("--from", today, "--to", today)
    assert run("visit", "plan", tenant, "--body", "nowhere", "--title", "Visit", *days).status == 1
    planned = run("visit", "plan", tenant, "--body", "PT-sintra", "--title", "Visit", *days)
    visit = planned.out.split()[-1]
    assert run("visit", "name", tenant, visit, "nobody@example.org").status == 1
    (told,) = json.loads(run("visit", "list", tenant, "--format", "json").out)["visits"]
    assert (told["id"], told["body"], told["state"]) == (visit, "PT-sintra", "under_way")
    assert "PT-sintra" in run("visit", "list", tenant, "--body", "PT-sintra", "--state", "under_way").out
    assert "Visit" in run("visit", "show", tenant, visit).out
    assert json.loads(run("visit", "show", tenant, visit, "--format", "json").out)["areas"] == []
    found = run("visit", "recommendations", tenant, "--overdue", "--format", "json")
    assert json.loads(found.out) == {"recommendations": []}
