"""The examples of the pages about REST and GraphQL are requests that the doors answer."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import requests

from tests.third_party.examples import blocks, run_lines

if TYPE_CHECKING:
    from pathlib import Path

    from tests.third_party.serving import Served


@pytest.mark.parametrize("document", blocks("graphql", "docs/graphql.md"))
def test_what_the_page_of_graphql_asks_is_answered(application: Served, document: str) -> None:
    headers = {"Authorization": f"Bearer {application.token(application.sign_in('administrator'))}"}
    address = f"{application.url}/graphql/portugal"
    told = requests.post(address, json={"query": document}, headers=headers, timeout=60)
    assert told.status_code == 200, told.text
    assert "errors" not in told.json(), told.text


@pytest.mark.skipif(not all(map(shutil.which, ("bash", "curl"))), reason="bash or curl is not installed")
def test_what_the_page_of_rest_asks_is_answered(application: Served, tmp_path: Path) -> None:
    token = application.token(application.sign_in("administrator"))
    base = f"{application.url}/api/v1/tenants/portugal"

    def made(table: str, **values: str) -> requests.Response:
        answer = requests.post(f"{base}/{table}", json=values, headers={"Authorization": f"Bearer {token}"}, timeout=60)
        assert answer.status_code == 201, answer.text
        return answer

    made("bodies", code="pt-lisboa", name="Lisboa", level="regional", parent="PT")
    made("bodies", code="pt-loures", name="Loures", level="local", parent="pt-lisboa")
    known = made("actions", code="loures-fair", title="Fair", body="pt-loures")
    settings = {"BASE": base, "TOKEN": token, "ID": known.json()["id"], "ETAG": known.headers["ETag"]}
    signing_in, reading, writing = blocks("sh", "docs/rest.md")
    given = application.credentials()
    for shown, meant in (("https://…", application.url), ('id": "…', f'id": "{given["client_id"]}')):
        assert shown in signing_in
        signing_in = signing_in.replace(shown, meant)
    told: dict[str, Any] = json.loads(run_lines(signing_in.replace("…", given["client_secret"]), tmp_path, settings))
    assert set(told) == {"access_token", "token_type", "expires_in"}
    assert [one["code"] for one in json.loads(run_lines(reading, tmp_path, settings))["items"]] == ["pt-loures"]
    assert re.findall(r"HTTP/1\.1 ([0-9]{3})", run_lines(writing, tmp_path, settings)) == ["201", "200"]
