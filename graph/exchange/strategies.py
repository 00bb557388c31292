"""A strategy with its commitments, as files of other formats carry it, and the changes that would register it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from graph.tables import SCHEMA, Kind
from graph.whatif.changes import Change
from policies import AREAS, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.tables import Tables

#: The depth of what is an objective in another format, without more being said.
OBJECTIVE = 2
#: What of a strategy stands in fields of their own in each of the formats.
_OWN = ("title", "owner", "co_owners", "starts_on", "ends_on", "url")
#: The rest, which is carried in an extension.
FURTHER = tuple(name for name in SCHEMA["strategies"] if name not in _OWN)


class Committed(NamedTuple):
    """One commitment."""

    principle: str
    area: str
    depth: int


@dataclass(frozen=True)
class Plan:
    """One strategy: its lead owner first among the owners; `further` are the columns that have no field of their own.

    `names` are names of owners by code; `translations` titles by column (`title_fr`).
    """

    title: str
    owners: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    url: str | None = None
    commitments: tuple[Committed, ...] = ()
    further: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    translations: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def code(self) -> str | None:
        """The code that it has, if any."""
        code: str | None = self.further.get("code")
        return code


def plan_of(tables: Tables, code: str) -> Plan:
    """A strategy of a register. Raises KeyError if there is none of this code."""
    rows = tables.strategies.filter(pl.col("code") == code)
    if not rows.height:
        raise KeyError(code)
    told = rows.row(0, named=True)
    owners = tuple(dict.fromkeys((told["owner"], *(told["co_owners"] or ()))))
    named = tables.bodies.filter(pl.col("code").is_in(list(owners))).select("code", "name")
    committed = tables.commitments.filter(pl.col("strategy") == code).select("principle", "area", "depth")
    return Plan(
        title=told["title"],
        owners=owners,
        starts_on=told["starts_on"],
        ends_on=told["ends_on"],
        url=told["url"],
        commitments=in_order(Committed(*row) for row in committed.iter_rows()),
        further={name: told[name] for name in FURTHER if told[name] is not None},
        translations={name: value for name, value in told.items() if name.startswith("title_") and value},
        names=dict(named.iter_rows()),
    )


def in_order(commitments: Any) -> tuple[Committed, ...]:  # noqa: ANN401 - any iterable of them
    """Commitments in the order of principles and areas, each cell once, the deepest of it."""
    deepest: dict[tuple[str, str], Committed] = {}
    for one in commitments:
        known = deepest.get((one.principle, one.area))
        if known is None or known.depth < one.depth:
            deepest[one.principle, one.area] = one
    return tuple(
        sorted(deepest.values(), key=lambda one: (PRINCIPLES.ids.index(one.principle), AREAS.ids.index(one.area)))
    )


def changes_of(plan: Plan, code: str) -> list[Change]:
    """The changes that register a plan under a code, as adopted; what the services write themselves is left out."""
    values: dict[str, Any] = {
        **{name: value for name, value in plan.further.items() if name != "status"},
        "code": code,
        "title": plan.title,
        "owner": plan.owners[0],
        "co_owners": list(plan.owners[1:]) or None,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "url": plan.url,
        **plan.translations,
    }
    known = {name: value for name, value in values.items() if value is not None}
    commitments = [Change("add", "commitments", {"strategy": code, **one._asdict()}) for one in plan.commitments]
    return [Change("add", "strategies", known), *commitments]


def told_further(plan: Plan) -> dict[str, Any]:
    """What is carried in an extension, as JSON holds it."""
    return {
        **{name: value.isoformat() if isinstance(value, date) else value for name, value in plan.further.items()},
        **plan.translations,
    }


def read_further(told: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str], list[str]]:
    """The columns and translations of an extension, and the names of what is not what its column holds."""
    further: dict[str, Any] = {}
    translations: dict[str, str] = {}
    wrong: list[str] = []
    for name, value in told.items():
        if name.startswith("title_") and isinstance(value, str):
            translations[name] = value
        elif name in FURTHER and (fits := _fitting(name, value)) is not None:
            further[name] = fits
        else:
            wrong.append(name)
    return further, translations, wrong


def _fitting(name: str, value: object) -> object:
    """The typed value of a column; None where it is not what the column holds."""
    column = SCHEMA["strategies"][name]
    if not isinstance(value, str):
        return None
    if column.kind is Kind.DATE:
        return day(value)
    return value if not column.choices or value in column.choices else None


def day(text: str) -> date | None:
    """A day as `xsd:date` writes it, whatever time zone stands behind it; None for anything else."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
