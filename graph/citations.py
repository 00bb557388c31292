"""From places and numbers of a graph to the records that are cited as evidence."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from graph.competence import ALL_AREAS
from graph.encoding import DAWN, DUSK, NOBODY
from graph.evidence import Record
from graph.findings import cell_names
from graph.ragged import in_order, starts_of
from graph.register import DRAFT
from policies import AREAS, PHASES, PRINCIPLES, RELATION_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graph.encoding import Flags, Int32s, Int64s, Words
    from graph.governance import GovernanceGraph

_EPOCH = 719_163


def day_text(number: int) -> str | None:
    """A day as YYYY-MM-DD, nothing where it is unknown or open."""
    return None if int(number) in {DAWN, DUSK} else date.fromordinal(int(number) + _EPOCH).isoformat()


class Index(NamedTuple):
    """Rows by what they belong to: rows(k) are those whose key is k."""

    order: Int64s
    starts: Int64s

    def rows(self, key: int) -> Int64s:
        """The rows of one key, ascending."""
        return self.order[self.starts[key] : self.starts[key + 1]]


def index_by(keys: Int32s, count: int) -> Index:
    """Rows by `keys`, numbers from 0 below `count`; those of `NOBODY` come first and are nobody's."""
    return Index(in_order(keys), starts_of(keys.astype(np.int64) + 1, count + 1)[1:])


