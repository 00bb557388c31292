"""A file read against the register: what it would add, what is there already, and what has no place here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

from graph.exchange import Unreadable, linked_plans, popolo, stratml
from graph.exchange.reading import Note
from graph.exchange.strategies import Committed, changes_of
from graph.whatif import Change, Refused, edits_of
from interlace.errors import FieldProblem, Invalid
from interlace.register.codes import stem_of
from interlace.register.values import of_new
from interlace.scenarios.values import pointed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graph.exchange import Plan
    from interlace.reading.view import View

#: A file may add so many records at once; more are brought in as a bundle.
MOST_RECORDS = 1_000
_FIXED: Mapping[str, Mapping[str, object]] = {
    "strategies": {"status": "adopted"},
    "relations": {"status": "declared"},
}
_DEPTH = "depth"


@dataclass(frozen=True)
class Already:
    """A record that the register has: it stays as it is. `differs` are the columns in which the file says otherwise."""

    table: str
    key: str
    differs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """What a file comes to; `drafts` are codes of strategies that it says are drafts."""

    changes: tuple[Change, ...]
    already: tuple[Already, ...] = ()
    notes: tuple[Note, ...] = ()
    drafts: frozenset[str] = frozenset()


def prepare(view: View, form: str, content: bytes | str, owner: str | None, code: str | None) -> Prepared:
    """Read a file against what somebody sees of the register on a day. Raises Invalid with every problem, by place."""
    try:
        read = _popolo(view, content) if form == "popolo" else _strategy(view, _plan(form, content), owner, code)
    except Unreadable as refused:
        problems = [FieldProblem(problem.place, problem.code, problem.details) for problem in refused.problems]
        raise Invalid(problems) from refused
    if len(read.changes) > MOST_RECORDS:
        raise Invalid([FieldProblem("", "item-count", {"most": str(MOST_RECORDS)})])
    _check(view, read.changes)
    return read


def _plan(form: str, content: bytes | str) -> tuple[Plan, list[Note]]:
    return stratml.read(content) if form == "stratml" else linked_plans.read(content)


def _check(view: View, changes: Sequence[Change]) -> None:
    """Hold the changes against columns and against the register. Raises Invalid."""
    problems = [problem for number, change in enumerate(changes) for problem in _wrong_values(number, change)]
    if problems:
        raise Invalid(problems)
    try:
        edits_of(view.sight.snapshot.register.tables, changes, view.as_of, view.sight.hidden)
    except Refused as refused:
        raise Invalid(list(pointed(refused.problems))) from refused


def _wrong_values(number: int, change: Change) -> Iterator[FieldProblem]:
    try:
        of_new(change.table, change.values, **_FIXED.get(change.table, {}))
    except Invalid as wrong:
        for problem in wrong.problems:
            yield FieldProblem(f"/changes/{number}/values{problem.pointer}", problem.code, problem.details)


# Strategies


def _strategy(view: View, read: tuple[Plan, list[Note]], owner: str | None, code: str | None) -> Prepared:
    plan, notes = read
    owners, unknown = _owners(view, plan, owner)
    if not owners:
        raise Invalid([FieldProblem("/owner", "required")])
    notes = [*notes, *(Note.of("", "owner", name) for name in unknown)]
    chosen = code or plan.code or _free(view, owners[0], plan.title)
    status = plan.further.get("status", "adopted")
    if status == "withdrawn":
        notes.append(Note.of("", "status", status))
    changes = changes_of(replace(plan, owners=tuple(owners)), chosen)
    row = view.sight.row_of_code("strategies", chosen)
    if row is None:
        drafts = frozenset([chosen] if status == "draft" else [])
        return Prepared(tuple(changes), (), tuple(notes), drafts)
    known = _known_commitments(view, chosen)
    there = [Already("strategies", chosen, _differing(view.sight.told("strategies", row), changes[0].values))]
    new: list[Change] = []
    for change in changes[1:]:
        one = Committed(**{name: change.values[name] for name in Committed._fields})
        depth = known.get((one.principle, one.area))
        if depth is None:
            new.append(change)
        else:
            key = f"{chosen}:{one.principle}:{one.area}"
            there.append(Already("commitments", key, () if depth == one.depth else (_DEPTH,)))
    return Prepared(tuple(new), tuple(there), tuple(notes))


def _owners(view: View, plan: Plan, owner: str | None) -> tuple[list[str], list[str]]:
    """Who would own it, the lead first, and those named in the file whom the register does not know."""
    named = list(dict.fromkeys([*([owner] if owner else []), *plan.owners]))
    lead = named[:1]
    known = [code for code in named[1:] if view.sight.row_of_code("bodies", code) is not None]
    return lead + known, [code for code in named[1:] if code not in known]


def _free(view: View, owner: str, title: str) -> str:
    """A code that nothing the caller sees has."""
    stem = stem_of(owner, title)
    codes = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return next(
        code
        for code in codes
        if all(view.sight.row_of_code(table, code) is None for table in ("strategies", "actions"))
    )


def _known_commitments(view: View, code: str) -> dict[tuple[str, str], int]:
    sight = view.sight
    principle, area, depth = (sight.column("commitments", name) for name in ("principle", "area", "depth"))
    rows = sight.rows_where("commitments", "strategy", code)
    return {(principle[row], area[row]): depth[row] for row in rows}


def _differing(there: Mapping[str, Any], told: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns in which a file says something else than the register; what it does not say is no difference."""
    return tuple(name for name, value in told.items() if name in there and _plain(there[name]) != _plain(value))


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, list) else value


# Bodies


def _popolo(view: View, content: bytes | str) -> Prepared:
    read, notes = popolo.read(content)
    there: list[Already] = []
    changes: list[Change] = []
    for body in read.bodies:
        row = view.sight.row_of_code("bodies", body["code"])
        if row is None:
            changes.append(Change("add", "bodies", body))
        else:
            there.append(Already("bodies", body["code"], _differing(view.sight.told("bodies", row), body)))
    for relation in read.memberships:
        known = _same_relation(view, relation)
        if known is None:
            changes.append(Change("add", "relations", relation))
        else:
            key = f"{relation['source']}>{relation['target']}:{relation['kind']}"
            there.append(Already("relations", key, _differing(known, relation)))
    return Prepared(tuple(changes), tuple(there), tuple(notes))


def _same_relation(view: View, relation: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The relation of the same bodies and kind that began on the same day."""
    rows: Iterable[int] = view.sight.rows_where("relations", "source", relation["source"])
    for row in rows:
        told = view.sight.told("relations", row)
        same = all(told[name] == relation[name] for name in ("target", "kind"))
        if same and _plain(told["valid_from"]) == _plain(relation.get("valid_from")):
            return told
    return None
