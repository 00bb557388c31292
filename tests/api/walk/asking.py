"""Requests to the REST door, as its own document says they are made, and what is looked for in every answer."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import orjson

from api.graphql.schema import nodes
from tests.api.walk.deeds import DEEDS, Deed
from tests.api.walk.lands import KNOWN_BY, bundle
from tests.api.walk.rules import REST_WRITES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.api.walk.callers import Caller
    from tests.api.walk.lands import Land

#: What no answer says, whoever asks: how things are done inside.
INSIDE = (
    "$argon2",
    "secret_hash",
    "password_hash",
    "traceback",
    "psycopg",
    "sqlalchemy",
    "select ",
    "row-level",
)


#: What is said beyond so many characters is said in bad faith, and names nothing.
MOST_SAID = 10_000


@dataclass(frozen=True)
class Asked:
    """A request, without who makes it."""

    method: str
    path: str
    json: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, object] = field(default_factory=dict)
    data: bytes | None = None

    @property
    def said(self) -> list[str]:
        """What it says itself, which answers may repeat."""
        told = self.data if self.json is None and self.data else orjson.dumps(self.json)
        return [self.path, told.decode("latin-1"), *map(str, self.query.values())]


class Walker:
    """Asks as anybody, counts it, and looks for marks in what is answered that the caller may not know of."""

    def __init__(self, app: Flask, land: Land, *others: Land) -> None:
        self.client: FlaskClient = app.test_client()
        self.land = land
        self.counts: Counter[str] = Counter()
        self._marks = {kind: land.marks(kind) for kind in KNOWN_BY}
        self._foreign = [mark for other in others for kind in KNOWN_BY for mark in other.marks(kind)]

    def ask(self, caller: Caller, asked: Asked, allowed: str = "") -> TestResponse:
        """The answer to a request; the test fails where it tells what the caller may not know.

        `allowed` is a word that may stand in this answer all the same.
        """
        self.counts["requests"] += 1
        response = self.client.open(
            asked.path,
            method=asked.method,
            headers={**asked.headers, **caller.headers},
            query_string=asked.query or None,
            **({"json": asked.json} if asked.json is not None else {"data": asked.data}),
        )
        assert response.status_code < 500, f"{caller.name}: {asked} {response.text}"
        self._check(caller, asked, response, allowed)
        return response

    def _check(self, caller: Caller, asked: Asked, response: TestResponse, allowed: str) -> None:
        told = text_of(response).casefold()
        for said in sorted(_words(asked), key=len, reverse=True):
            told = told.replace(said, "")
        found = [mark for mark in self.kept_from(caller) if mark.casefold() in told and mark != allowed]
        assert not found, f"{caller.name} is told {found} by {asked.method} {asked.path} {asked.query}: {told[:3000]}"

    def kept_from(self, caller: Caller) -> list[str]:
        """All marks of what somebody may not know of."""
        own = [mark for kind, marks in self._marks.items() if not caller.knows(kind) for mark in marks]
        return [*own, *self._foreign, *INSIDE]


def _words(asked: Asked) -> set[str]:
    """The words of a request, which its answer may repeat."""
    separated = " ".join(asked.said)[:MOST_SAID]
    for separator in '/:"?&=,{}[]“”|>':
        separated = separated.replace(separator, " ")
    words = {word for word in separated.split() if len(word) > 4}
    # An id of GraphQL says the record’s own.
    words |= {name.key for word in words if (name := nodes.read(word)) is not None}
    return {word.casefold() for word in words}


def text_of(response: TestResponse) -> str:
    """All that an answer says, its headers and the members of a zip included."""
    body = response.data
    if response.mimetype == "application/zip" and response.status_code == 200:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers if name != "Content-Disposition")
    return f"{headers}\n{body.decode('utf-8', 'replace')}"


#: What a question that has to name something names.
_NAMED = {"finding": "strategy-missing:E", "work": "S", "strategy": "S", "body": "A"}
#: What a question names by an id in its query → where the land keeps it.
_BESIDE = {"practice": "practices", "entry": "commons"}


class Operations:
    """The operations of the OpenAPI document: a request for each, in a land."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._found = {
            told["operationId"]: (method.upper(), path, told)
            for path, methods in document["paths"].items()
            for method, told in methods.items()
            if method != "parameters"
        }

    @property
    def names(self) -> list[str]:
        """All of them."""
        return [*self._found]

    def told(self, name: str) -> Mapping[str, Any]:
        """What the document says of one."""
        told: Mapping[str, Any] = self._found[name][2]
        return told

    def place(self, name: str) -> tuple[str, str]:
        """Method and address of one."""
        return self._found[name][:2]

    def read(self, name: str, land: Land, key: str | None = None) -> Asked:
        """A read of a thing that is there, or of the one of this key."""
        method, path, told = self._found[name]
        table = path.removeprefix("/api/v1/tenants/{tenant}/").split("/")[0]
        if key is None:
            key = str(land.sample[table].id if table in land.sample else land.beside.get(table, "strategy-missing:E"))
            key = land.keys.get(table, key)
        query = {one["name"]: one["example"] for one in told.get("parameters", ()) if one.get("required")}
        if name == "compare_scenarios":
            query["with"] = key
        query |= {name: _NAMED[name] for name in query if name in _NAMED}
        query |= {name: str(land.beside[_BESIDE[name]]) for name in query if name in _BESIDE}
        return Asked(method, _filled(path, land, key), query={k: v for k, v in query.items() if "{" + k not in path})

    def write(self, name: str, land: Land, deed: Deed | None = None) -> Asked:
        """A good write, on things that are made for it or were."""
        method, path, told = self._found[name]
        deed = DEEDS[REST_WRITES[name]](land) if deed is None else deed
        asked = Asked(method, _filled(path, land, deed.key or str(deed.id)), headers=_headers(told, deed))
        if name == "import_bundle":
            content = bundle("code,name,level\nZZ,Z,local\n")
            return replace(asked, data=content, headers={"Content-Type": "application/zip"})
        if name == "attach_to_case":
            binary = {"Content-Type": "application/octet-stream"}
            return replace(asked, data=b"Minutes", query=deed.values, headers=binary)
        return asked if method == "DELETE" else replace(asked, json=_body(name, deed))


def _filled(path: str, land: Land, key: str) -> str:
    return path.replace("{tenant}", land.slug).replace("{id}", key).replace("{key}", key)


def _headers(told: Mapping[str, Any], deed: Deed) -> dict[str, str]:
    if not any(one.get("$ref", "").endswith("/If-Match") for one in told.get("parameters", ())):
        return {}
    revision = deed.revision if deed.record is None else deed.record.revision
    return {"If-Match": f'"{revision}"'}


def _body(name: str, deed: Deed) -> dict[str, Any]:
    """What REST is told of a deed."""
    values = dict(deed.values)
    if name in {"create_commitment", "write_commitments"}:
        assert deed.record is not None
        values = {"strategy": deed.record["code"], **values}
    if name == "write_strategies":
        values = {**values, "status": "draft"}
    return {"items": [{"do": "create", "values": values}]} if name.startswith("write_") else values
