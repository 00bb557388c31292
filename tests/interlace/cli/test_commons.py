"""Practices and the commons from the command line, as the machine itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from interlace.principals import SYSTEM
from tests.interlace.cli.test_installation import run, tenant

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.interlace.cli.test_installation import Ended

__all__ = ["run", "tenant"]


def test_what_is_published_is_listed_shown_and_found(run: Callable[..., Ended], tenant: str) -> None:
    from interlace import commons, practices
    from interlace.cli.installation import opened, tenant_id

    run("import", "demo/portugal", "--tenant", tenant)
    given = {"body": "PT-sintra", "title": "Mediators for all", "summary": "They help.", "language": "en"}
    with opened() as database:
        asker = (database, SYSTEM, tenant_id(database, tenant))
        made = practices.write(*asker, given).id
        commons.decide(*asker, practices.propose(*asker, made), publish=True)
    (told,) = json.loads(run("practice", "list", tenant, "--state", "published", "--format", "json").out)["practices"]
    assert (told["id"], told["title"]) == (str(made), "Mediators for all")
    assert "Mediators for all" in run("practice", "list", tenant, "--body", "PT-sintra").out
    assert "They help." in run("practice", "show", tenant, str(made)).out
    assert json.loads(run("practice", "show", tenant, str(made), "--format", "json").out)["state"] == "published"
    found = run("commons", "search", tenant, "mediator", "--kind", "practice", "--language", "en")
    assert "Mediators for all" in found.out
    near = json.loads(run("commons", "search", tenant, "mediatros", "--format", "json").out)
    assert near["resembling"]
    assert [one["title"] for one in near["entries"]] == ["Mediators for all"]
    assert run("commons", "search", tenant, "--kind", "secret").status == 1


def test_a_practice_is_exported_looked_at_and_brought_in_as_a_draft(
    run: Callable[..., Ended], tenant: str, tmp_path: Path
) -> None:
    from interlace import practices
    from interlace.cli.installation import opened, tenant_id

    run("import", "demo/portugal", "--tenant", tenant)
    given = {"body": "PT-sintra", "title": "A garden for all", "summary": "They meet.", "language": "en"}
    with opened() as database:
        made = practices.write(database, SYSTEM, tenant_id(database, tenant), given).id
    for form, name in (("stratml", "garden.practice.xml"), ("jsonld", "garden.practice.jsonld")):
        out = tmp_path / name
        taken = ("practice", "export", tenant, str(made), "--to", form, "--out", str(out))
        assert run(*taken).status == 0
        assert run(*taken).status == 1
        assert run("practice", "export", tenant, str(made), "--to", form).out == out.read_text(encoding="utf-8")
        assert run("practice", "export", tenant, str(made), "--to", form, "--entry").status == 1
        bring = ("import-file", str(out), "--tenant", tenant, "--owner")
        assert "there already" in run(*bring, "PT-sintra").out
        told = json.loads(run(*bring, "PT-lisboa", "--dry-run", "--format", "json").out)
        assert (told["written"], told["added"][0]["values"]["body"]) == (False, "PT-lisboa")
    assert "A garden for all" in run(*bring, "PT-lisboa").out
    assert "A garden for all" in run("practice", "list", tenant, "--body", "PT-lisboa", "--state", "draft").out
