"""What is done to a record beside changing its values: adopted, confirmed, ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from marshmallow import fields

from api.input import only
from api.rest import examples
from api.rest.changing import body, known_revision, written
from api.rest.operation import Asks, operation
from api.rest.records import RESOURCES
from api.rest.schemas import SINGULAR, new_of, shape, text
from api.rest.writes import POSTED_HEADERS, created, record_told
from api.writing import perform, record_answer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from flask import Response


@dataclass(frozen=True)
class Deed:
    """Something that is done to a record beside changing its values. `asks` are further arguments of the service."""

    table: str
    verb: str
    service: str
    sentence: str
    asks: Mapping[str, fields.Field[Any]] = field(default_factory=dict)
    example: Mapping[str, object] = field(default_factory=dict)


_WHY = text("Why; readers of the feed are told.", required=True)
DEEDS = (
    Deed("strategies", "adopt", "strategy.adopt", "Adopt a draft.\n\nFrom now on all who read in the tenant see it."),
    Deed(
        "strategies",
        "withdraw",
        "strategy.withdraw",
        "Withdraw an adopted strategy.",
        {"reason": text("Why; readers of the feed are told.", allow_none=True)},
        {"reason": "Replaced by the regional strategy."},
    ),
    Deed(
        "strategies",
        "share",
        "strategy.share",
        "Name the bodies that own a strategy with its lead owner.",
        {"co_owners": fields.List(fields.String(), required=True, metadata={"description": "Codes of the bodies."})},
        {"co_owners": ["pt-amadora", "pt-odivelas"]},
    ),
    Deed("links", "confirm", "link.confirm", "Confirm a link, for the strategy that is supported."),
    Deed(
        "links",
        "dispute",
        "link.dispute",
        "Dispute a link, for the strategy that is said to be supported.",
        {"reason": _WHY},
        {"reason": "The plan has no part on housing."},
    ),
    Deed("relations", "confirm", "relation.confirm", "Confirm a relation, for its target."),
    Deed(
        "relations",
        "dispute",
        "relation.dispute",
        "Dispute a relation, for its target.",
        {"reason": _WHY},
        {"reason": "There was no meeting since 2021."},
    ),
    Deed(
        "relations",
        "end",
        "relation.end",
        "Let a relation hold for the last time on a day.",
        {"on": fields.Date(required=True, metadata={"description": "The last day."})},
        {"on": "2026-12-31"},
    ),
    Deed(
        "oppositions",
        "resolve",
        "opposition.resolve",
        "Say on which day two strategies ceased to work against each other, and how.",
        {
            "resolved_on": fields.Date(required=True, metadata={"description": "From this day on they do not."}),
            "how": text("How it was resolved; readers of the feed are told.", required=True),
        },
        {"resolved_on": "2026-10-01", "how": "Both plans now spread housing over all parishes."},
    ),
)


def _offer_deed(deed: Deed) -> None:
    required = [name for name, one in deed.asks.items() if one.required]

    def done(record_id: UUID) -> Response:
        known, given = known_revision(), body()
        only(given, [*deed.asks], required)
        arguments = [given.get(name) for name in deed.asks]
        return written(
            lambda unit: record_answer(unit, perform(unit, deed.service, record_id, known, *arguments)),
        )

    done.__doc__ = deed.sentence
    singular = SINGULAR[deed.table]
    operation(
        RESOURCES[deed.table],
        "POST",
        f"/{deed.table}/<uuid:id>:{deed.verb}",
        f"{deed.verb}_{singular}",
        record_told(deed.table, headers=POSTED_HEADERS),
        asks=Asks(
            shape(f"{singular.title()}{deed.verb.title()}", deed.asks), dict(deed.example), required=bool(required)
        ),
        conditional=True,
        performs=(deed.service,),
    )(done)


for _deed in DEEDS:
    _offer_deed(_deed)


_CELL: Mapping[str, fields.Field[Any]] = {
    name: one for name, one in new_of("commitments")().fields.items() if name != "strategy"
}


@operation(
    RESOURCES["strategies"],
    "POST",
    "/strategies/<uuid:id>/commitments",
    "commit_strategy",
    record_told("commitments", 201, POSTED_HEADERS),
    asks=Asks(
        shape("Cell", dict(_CELL)),
        {name: value for name, value in examples.NEW["commitments"].items() if name != "strategy"},
    ),
    performs=("commitment.make",),
)
def commit(record_id: UUID) -> Response:
    """Say what a strategy commits to in one cell, and how deeply."""
    given = body()
    return written(lambda unit: created(unit, perform(unit, "commitment.make", record_id, given)))


@operation(
    RESOURCES["bodies"],
    "POST",
    "/bodies/<uuid:id>:renew-declaration",
    "renew_declaration",
    record_told("declarations", headers=POSTED_HEADERS),
    asks=Asks(shape("Nothing", {}), {}, required=False),
    performs=("declaration.renew",),
)
def renew(record_id: UUID) -> Response:
    """Declare that what is recorded of a body is complete today.

    Whoever says so twice on one day has said it once.
    """
    only(body(), ())
    return written(lambda unit: record_answer(unit, perform(unit, "declaration.renew", record_id)))
