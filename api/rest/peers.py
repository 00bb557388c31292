"""Whom to ask how a gap was closed, and which strategies a work may support."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from flask import request
from marshmallow import fields, validate

from api.answers import Answer
from api.rest.answering import CSV_TYPE, as_csv, read
from api.rest.findings import FOUND, chosen
from api.rest.operation import CSV, JSON, READ_HEADERS, Resource, Told, form, operation
from api.rest.parameters import AS_OF_DAY, Parameter
from api.rest.schemas import shape, text
from api.rest.schemas import whole as number
from interlace.errors import FieldProblem, Invalid
from interlace.reading.peers import FEATURES, LEAST, peers_of
from interlace.reading.suggestions import LIKENESSES, OVERLAPS, suggested_links

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from interlace.reading.peers import Peer
    from interlace.reading.suggestions import Suggestion
    from interlace.reading.view import View

PEERS = Resource("peers", "Bodies alike that closed such a gap, and strategies that a work may support.")


def _codes(description: str) -> fields.Field[Any]:
    return fields.List(fields.String(), required=True, metadata={"description": description})


_PEER: dict[str, fields.Field[Any]] = {
    "body": text("Code of the body.", required=True),
    "last_seen": fields.Date(required=True, metadata={"description": "The month’s end at which it was seen last."}),
    "gone_by": fields.Date(required=True, metadata={"description": "The one at which it was gone."}),
    "strategies": _codes("Codes of the strategies that it began between the two."),
    "actions": _codes("Codes of the actions that it began."),
    "links": _codes("The links of these, as `from>to`."),
    "relations": _codes("The relations that began, as `source>target:kind`."),
}
_PEERS = shape(
    "Peers",
    {
        "finding": text("The key of the finding.", required=True),
        "rule": chosen("rule"),
        "body": text("Code of the body that the finding is about.", required=True),
        "alike": number(f"How many bodies alike were looked at; 0 where there are fewer than {LEAST}.", required=True),
        "features": fields.List(
            fields.String(validate=validate.OneOf(FEATURES)),
            required=True,
            metadata={"description": "What likeness is weighed by."},
        ),
        "items": fields.List(fields.Nested(shape("Peer", _PEER)), required=True),
    },
    description="Those that closed such a gap within 36 months, by name. Nothing says how well they do.",
)
_EXAMPLE_PEER = {
    "body": "pt-cascais",
    "last_seen": "2025-10-31",
    "gone_by": "2025-11-30",
    "strategies": ["pt-cascais-2025"],
    "actions": [],
    "links": ["pt-cascais-2025>pt-2025"],
    "relations": [],
}
_EXAMPLE_PEERS = {
    "finding": FOUND["key"],
    "rule": "strategy-missing",
    "body": "pt-sintra",
    "alike": 30,
    "features": [*FEATURES],
    "items": [_EXAMPLE_PEER],
}


def _asked(name: str) -> str:
    if name not in request.args:
        raise Invalid([FieldProblem(f"/{name}", "required")])
    return request.args[name]


@operation(
    PEERS, "GET", "/peers", "list_peers",
    Told("The bodies.", {JSON: (_PEERS, _EXAMPLE_PEERS), CSV: ({"type": "string"}, ",".join(_PEER) + "\r\n")},
         headers=READ_HEADERS),
    parameters=[
        AS_OF_DAY,
        Parameter("finding", "The key of an open finding.", required=True, example=FOUND["key"]),
    ],
)  # fmt: skip
def list_peers() -> Response:
    """List bodies like that of an open finding which closed one of the same rule, and what they began meanwhile."""
    key = _asked("finding")

    def make(seen: View) -> Answer:
        found = peers_of(seen, key)
        codes = seen.sight.column("bodies", "code")
        items = [told_peer(seen, peer) for peer in found.items]
        if form() == CSV:
            return Answer(as_csv(items, _PEER).encode(), CSV_TYPE)
        head = {"finding": found.finding, "rule": found.rule, "body": codes[found.body], "alike": found.alike}
        return Answer(orjson.dumps({**head, "features": FEATURES, "items": items}), JSON)

    return read(make)


def told_peer(seen: View, peer: Peer) -> dict[str, Any]:
    """A peer as JSON holds it."""
    sight = seen.sight
    named = {
        "links": "{from}>{to}",
        "relations": "{source}>{target}:{kind}",
        "strategies": "{code}",
        "actions": "{code}",
    }

    def keys(table: str, rows: Sequence[int]) -> list[str]:
        return [named[table].format(**sight.told(table, row)) for row in rows]

    return {
        "body": sight.column("bodies", "code")[peer.body],
        "last_seen": peer.last_seen.isoformat(),
        "gone_by": peer.gone_by.isoformat(),
        **{table: keys(table, getattr(peer.did, table)) for table in ("strategies", "actions", "links", "relations")},
    }


_SUGGESTION: dict[str, fields.Field[Any]] = {
    "strategy": text("Code of the strategy.", required=True),
    "owner": text("Code of the body above that leads it.", required=True),
    "cells": _codes("The cells that both name."),
    "overlap": fields.String(
        required=True,
        validate=validate.OneOf(OVERLAPS),
        metadata={"description": "How many of the work’s own cells that is."},
    ),
    "likeness": fields.String(
        required=True,
        validate=validate.OneOf(LIKENESSES),
        metadata={"description": "How alike titles and descriptions read."},
    ),
}
_EXAMPLE_SUGGESTION = {
    "strategy": "pt-2025",
    "owner": "pt",
    "cells": ["real_equality:education"],
    "overlap": "most",
    "likeness": "related",
}


@operation(
    PEERS, "GET", "/link-suggestions", "list_link_suggestions",
    Told(
        "The strategies.",
        {
            JSON: (
                shape(
                    "LinkSuggestionList",
                    {"items": fields.List(fields.Nested(shape("LinkSuggestion", _SUGGESTION)), required=True)},
                ),
                {"items": [_EXAMPLE_SUGGESTION]},
            ),
            CSV: ({"type": "string"}, ",".join(_SUGGESTION) + "\r\n"),
        },
        headers=READ_HEADERS,
    ),
    parameters=[AS_OF_DAY, Parameter("work", "Code of a strategy or action.", required=True, example="pt-sintra-2026")],
)  # fmt: skip
def list_link_suggestions() -> Response:
    """List strategies in force above a work that it may support, and has no link to, disputed or not."""
    work = _asked("work")

    def make(seen: View) -> Answer:
        items = [told_suggestion(seen, one) for one in suggested_links(seen, work)]
        if form() == CSV:
            return Answer(as_csv(items, _SUGGESTION).encode(), CSV_TYPE)
        return Answer(orjson.dumps({"items": items}), JSON)

    return read(make)


def told_suggestion(seen: View, one: Suggestion) -> dict[str, Any]:
    """A suggestion as JSON holds it."""
    columns = {name: seen.sight.column("strategies", name)[one.strategy] for name in ("code", "owner")}
    words = {"cells": list(one.cells), "overlap": one.overlap, "likeness": one.likeness}
    return {"strategy": columns["code"], "owner": columns["owner"], **words}
