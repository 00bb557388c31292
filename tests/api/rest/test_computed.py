"""What is computed, through the REST door: alignment, profiles, findings, summary, two days, the graph, the bundle."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from interlace.bundle import read_bundle
from interlace.identity import service_accounts
from interlace.principals import Grant, Principal

if TYPE_CHECKING:
    from pathlib import Path

    from tests.api.rest.conftest import Person, World

READS = [
    "alignment",
    "alignment?state=absent&state=aligned&level=local&first=1",
    "alignment?strategy=S&body=B",
    "alignment/map",
    "profiles",
    "profiles?level=local&q=b&first=2",
    "profiles?body=A",
    "findings",
    "findings?family=vertical&family=delivery&severity=high&certainty=unreported",
    "findings?rule=strategy-missing&body=B&branch=R1&principle=real_equality&area=media&sort=-reach",
    "summary",
    "compare?from=2020-01-01",
    "compare?from=2020-01-01&to=2024-01-01&change=kept&rule=strategy-missing&first=1",
]


@pytest.mark.parametrize("where", READS)
def test_what_is_computed_is_told_as_documented_in_both_forms_and_known_again(
    administrator: Person, where: str
) -> None:
    told = administrator.get(where)
    assert (told.status_code, told.mimetype) == (200, "application/json"), told.text
    again = administrator.get(where, {"If-None-Match": told.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    separator = "&" if "?" in where else "?"
    as_csv = administrator.get(f"{where}{separator}format=csv")
    assert (as_csv.status_code, as_csv.mimetype) == (200, "text/csv"), as_csv.text
    assert as_csv.headers["ETag"] != told.headers["ETag"]


@pytest.mark.parametrize(
    ("where", "pointer"),
    [
        ("alignment?state=good", "/state"),
        ("alignment?first=0", "/first"),
        ("alignment?after=x", "/after"),
        ("alignment?colour=red", "/colour"),
        ("profiles?level=galactic", "/level"),
        ("findings?family=x", "/family"),
        ("findings?sort=name", "/sort"),
        ("findings?as_of=tomorrow", "/as_of"),
        ("compare", "/from"),
        ("compare?from=2020-02-30", "/from"),
        ("compare?from=2020-01-01&change=lost", "/change"),
        ("graph?kind=knows", "/kind"),
        ("graph?format=gexf&branch=A", "/branch"),
        ("changes?after=-1", "/after"),
        ("audit?first=500", "/first"),
    ],
)
def test_what_is_asked_wrongly_is_told_by_name(administrator: Person, where: str, pointer: str) -> None:
    refused = administrator.get(where)
    assert refused.status_code == 422, refused.text
    assert [problem["pointer"] for problem in refused.get_json()["errors"]] == [pointer]


@pytest.mark.parametrize("where", ["alignment?first=1", "findings?first=2", "compare?from=2000-01-01&first=2"])
def test_links_lead_through_all_pages(administrator: Person, where: str) -> None:
    seen, total = [], None
    address: str | None = where
    while address is not None:
        page = administrator.get(address)
        seen += page.get_json()["items"]
        total = page.get_json()["total"]
        link = page.headers.get("Link")
        address = None if link is None else link.partition(">")[0].removeprefix("<")
    assert len(seen) == total
    assert all(one not in seen[:place] for place, one in enumerate(seen))


def test_each_finding_is_explained_in_the_language_that_is_wanted(administrator: Person) -> None:
    keys = [one["key"] for one in administrator.get("findings?first=200").get_json()["items"]]
    assert keys
    for key in keys:
        told = administrator.get(f"findings/{key}").get_json()
        assert (told["key"], told["language"]) == (key, "en")
        assert all(record["id"] is not None for record in told["evidence"]["records"])
        assert told["evidence"]["records_total"] == len(told["evidence"]["records"])
    french = administrator.get(f"findings/{keys[0]}", {"Accept-Language": "de, fr;q=0.9"})
    assert (french.headers["Content-Language"], french.get_json()["language"]) == ("fr", "fr")
    assert administrator.get(f"findings/{keys[0]}?lang=fr").data == french.data
    for wanted, language in (("fr-CA, en;q=0.5", "fr"), ("fr;q=0, *", "en"), ("en-GB, fr", "en"), ("de", "en")):
        told = administrator.get(f"findings/{keys[0]}", {"Accept-Language": wanted})
        assert told.headers["Content-Language"] == language
    assert administrator.get(f"findings/{keys[0]}?lang=de").status_code == 422
    assert administrator.get("findings/strategy-missing:nobody").status_code == 404


def test_a_body_and_a_strategy_have_what_lists_tell_of_them(administrator: Person, world: World) -> None:
    for table, code, name, parts in (
        ("bodies", "A", "body", ("alignment", "findings")),
        ("strategies", "T", "strategy", ("alignment",)),
    ):
        record = f"{table}/{world.id_of(table, code=code)}"
        for part in parts:
            own = administrator.get(f"{record}/{part}")
            assert own.status_code == 200, own.text
            assert own.get_json() == administrator.get(f"{part}?{name}={code}").get_json()
            assert administrator.get(f"{record}/{part}?{name}={code}").status_code == 422
            assert administrator.get(f"{table}/{uuid4()}/{part}").status_code == 404
    body = f"bodies/{world.id_of('bodies', code='A')}"
    assert administrator.get(f"{body}/profile").get_json() in administrator.get("profiles").get_json()["items"]
    assert administrator.get(f"{body}/profile?format=csv").mimetype == "text/csv"
    network = world.id_of("bodies", code="N")
    assert administrator.get(f"bodies/{network}/profile").status_code == 404


def test_the_graph_is_told_in_four_forms_and_by_branch(administrator: Person) -> None:
    whole = administrator.get("graph").get_json()
    codes = {node["id"] for node in whole["nodes"]}
    assert {edge["source"] for edge in whole["edges"]} <= codes
    branch = administrator.get("graph?branch=R1&kind=parent").get_json()
    assert {node["id"] for node in branch["nodes"]} < codes
    assert {edge["kind"] for edge in branch["edges"]} == {"parent"}
    for form in ("graphml", "gexf"):
        told = administrator.get(f"graph?format={form}")
        assert (told.status_code, told.mimetype) == (200, f"application/{form}+xml")
        assert told.data.rstrip().endswith(f"</{form}>".encode())
    linked = administrator.get("graph", {"Accept": "application/ld+json"})
    assert linked.mimetype == "application/ld+json"
    assert administrator.get("graph", {"Accept": "text/html"}).status_code == 406


def test_an_exported_bundle_is_the_register_without_hidden_drafts(
    administrator: Person, world: World, tmp_path: Path
) -> None:
    whole = administrator.get("exports/bundle")
    assert (whole.status_code, whole.mimetype) == (200, "application/zip")
    assert administrator.get("exports/bundle", {"If-None-Match": whole.headers["ETag"]}).status_code == 304
    reader = world.someone("reader").get("exports/bundle")
    told = {}
    for name, response in {"administrator": whole, "reader": reader}.items():
        assert zipfile.ZipFile(io.BytesIO(response.data)).testzip() is None
        (tmp_path / f"{name}.zip").write_bytes(response.data)
        told[name] = read_bundle(tmp_path / f"{name}.zip").tables
    drafts = told["administrator"].strategies.filter(told["administrator"].strategies["status"] == "draft")
    assert set(drafts["code"]) == {"D"}
    assert "D" not in set(told["reader"].strategies["code"])
    assert "D" not in set(told["reader"].commitments["strategy"])


def test_whoever_was_not_given_the_scope_of_reading_reads_nothing(administrator: Person, world: World) -> None:
    grants = (Grant("administrator"),)
    members = administrator.get("users").get_json()["items"]
    maker = Principal("user", members[0]["id"], world.tenant_id, grants)
    made = service_accounts.create(
        world.database, maker, world.tenant_id, name="Narrow", scopes=["webhooks", "findings"]
    )
    credentials = {"tenant": world.slug, "client_id": str(made.id), "client_secret": made.secret}
    token = world.app.test_client().post("/auth/token", json=credentials).get_json()["access_token"]
    for where in (
        "bodies",
        "alignment",
        "findings",
        "summary",
        "graph",
        "exports/bundle",
        "changes",
        "compare?from=2020-01-01",
    ):
        refused = administrator.client.get(
            f"/api/v1/tenants/{world.slug}/{where}", headers={"Authorization": f"Bearer {token}"}
        )
        assert refused.status_code == 403, where
