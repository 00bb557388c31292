"""The findings of a view: in pages, of one body, by key; told in words and with the records that they rest on.

No finding rests on a draft, so what was found is the same for everybody; the records are told as the view has them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple, overload

import numpy as np

from graph import explain
from graph.analysis import evidence_of, finding_at
from graph.findings import area_names, cell_names
from graph.frames import finding_key
from graph.listing import RULE_IDS, Key
from interlace.errors import FieldProblem, Unknown
from interlace.reading.cursors import read_cursor, written_cursor
from interlace.reading.pages import USUAL, check_first
from policies import AREAS, CERTAINTIES, FAMILIES, LEVELS, PRINCIPLES, RELATION_KINDS, SEVERITIES
from policies.rules import RULES as METADATA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from graph.encoding import Int64s
    from graph.evidence import Fact, Record
    from graph.explain import Explanation
    from graph.listing import Listing
    from interlace.reading.compare import Difference
    from interlace.reading.view import View

#: How findings can be ordered; after `-` from the greatest to the least, equal ones always by rule and codes.
SORTS = ("priority", "-priority", "severity", "-severity", "reach", "-reach", "key")


@dataclass(frozen=True)
class FoundOne:
    """One finding. `row` is its row among those of its rule; `cells` and `areas` are what it names besides.

    `rule_set` says under which rules it was made: the shipped ones, or with a tenant’s own say.
    """

    key: str
    rule: str
    family: str
    subject: str
    object: str | None
    certainty: str
    severity: str
    reach: int
    priority: float
    row: int
    cells: list[str]
    areas: list[str]
    rule_set: str


@dataclass(frozen=True)
class AskedFindings:
    """Findings that are asked for: any of each list's values; `body` and `branch` are rows of the view's bodies.

    A finding is of a body if that is its subject or object, or leads or does these; of a branch if it is of its head
    or of a live authority below.
    """

    family: Sequence[str] = field(default_factory=tuple)
    rule: Sequence[str] = field(default_factory=tuple)
    severity: Sequence[str] = field(default_factory=tuple)
    certainty: Sequence[str] = field(default_factory=tuple)
    body: Sequence[int] | None = None
    branch: Sequence[int] | None = None
    principle: Sequence[str] = field(default_factory=tuple)
    area: Sequence[str] = field(default_factory=tuple)
    first: int = USUAL
    after: str | None = None
    sort: str = "-priority"


@dataclass(frozen=True)
class FindingsPage:
    """One page of findings; `total` are in all pages together."""

    items: Sequence[FoundOne]
    total: int
    has_next: bool
    has_previous: bool
    cursor_of: Callable[[FoundOne], str]

    @property
    def next_after(self) -> str | None:
        """The cursor that the next page comes after; None on the last page."""
        return self.cursor_of(self.items[-1]) if self.has_next and self.items else None


class Cited(NamedTuple):
    """A record that a finding rests on, by its table and key, and its row in the view's table."""

    table: str
    key: str
    row: int | None


@dataclass(frozen=True)
class CitedEvidence:
    """What a finding rests on; `path` is the line of bodies (rows) from the one concerned up to its root.

    Of the records, which can be all authorities of a country, each is looked up when it is asked for.
    """

    records: Sequence[Cited]
    path: tuple[int, ...]
    facts: Mapping[str, Fact]


def findings_page(view: View, asked: AskedFindings) -> FindingsPage:
    """A page of the findings that are asked for. Raises Invalid, naming what is wrong."""
    numbers = numbers_of(view, asked)
    listing, values = view.analysis.listing, view.analysis.listing.values(asked.sort)
    start = 0 if asked.after is None else _place_after(listing, numbers, values, asked)
    end = start + asked.first
    items = [_one(view, number) for number in numbers[start:end].tolist()]

    def cursor_of(finding: FoundOne) -> str:
        key = key_of(finding)
        return written_cursor(f"findings{asked.sort}", float(values[listing.number_of(key) or 0]), *key)

    return FindingsPage(items, len(numbers), end < len(numbers), start > 0, cursor_of)


def numbers_of(view: View, asked: AskedFindings) -> Int64s:
    """The numbers in the listing of the findings of all pages together, in order. Raises Invalid."""
    check_first(asked.first, _wrong(asked))
    order, chosen = view.analysis.listing.order(asked.sort), _chosen(view, asked)
    return order if chosen is None else order[chosen[order]]


def findings_counted(view: View, asked: AskedFindings) -> Mapping[str, Mapping[str, int]]:
    """How many findings there are of each family, rule, severity and certainty, if that were chosen in its filter.

    What is chosen in the other filters holds; rules that found nothing are left out. Raises Invalid.
    """
    check_first(asked.first, _wrong(asked))
    listing = view.analysis.listing
    rules = _rules_counted(view, replace(asked, family=()))
    return {
        "family": {one: sum(rules[rule] for rule in rules if METADATA[rule].family == one) for one in FAMILIES.ids},
        "rule": {rule: number for rule, number in _rules_counted(view, replace(asked, rule=())).items() if number},
        "severity": _counted(listing.severity, _chosen(view, replace(asked, severity=())), SEVERITIES.ids),
        "certainty": _counted(~listing.confirmed, _chosen(view, replace(asked, certainty=())), CERTAINTIES.ids),
    }


