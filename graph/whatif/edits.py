"""Changes made into edits of a register, or refused with all that stands against them.

They mean what the ordinary services do: a relation or link that is added is declared, a strategy is recorded as
adopted, one that is removed is withdrawn, and what something still refers to stays. What the register would not admit
is not admitted here, so that what was tried can be applied.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from graph.tables import SCHEMA, Kind
from graph.whatif.changes import TABLES, Problem, Refused
from graph.whatif.overlay import Overlay
from policies import LEVELS, RELATION_KINDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from graph.amendment import Edit
    from graph.tables import Tables
    from graph.whatif.changes import Change

    Record = Mapping[str, Any]

#: What the services themselves write into a record that is added.
_STATUS = {"relations": "declared", "links": "declared", "strategies": "adopted"}
_PERIODS = {
    "bodies": ("valid_from", "valid_to"),
    "competences": ("valid_from", "valid_to"),
    "relations": ("valid_from", "valid_to"),
    "strategies": ("starts_on", "ends_on"),
    "actions": ("starts_on", "ends_on"),
}
_PAIRS = {"relations": ("source", "target"), "links": ("from", "to")}
_UNIQUE = {
    "commitments": ("strategy", "principle", "area"),
    "links": ("from", "to"),
    "participations": ("strategy", "body", "phase"),
}
#: The tables that share one space of codes.
_SPACES = {"bodies": ("bodies",), "strategies": ("strategies", "actions"), "actions": ("strategies", "actions")}


def edits_of(tables: Tables, changes: Sequence[Change], day: date, hidden: Collection[str] = ()) -> list[Edit]:
    """What changes made one after the other on a day come to; later ones may name what earlier ones added.

    `hidden` are codes of drafts that whoever asks may not know of: they are not there, and where they stand in the way
    of a change they are set aside without a word. Raises Refused with every problem of every change.
    """
    making = _Making(Overlay(tables, hidden), day)
    for number, change in enumerate(changes):
        making.make(number, change)
    if making.problems:
        raise Refused(making.problems)
    return making.overlay.edits


class _Making:
    """Makes changes one by one, and gathers what stands against them."""

    def __init__(self, overlay: Overlay, day: date) -> None:
        self.overlay, self.day = overlay, day
        self.problems: list[Problem] = []
        #: Codes of records that were meant to come and could not: what names them is not at fault for that.
        self._meant: set[tuple[str, str]] = set()

    def make(self, number: int, change: Change) -> None:
        """Make one change, or note what is wrong with it."""
        if change.table not in TABLES:
            self.problems.append(Problem(number, "table", "bad-choice", {"choices": ", ".join(TABLES)}))
            return
        step = self._add if change.verb == "add" else self._remove
        self.problems += [Problem(number, column, code, details) for column, code, details in step(change)]

    def _add(self, change: Change) -> list[_Wrong]:
        table = change.table
        record = {**dict.fromkeys(SCHEMA[table]), **change.values}
        problems = list(self._fixed(table, record))
        if table == "relations" and record["declared_on"] is None:
            record["declared_on"] = self.day
        problems += [*_missing(table, record), *self._unknown(table, record), *_wrong_in_itself(table, record)]
        if not problems:
            problems += self._not_admitted(table, record)
        if not problems:
            self.overlay.add(table, record)
        elif isinstance(record.get("code"), str):
            self._meant.add((table, record["code"]))
        return problems

    def _fixed(self, table: str, record: dict[str, Any]) -> Iterator[_Wrong]:
        """Give the record the status that a service would give it."""
        if table in _STATUS:
            if record["status"] not in {None, _STATUS[table]}:
                yield "status", "fixed", {}
            record["status"] = _STATUS[table]
        told = record.get("declared_on")
        if isinstance(told, date) and told > self.day:
            yield "declared_on", "in-future", {"today": self.day.isoformat()}

    def _unknown(self, table: str, record: Record) -> Iterator[_Wrong]:
        for name, column in SCHEMA[table].items():
            value = record[name]
            if not column.refers_to or value is None:
                continue
            for code in value if column.kind is Kind.REFERENCES else (value,):
                meant = any((other, code) in self._meant for other in column.refers_to)
                if not meant and not self.overlay.has(column.refers_to, code):
                    yield name, "unknown-code", {"tables": ", ".join(column.refers_to)}

    def _not_admitted(self, table: str, record: Record) -> Iterator[_Wrong]:
        """What stands against a record beside others."""
        if table in _SPACES and self.overlay.taken(_SPACES[table], record["code"]):
            yield "code", "taken", {}
        columns = _UNIQUE.get(table)
        if columns and self.overlay.find(table, {name: record[name] for name in columns}, all_of_them=True):
            yield columns[-1], "present", {}
        if table == "bodies":
            yield from self._misplaced(record)
        if table == "relations":
            yield from self._unlawful(record)

    def _misplaced(self, body: Record) -> Iterator[_Wrong]:
        if body["parent"] is not None and not _may_contain(self._level(body["parent"]), body["level"]):
            yield "parent", "bad-parent", {}
        if body["serves"] is not None and _rank(self._level(body["serves"])) is None:
            yield "serves", "not-an-authority", {}

    def _unlawful(self, relation: Record) -> Iterator[_Wrong]:
        source, target = self._level(relation["source"]), self._level(relation["target"])
        if relation["kind"] == "member_of" and target not in {"network", None}:
            yield "target", "not-a-network", {}
        if relation["kind"] == "part_of" and not _may_contain(target, source):
            yield "target", "bad-parent", {}
        if any(_overlap(relation, other) for other in self._same_pair(relation)):
            yield "target", "twin", {}

    def _level(self, code: str) -> str | None:
        """The level of a body; None for one that could not be added, of which nothing more is said."""
        found = self.overlay.find("bodies", {"code": code})
        return found[0]["level"] if found else None

    def _same_pair(self, values: Record) -> list[Record]:
        """Relations between the two bodies of a kind, for kinds that read alike both ways in either order."""
        ends = [(values["source"], values["target"])]
        if values["kind"] in RELATION_KINDS.ids and RELATION_KINDS[values["kind"]].symmetric:
            ends.append((values["target"], values["source"]))
        return [
            relation
            for source, target in ends
            for relation in self.overlay.find("relations", {"source": source, "target": target, "kind": values["kind"]})
        ]

    def _remove(self, change: Change) -> list[_Wrong]:
        table, values = change.table, change.values
        missing = [name for name in TABLES[table] if values.get(name) is None]
        if missing:
            return [(name, "required", {}) for name in missing]
        found = self._named(table, values)
        if not found or (table in _SPACES and len(found) > 1):
            return [(TABLES[table][0], "no-record", {})]
        if any(record != found[0] for record in found):
            return [(TABLES[table][0], "several", {})]
        return list(self._taken_out(table, found[0]))

    def _named(self, table: str, values: Record) -> list[Record]:
        if table != "relations":
            return self.overlay.find(table, values)
        further = {name: value for name, value in values.items() if name not in TABLES["relations"]}
        return [
            relation
            for relation in self._same_pair(values)
            if all(relation.get(name) == value for name, value in further.items())
        ]

    def _taken_out(self, table: str, record: Record) -> Iterator[_Wrong]:
        overlay = self.overlay
        if table == "strategies" and record["status"] != "draft":
            if record["status"] == "withdrawn":
                yield "code", "not-adopted", {}
            else:
                overlay.change(table, record, status="withdrawn")
            return
        mentions = overlay.mentions(table, record["code"]) if table in _SPACES else {}
        if table == "strategies":
            mentions.pop("commitments", None)
        if mentions:
            what = ", ".join(f"{count} in {other}" for other, count in mentions.items())
            yield "code", "still-named", {"what": what}
            return
        if table == "strategies":
            for commitment in overlay.find("commitments", {"strategy": record["code"]}):
                overlay.remove("commitments", commitment)
        if table in _SPACES:
            overlay.set_aside(table, record["code"])
        overlay.remove(table, record)


#: The column meant, the message, and its details.
_Wrong = tuple[str, str, dict[str, str]]


def _missing(table: str, record: Record) -> Iterator[_Wrong]:
    for name, column in SCHEMA[table].items():
        if column.required and record[name] is None:
            yield name, "required", {}


def _wrong_in_itself(table: str, record: Record) -> Iterator[_Wrong]:
    if table in _PERIODS:
        start, end = _PERIODS[table]
        if record[start] is not None and record[end] is not None and record[end] < record[start]:
            yield end, "end-before-start", {"start": start}
    if table in _PAIRS:
        one, other = _PAIRS[table]
        if record[one] is not None and record[one] == record[other]:
            yield other, "self", {}


def _rank(level: str | None) -> int | None:
    return None if level is None else LEVELS[level].rank


def _may_contain(above: str | None, level: str | None) -> bool:
    """Whether a body of one level may stand above one of another; of a level that is not known nothing is said."""
    if above is None or level is None:
        return True
    rank, own = _rank(above), _rank(level)
    return rank is not None and (level == "civil_society" or (own is not None and rank < own))


def _overlap(one: Record, other: Record) -> bool:
    """Whether two records with periods hold on one day together."""
    starts = [record["valid_from"] or date.min for record in (one, other)]
    ends = [record["valid_to"] or date.max for record in (one, other)]
    return max(starts) <= min(ends)
