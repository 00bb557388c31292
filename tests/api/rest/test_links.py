"""Links of the OpenAPI document: what is asked next about a record is asked as they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.api.rest.conftest import Document, Person


_IF_MATCH = "#/components/parameters/If-Match"


def _operations(told: dict[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    return {
        one["operationId"]: (path, method, one)
        for path, methods in told["paths"].items()
        for method, one in methods.items()
        if method != "parameters"
    }


def test_every_operation_on_a_record_is_linked_from_what_tells_one(document: Document) -> None:
    known = _operations(document.told)
    links = document.told["components"]["links"]
    by_record = {
        name
        for name, (path, _, one) in known.items()
        if "/{id}" in path
        and path.partition("/{id}")[2][:1] in {"", ":"}
        and {"$ref": _IF_MATCH} in one.get("parameters", ())
    }
    assert by_record <= set(links)
    for name, link in links.items():
        _, _, one = known[link["operationId"]]
        asks = {"$ref": _IF_MATCH} in one.get("parameters", ())
        assert ("header.If-Match" in link["parameters"]) == asks, name
    made = known["create_strategy"][2]["responses"]["201"]["links"]
    assert {"change_strategy", "remove_strategy", "adopt_strategy"} <= set(made)
    (first,) = known["list_bodies"][2]["responses"]["200"]["links"].values()
    assert (first["operationId"], first["parameters"]["path.id"]) == ("read_body", "$response.body#/items/0/id")


def test_a_link_leads_on_from_an_answer(administrator: Person, document: Document) -> None:
    made = administrator.post("actions", {"code": "L", "title": "L", "body": "A"})
    path, method, _ = _operations(document.told)["remove_action"]
    assert method == "delete"
    address = path.partition("{tenant}/")[2].replace("{id}", made.get_json()["id"])
    removed = administrator.ask("DELETE", address, headers={"If-Match": made.headers["ETag"]})
    assert removed.status_code == 204