def _rules_counted(view: View, asked: AskedFindings) -> Mapping[str, int]:
    return _counted(view.analysis.listing.rule, _chosen(view, asked), RULE_IDS)


def _counted(column: NDArray[Any], chosen: NDArray[np.bool_] | None, names: Sequence[str]) -> Mapping[str, int]:
    numbers = np.bincount(column if chosen is None else column[chosen], minlength=len(names))
    return dict(zip(names, numbers.tolist(), strict=True))


def _wrong(asked: AskedFindings) -> Iterator[FieldProblem]:
    choices: Mapping[str, Sequence[str]] = {
        "family": FAMILIES.ids,
        "rule": list(METADATA),
        "severity": SEVERITIES.ids,
        "certainty": CERTAINTIES.ids,
        "principle": PRINCIPLES.ids,
        "area": AREAS.ids,
    }
    for name, permitted in choices.items():
        if not set(getattr(asked, name)) <= set(permitted):
            yield FieldProblem(f"/{name}", "bad-choice", {"choices": ", ".join(permitted)})
    if asked.sort not in SORTS:
        yield FieldProblem("/sort", "bad-choice", {"choices": ", ".join(SORTS)})


def _chosen(view: View, asked: AskedFindings) -> NDArray[np.bool_] | None:
    """Whether each finding is asked for; None where all are."""
    listing = view.analysis.listing
    filters = (
        (asked.family, listing.of_families),
        (asked.rule, listing.of_rules),
        (asked.severity, listing.of_severities),
        (asked.certainty, listing.of_certainties),
        (asked.principle, listing.of_principles),
        (asked.area, listing.of_areas),
    )
    conditions = [keep(values) for values, keep in filters if values]
    if asked.body is not None:
        conditions.append(listing.concerns(_flagged(view, asked.body)))
    if asked.branch is not None:
        below = [body for head in asked.branch for body in (head, *view.below(head))]
        conditions.append(listing.concerns(_flagged(view, below)))
    return np.logical_and.reduce(conditions) if conditions else None


def _flagged(view: View, bodies: Sequence[int]) -> NDArray[np.bool_]:
    flags = np.zeros(len(view.graph.live_body), dtype=np.bool_)
    flags[[view.row_at(body) for body in bodies]] = True
    return flags


def _place_after(listing: Listing, numbers: Int64s, values: NDArray[np.float64], asked: AskedFindings) -> int:
    """How many of the numbers, which are in order, do not come after the cursor."""
    value, *key = read_cursor(asked.after or "", f"findings{asked.sort}", float, str, str, str)
    place, before = Key(*key), listing.before(Key(*key))
    after = before + (listing.number_of(place) is not None)
    return bisect_left(numbers, (value, after), key=lambda number: (float(values[number]), int(number)))


def findings_of_body(view: View, body: int) -> Sequence[FoundOne]:
    """The findings of a body, what matters most first."""
    listing = view.analysis.listing
    numbers = listing.concerning(view.row_at(body))
    order = np.argsort(-listing.priority[numbers], kind="stable")
    return [_one(view, number) for number in numbers[order].tolist()]


def finding(view: View, key: str) -> FoundOne:
    """The finding of a key, `rule:subject` or `rule:subject:object`. Raises Unknown."""
    parts = _parts_of(key)
    if parts is not None:
        number = view.analysis.listing.number_of(parts)
        found = None if number is None else _one(view, number)
        if found is not None and found.key == key:
            return found
    raise Unknown(f"On {view.as_of} there is no finding “{key[:200]}”.")


def _parts_of(key: str) -> Key | None:
    """The rule, subject and object that a key names; None where there is no such rule."""
    rule, _, rest = key.partition(":")
    if rule not in METADATA:
        return None
    return Key(rule, rest, "") if METADATA[rule].subject == "relation" else Key(rule, *rest.partition(":")[::2])


def imaginable(view: View, key: str) -> Key | None:
    """The rule, subject and object of a key that a finding has, had or may come to have: all that it names is known.

    None for what is the key of no finding on any day.
    """
    parts = _parts_of(key)
    if parts is None or finding_key(parts.rule, parts.subject, parts.object or None) != key:
        return None
    subject, other = METADATA[parts.rule].subject, METADATA[parts.rule].object
    whole = _is_known(view, subject, parts.subject) and (bool(parts.object) == (other != "none"))
    return parts if whole and (other == "none" or _is_known(view, other, parts.object)) else None


def _is_known(view: View, kind: str, name: str) -> bool:
    if kind == "relation":
        ends, _, relation = name.partition(":")
        codes = ends.split(">")
        known = [view.sight.row_of_code("bodies", code) is not None for code in codes]
        return known == [True, True] and relation in RELATION_KINDS.ids
    if kind in {"area", "level/area"}:
        level, _, area = name.rpartition("/")
        return area in AREAS and (level in LEVELS if kind == "level/area" else not level)
    return _record(view, kind, name) is not None


