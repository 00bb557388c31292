"""What can be asked next about a record that was just told: links of the OpenAPI document.

Programs follow them from an answer, with its id and its ETag, without knowing what the addresses mean.
"""

from __future__ import annotations

from typing import Any

_ONE = "/{id}"
_METHODS = ("get", "post", "patch", "delete")


def link(told: dict[str, Any]) -> None:
    """Add to every answer that tells one record what can be asked about it. `told` is the whole document."""
    next_of = _next_of(told)
    known = told["components"].setdefault("links", {})
    for _, _, operation in _operations(told):
        _link_first(told, operation["responses"].get("200", {}), next_of)
        for status in ("200", "201"):
            answer = operation["responses"].get(status, {})
            following = next_of.get(_shape(answer), {})
            if following and "ETag" in answer.get("headers", {}):
                known |= following
                names = [name for name in following if name != operation["operationId"]]
                answer["links"] = {name: {"$ref": f"#/components/links/{name}"} for name in names}


def _link_first(told: dict[str, Any], answer: dict[str, Any], next_of: dict[str, dict[str, Any]]) -> None:
    """From a list, its first record is read."""
    shape = told["components"]["schemas"].get(_shape(answer).rpartition("/")[2], {})
    of = shape.get("properties", {}).get("items", {}).get("items", {}).get("$ref", "")
    for name, one in next_of.get(of, {}).items():
        if name.startswith("read_"):
            parameters = {**one["parameters"], "path.id": "$response.body#/items/0/id"}
            answer["links"] = {name: {**one, "parameters": parameters}}


def _next_of(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By the reference to a record's schema: links to the operations below the address of such a record."""
    shapes = {
        path: _shape(operation["responses"].get("200", {}))
        for path, method, operation in _operations(told)
        if path.endswith(_ONE) and method == "get"
    }
    found: dict[str, dict[str, Any]] = {}
    for path, _, operation in _operations(told):
        base = path.partition(":")[0]
        shape = shapes.get(base, "")
        if shape:
            found.setdefault(shape, {})[operation["operationId"]] = _link(operation)
    return found


def _link(operation: dict[str, Any]) -> dict[str, Any]:
    parameters = {"path.tenant": "$request.path.tenant", "path.id": "$response.body#/id"}
    if any(one.get("$ref", "").endswith("/If-Match") for one in operation.get("parameters", ())):
        parameters["header.If-Match"] = "$response.header.ETag"
    told: dict[str, Any] = {"operationId": operation["operationId"], "parameters": parameters}
    return told | ({"description": operation["summary"]} if "summary" in operation else {})


def _operations(told: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, one[method]) for path, one in told["paths"].items() for method in _METHODS if method in one]


def _shape(answer: dict[str, Any]) -> str:
    """The reference to the schema of a JSON answer; empty where it has none."""
    return str(answer.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", ""))
