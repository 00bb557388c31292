"""One tenant's register at one revision, as analysis and answers read it: frozen, whole, and shared by threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from graph.analysis import analyse
from graph.governance import GovernanceGraph
from graph.register import Register
from graph.tables import Tables
from interlace.db.settings import settings_of
from interlace.snapshots.memory import size_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping
    from datetime import date
    from uuid import UUID

    from graph.analysis import Analysis
    from graph.settings import Settings
    from interlace.snapshots.loading import StoredRegister, StoredTable

#: So many days are kept with what was worked out for them: those asked for last.
KEPT_DAYS = 3
#: So many things that readers made of it are kept.
KEPT_ASIDE = 12
Made = TypeVar("Made")


class _Days:
    """What was worked out for the days asked for last. Each is worked out once, however many threads ask."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._lock, self._analysing = threading.Lock(), threading.Lock()
        self._graphs: OrderedDict[date, GovernanceGraph] = OrderedDict()
        self._analyses: dict[date, Analysis] = {}
        self.worked_out = 0

    def graph(self, day: date) -> GovernanceGraph:
        with self._lock:
            graph = self._graphs.setdefault(day, GovernanceGraph.at(self._register, day))
            self._graphs.move_to_end(day)
            while len(self._graphs) > KEPT_DAYS:
                past, _ = self._graphs.popitem(last=False)
                self._analyses.pop(past, None)
            return graph

    def analysis(self, day: date) -> Analysis:
        graph = self.graph(day)
        known = self._known(graph)
        if known is None:
            with self._analysing:
                known = self._known(graph) or self._keep(analyse(graph))
        return known

    def known(self, day: date) -> Analysis | None:
        with self._lock:
            return self._analyses.get(day)

    def _known(self, graph: GovernanceGraph) -> Analysis | None:
        with self._lock:
            return self._analyses.get(graph.as_of)

    def _keep(self, analysis: Analysis) -> Analysis:
        with self._lock:
            # Meanwhile other days may have been asked for, and this one's graph let go.
            if self._graphs.get(analysis.graph.as_of) is analysis.graph:
                self._analyses[analysis.graph.as_of] = analysis
                self.worked_out += 1
        return analysis

    def kept(self) -> list[object]:
        with self._lock:
            return [*self._graphs.values(), *self._analyses.values()]


class _Aside:
    """What readers made of a snapshot and keep with it: the last few things that were asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._measured: dict[Hashable, Measured] = {}
        self.inherited: dict[Hashable, Any] = {}

    def keep(self, key: Hashable, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is made
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            kept = self._kept.setdefault(key, made)
            self.inherited.pop(key, None)
            # Asked of the class: asking the thing itself would work out how much it has made.
            if hasattr(type(kept), "made"):
                self._measured[key] = kept
            while len(self._kept) > KEPT_ASIDE:
                self._measured.pop(self._kept.popitem(last=False)[0], None)
            return kept

    def measured(self) -> list[Measured]:
        with self._lock:
            return [*self._measured.values()]

    def heritage(self) -> dict[Hashable, Any]:
        """What is left to the snapshot after: of things that have a `heritage`, that."""
        with self._lock:
            own = {key: kept.heritage for key, kept in self._kept.items() if hasattr(type(kept), "heritage")}
            return {**self.inherited, **own}


class Measured(Protocol):
    """Something that grows, and can tell how much it holds."""

    @property
    def made(self) -> int:
        """How many things it has made so far; each takes memory."""

    @property
    def memory(self) -> int:
        """Bytes that it takes, an estimate."""


@dataclass(frozen=True)
class Snapshot:
    """A tenant's register at a revision: records with their ids and revisions, and their columns of numbers.

    It holds all records, drafts included: what a person may see of it is for `interlace.identity.permissions` to say.
    """

    tenant_id: UUID
    stored: StoredRegister
    register: Register
    _days: _Days = field(repr=False, compare=False)
    _aside: _Aside = field(default_factory=_Aside, repr=False, compare=False)

    @classmethod
    def of(cls, tenant_id: UUID, stored: StoredRegister, register: Register | None = None) -> Snapshot:
        """The snapshot of a register as it is stored, whose records are numbered here unless that was done."""
        if register is None:
            tables = Tables.of({name: table.frame for name, table in stored.tables.items()})
            register = Register.of(tables, settings_of(stored.settings))
        return cls(tenant_id, stored, register, _Days(register))

    @property
    def revision(self) -> int:
        """The tenant's revision that this is."""
        return self.stored.revision

    @property
    def settings(self) -> Settings:
        """The tenant's settings."""
        return self.register.settings

    @property
    def tables(self) -> Mapping[str, StoredTable]:
        """The records of each table with their ids and revisions."""
        return self.stored.tables

    def record(self, table: str, record_id: UUID) -> Mapping[str, Any] | None:
        """The values of a record, unknown columns after the known ones; None where there is no such record."""
        stored = self.stored.tables[table]
        row = stored.row_of(record_id)
        return None if row is None else stored.frame.row(row, named=True)

    def graph_at(self, day: date) -> GovernanceGraph:
        """The governance graph of a day."""
        return self._days.graph(day)

    def analysis_at(self, day: date) -> Analysis:
        """All that is found on a day."""
        return self._days.analysis(day)

    def known_analysis(self, day: date) -> Analysis | None:
        """The same if it was worked out already."""
        return self._days.known(day)

    def kept(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What a reader made of this snapshot, made anew where it was not asked for lately."""
        made: Made = self._aside.keep(key, make)
        return made

    def inherited(self, key: Hashable) -> Any:  # noqa: ANN401 - whatever was left
        """What the thing that the snapshot before kept under a key left to the one that is to be made here."""
        return self._aside.inherited.get(key)

    def following(self, before: Snapshot) -> Snapshot:
        """This snapshot, with what readers made of the one before it and may go on from."""
        self._aside.inherited.update(before._aside.heritage())
        return self

    @property
    def worked_out(self) -> int:
        """How many analyses and other things were made of it so far; each takes memory."""
        return self._days.worked_out + sum(kept.made for kept in self._aside.measured())

    @property
    def memory(self) -> int:
        """Bytes that it takes now, an estimate; grows with what is asked of it."""
        aside = sum(kept.memory for kept in self._aside.measured())
        return size_of(self.stored, self.register, *self._days.kept()) + aside