def key_of(finding: FoundOne | Difference) -> Key:
    """What a finding is known by, in its parts."""
    return Key(finding.rule, finding.subject, finding.object or "")


def _one(view: View, number: int) -> FoundOne:
    listing, analysis = view.analysis.listing, view.analysis
    rule, row = RULE_IDS[listing.rule[number]], int(listing.row[number])
    _, subject, told = listing.key(number)
    other = told or None
    raw = finding_at(analysis, rule, row)
    return FoundOne(
        key=finding_key(rule, subject, other),
        rule=rule,
        family=METADATA[rule].family,
        subject=subject,
        object=other,
        certainty=CERTAINTIES.ids[0 if listing.confirmed[number] else 1],
        severity=SEVERITIES.ids[listing.severity[number]],
        reach=int(listing.reach[number]),
        priority=float(listing.priority[number]),
        row=row,
        cells=[] if raw.cells is None else cell_names(raw.cells),
        areas=area_names(raw.areas),
        rule_set=view.graph.register.settings.rule_set,
    )


def explained(view: View, finding: FoundOne, language: str) -> Explanation:
    """A finding in words, in `en` or `fr`."""
    return explain.explain(view.analysis, finding.rule, finding.row, language)


def evidence(view: View, finding: FoundOne) -> CitedEvidence:
    """What a finding rests on, each record with its row where it has one."""
    told = evidence_of(view.analysis, finding.rule, finding.row)
    path = (view.sight.row_of_code("bodies", code) for code in told.path)
    return CitedEvidence(_Records(view, told.records), tuple(row for row in path if row is not None), told.facts)


class _Records(Sequence[Cited]):
    """Cited records, each with its row once it is looked at."""

    def __init__(self, view: View, records: Sequence[Record]) -> None:
        self._view, self._records = view, records

    def __len__(self) -> int:
        return len(self._records)

    @overload
    def __getitem__(self, place: int) -> Cited: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Cited]: ...

    def __getitem__(self, place: int | slice) -> Cited | Sequence[Cited]:
        if isinstance(place, slice):
            return _Records(self._view, self._records[place])
        record = self._records[place]
        return Cited(record.table, record.key, row_of_record(self._view, record))


def subject_of(view: View, finding: FoundOne | Key) -> tuple[str, int] | None:
    """The record that a finding is about, as table and row; None where it is about an area or a level."""
    return _record(view, METADATA[finding.rule].subject, finding.subject)


def object_of(view: View, finding: FoundOne | Key) -> tuple[str, int] | None:
    """The other record that a finding is about, if that is one."""
    return None if not finding.object else _record(view, METADATA[finding.rule].object, finding.object)


_TABLES = {"body": ("bodies",), "strategy": ("strategies",), "action": ("actions",), "work": ("strategies", "actions")}


def _record(view: View, kind: str, key: str) -> tuple[str, int] | None:
    if kind == "relation":
        row = _related(view, key)
        return None if row is None else ("relations", row)
    for table in _TABLES.get(kind, ()):
        found = view.sight.row_of_code(table, key)
        if found is not None:
            return table, found
    return None


#: The columns by which the key of a record without a code names it, in the key's order.
_NAMED_BY = {
    "commitments": ("strategy", "principle", "area"),
    "competences": ("body", "area"),
    "declarations": ("body", "declared_on"),
    "participations": ("strategy", "body", "phase"),
    "reports": ("subject", "reported_on"),
    "oppositions": ("strategy", "other", "marked_by", "marked_on"),
    "measurements": ("body", "instrument", "measured_on", "principle", "area"),
}


def row_of_record(view: View, record: Record) -> int | None:
    """The row of a record that evidence names; None where the view has none such."""
    table, key = record
    if table in _NAMED_BY:
        return _first_of(view, table, dict(zip(_NAMED_BY[table], key.split(":"), strict=True)))
    if table == "links":
        return _first_of(view, table, dict(zip(("from", "to"), key.split(">"), strict=True)))
    return _related(view, key) if table == "relations" else view.sight.row_of_code(table, key)


def _related(view: View, key: str) -> int | None:
    ends, _, kind = key.partition(":")
    source, _, target = ends.partition(">")
    return _first_of(view, "relations", {"source": source, "target": target, "kind": kind})


def _first_of(view: View, table: str, named: Mapping[str, str]) -> int | None:
    """The record with these values; of several the one that is live that day and began last."""
    (column, value), *others = named.items()
    columns = [(view.sight.column(table, name), wanted) for name, wanted in others]
    rows = [
        row
        for row in view.sight.rows_where(table, column, value)
        if all(str("" if values[row] is None else values[row]) == wanted for values, wanted in columns)
    ]
    if len(rows) > 1 and table in {"relations", "competences"}:
        rows.sort(key=lambda row: _recency(view, table, row), reverse=True)
    return rows[0] if rows else None


def _recency(view: View, table: str, row: int) -> tuple[bool, str]:
    begins, ends = (view.sight.column(table, name)[row] for name in ("valid_from", "valid_to"))
    live = (begins is None or begins <= view.as_of) and (ends is None or ends >= view.as_of)
    return live, str(begins or "")