class Citations:
    """Records of one graph, found by places and numbers; its indexes are made when first needed."""

    def __init__(self, graph: GovernanceGraph) -> None:
        self._graph = graph
        self._register = graph.register

    @cached_property
    def _body_codes(self) -> list[str]:
        codes: list[str] = self._register.bodies.code.to_list()
        return codes

    @cached_property
    def _work_codes(self) -> list[str]:
        codes: list[str] = self._register.work_codes.to_list()
        return codes

    def code(self, place: int) -> str:
        """The code of the body at a place."""
        return self._body_codes[int(self._graph.body[place])]

    def codes(self, places: Iterable[int]) -> list[str]:
        """The codes of the bodies at these places, sorted."""
        return sorted(self.code(place) for place in places)

    def row_codes(self, rows: Iterable[int]) -> list[str]:
        """The codes of these bodies of the register, live or not, sorted."""
        return sorted(self._body_codes[row] for row in rows)

    def work(self, number: int) -> str:
        """The code of a strategy or action."""
        return self._work_codes[number]

    def owner(self, strategy: int) -> int:
        """The place of a strategy's lead owner."""
        return int(self._graph.place[self._register.strategies.owner[strategy]])

    def bodies(self, *places: int) -> list[Record]:
        """The records of bodies, in the order given."""
        return [Record("bodies", self.code(place)) for place in places]

    def works(self, *numbers: int) -> list[Record]:
        """The records of strategies and actions, in the order given."""
        strategies = len(self._register.strategies.code)
        return [Record("strategies" if number < strategies else "actions", self.work(number)) for number in numbers]

    def lineage(self, place: int) -> tuple[str, ...]:
        """The codes from a body up to its root, its own first."""
        hierarchy = self._graph.hierarchy
        if place < hierarchy.size:
            return tuple(self.code(step) for step in hierarchy.lineage(place))
        parent = int(self._graph.place[self._graph.parent_row[self._graph.body[place]]])
        return (self.code(place), *(self.lineage(parent) if parent != NOBODY else ()))

    def work_lineage(self, work: int) -> tuple[str, ...]:
        """The line of a strategy's lead owner or an action's body."""
        strategies = len(self._register.strategies.code)
        if work < strategies:
            return self.lineage(self.owner(work))
        return self.lineage(int(self._graph.place[self._register.actions.body[work - strategies]]))

    def commitments(self, strategy: int, cells: Words) -> list[Record]:
        """The commitments of a strategy, of any depth, in these cells."""
        own = self._register.strategies.stated[strategy] & cells
        return [Record("commitments", f"{self.work(strategy)}:{cell}") for cell in cell_names(own)]

    def link(self, source: int, target: int) -> list[Record]:
        """The link between a work and a strategy."""
        return [Record("links", f"{self.work(source)}>{self.work(target)}")]

    @cached_property
    def _links(self) -> Index:
        return index_by(self._register.links.source, len(self._work_codes))

    def links_from(self, work: int) -> list[Record]:
        """All links that a work has, holding or not, but those to drafts: nobody else is to learn of these."""
        targets = self._register.links.target[self._links.rows(work)]
        targets = targets[self._register.strategies.status[targets] != DRAFT]
        return [Record("links", f"{self.work(work)}>{self.work(target)}") for target in targets]

    @cached_property
    def _declarations(self) -> Index:
        return index_by(self._register.declarations.subject, len(self._body_codes))

    def declarations(self, place: int) -> list[Record]:
        """The body's latest declaration so far, if there is one."""
        told = self._register.declarations.on[self._declarations.rows(self._graph.body[place])]
        told = told[told <= self._graph.day]
        return [Record("declarations", f"{self.code(place)}:{day_text(told.max())}")] if len(told) else []

    @cached_property
    def _competences(self) -> Index:
        return index_by(self._register.competences.body, len(self._body_codes))

    def competences(self, place: int, areas: Sequence[str]) -> list[Record]:
        """The body's competence rows for these areas."""
        rows = self._register.competences.area[self._competences.rows(self._graph.body[place])]
        own = {AREAS.ids[area] for area in rows}
        return [Record("competences", f"{self.code(place)}:{area}") for area in areas if area in own]

    @cached_property
    def _owned(self) -> Index:
        return index_by(self._graph.works.owner, len(self._graph.body))

    @cached_property
    def _acting(self) -> tuple[Int64s, Index]:
        delivering = np.flatnonzero(self._graph.works.delivering)
        places = self._graph.place[self._register.actions.body[delivering]]
        return delivering, index_by(places, len(self._graph.body))

    def owned(self, place: int) -> Int32s:
        """The strategies in force that a body owns or co-owns, ascending."""
        return np.sort(self._graph.works.owned[self._owned.rows(place)])

    def active_works(self, places: Iterable[int], areas: int = int(ALL_AREAS)) -> list[Record]:
        """The strategies in force and delivering actions of these bodies that have cells in these areas."""
        strategies, actions = self._register.strategies, self._register.actions
        delivering, by_place = self._acting
        cited: list[Record] = []
        for place in places:
            owned = self.owned(place)
            acted = delivering[by_place.rows(place)]
            cited += self.works(*owned[(strategies.cells[owned] & areas).any(axis=1)].tolist())
            chosen = acted[(actions.cells[acted] & areas).any(axis=1)]
            cited += self.works(*(chosen + len(strategies.code)).tolist())
        return cited

    def relation(self, row: int) -> Record:
        """The relation of this row."""
        relations = self._register.relations
        source, target = (self._body_codes[side[row]] for side in (relations.source, relations.target))
        return Record("relations", f"{source}>{target}:{RELATION_KINDS.ids[relations.kind[row]]}")

    def memberships(self, network: int) -> list[Record]:
        """The memberships of a network that count."""
        coordination = self._graph.coordination
        members = coordination.member[coordination.network == network]
        return [Record("relations", f"{code}>{self.code(network)}:member_of") for code in self.codes(members)]

    @cached_property
    def _participations(self) -> Index:
        return index_by(self._register.participations.strategy, len(self._register.strategies.code))

    def participations(self, strategy: int, only: Flags | None = None) -> list[Record]:
        """The participations in a strategy; those flagged `only`, if given."""
        participations = self._register.participations
        rows = self._participations.rows(strategy)
        if only is not None:
            rows = rows[only[rows]]
        keys = (
            f"{self.work(strategy)}:{self._body_codes[participations.body[row]]}"
            f":{PHASES.ids[participations.phase[row]]}"
            for row in rows
        )
        return [Record("participations", key) for key in sorted(keys)]

    def participants(self, strategy: int, only: Flags) -> Int64s:
        """The flagged participations in a strategy, as rows."""
        rows = self._participations.rows(strategy)
        return rows[only[rows]]

    def oppositions(self, one: int, other: int) -> tuple[list[Record], list[str], list[str]]:
        """The live oppositions of two strategies in either order: records, bodies that marked them, and reasons."""
        pair = [self.work(one), self.work(other)]
        rows = self._register.tables.oppositions.filter(pl.col("strategy").is_in(pair) & pl.col("other").is_in(pair))
        day = self._graph.as_of
        begun = pl.col("marked_on").is_null() | (pl.col("marked_on") <= day)
        live = rows.filter(begun & (pl.col("resolved_on").is_null() | (pl.col("resolved_on") > day)))
        live = live.sort("marked_on", "strategy", "marked_by", nulls_last=False)
        keys = live.select("strategy", "other", "marked_by", pl.col("marked_on").cast(pl.String).fill_null(""))
        records = [Record("oppositions", ":".join(key)) for key in keys.iter_rows()]
        reasons = [" ".join(reason.split()) for reason in live["reason"].drop_nulls()]
        return records, live["marked_by"].unique().sort().to_list(), list(dict.fromkeys(reasons))

    def measurement(self, row: int) -> Record:
        """The measurement of this row; of several of one body, cell and day that of the first instrument."""
        told = self._register.measurements
        principle, area = divmod(int(told.cell[row]), len(AREAS.ids))
        code, on = self._body_codes[told.body[row]], day_text(told.on[row])
        same = self._register.tables.measurements.filter(
            (pl.col("body") == code)
            & (pl.col("measured_on").cast(pl.String) == on)
            & (pl.col("principle") == PRINCIPLES.ids[principle])
            & (pl.col("area") == AREAS.ids[area])
        )
        first = same["instrument"].sort()[0]
        return Record("measurements", f"{code}:{first}:{on}:{PRINCIPLES.ids[principle]}:{AREAS.ids[area]}")

    def measurements(self, place: int, cells: Words) -> list[Record]:
        """The latest measurements of a body so far in each of these cells, all those of that day."""
        own = self._register.tables.measurements.filter(
            (pl.col("body") == self.code(place)) & (pl.col("measured_on") <= self._graph.as_of)
        ).with_columns(cell=pl.concat_str("principle", pl.lit(":"), "area"))
        latest = own.filter(
            pl.col("cell").is_in(cell_names(cells))
            & (pl.col("measured_on") == pl.col("measured_on").max().over("cell"))
        )
        keys = latest.select("body", "instrument", pl.col("measured_on").cast(pl.String), "cell").sort(
            "cell", "instrument"
        )
        return [Record("measurements", ":".join(key)) for key in keys.iter_rows()]

    @cached_property
    def _reports(self) -> Index:
        return index_by(self._register.reports.subject, len(self._work_codes))

    def reports(self, work: int) -> list[Record]:
        """The latest report on a work so far, if there is one."""
        told = self._register.reports.on[self._reports.rows(work)]
        told = told[told <= self._graph.day]
        return [Record("reports", f"{self.work(work)}:{day_text(told.max())}")] if len(told) else []
