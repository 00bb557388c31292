"""What need not be asked again: answers of the last round, and those that the register gives, with the record that
shows it. Both are marked as such until somebody confirms them.

The register answers only “yes”: what is not in it is not known, and no “no”.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from graph.crosswalk import cross
from graph.scoring import AnswerUnfit
from interlace.assessments.answering import fillable
from interlace.assessments.asked import instrument_of, instrument_of_round
from interlace.assessments.snapshots import answers_in
from interlace.assessments.values import (
    Evidence,
    answer_of,
    choices_of,
    read_evidence,
    stored,
    stored_evidence,
)
from interlace.db import tenancy
from interlace.db.models import Assessment, AssessmentAnswer, AssessmentSnapshot
from interlace.db.models.assessments import MOST_EVIDENCE
from interlace.errors import Invalid, Unknown
from interlace.instruments.finding import crosswalk_of
from policies import LEVELS, PRINCIPLES
from policies.instruments.prefills import ACTION_IN_CELLS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal
    from interlace.reading.view import View
    from policies.instruments import Instrument, Item

YES = "yes"
COORDINATION = ("coordinates_with", "consults", "partners_with", "member_of")
#: So far back a report counts as one of the last year.
A_YEAR = timedelta(days=366)
#: So many records at most are named as evidence of one answer.
MOST_RECORDS = 5


@dataclass(frozen=True)
class Prefilled:
    """How many answers were filled in, and from where."""

    from_register: int
    from_earlier: int


@dataclass(frozen=True)
class _Known:
    """An answer that need not be asked."""

    standing: str
    value: str | None
    evidence: Sequence[Evidence]
    note: str | None
    source: str


def prefill(database: Database, principal: Principal, tenant_id: UUID, view: View, assessment_id: UUID) -> Prefilled:
    """Fill in what is known already, where nobody has answered yet. Raises Unknown, Closed.

    The last round answers before the register, which answers only for the body's own voice: others are asked how they
    see it.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        found, asked = fillable(unit, assessment_id)
        instrument = instrument_of_round(unit.session, asked)
        known = of_register(view, found.body, instrument) if found.voice == "body" else {}
        known = {**known, **_of_earlier(unit, found, instrument)}
        rows = unit.session.scalars(select(AssessmentAnswer).where(AssessmentAnswer.assessment == found.id))
        there = {row.item: row for row in rows}
        counts = {"register": 0, "earlier": 0}
        for item, one in known.items():
            row = there.get(item)
            if row is not None and (row.standing != "not_answered" or row.note is not None or row.source != "person"):
                continue
            if row is None:
                row = AssessmentAnswer(assessment=found.id, item=item, revision=0)
                unit.session.add(row)
            row.standing, row.value, row.note, row.source = one.standing, one.value, one.note, one.source
            row.evidence = stored_evidence(one.evidence)
            row.answered_by, row.answered_at, row.revision = None, unit.at, row.revision + 1
            counts[one.source] += 1
        unit.session.flush()
        if any(counts.values()):
            unit.did("assessment.prefill", f"assessment:{found.id}", **counts)
        return Prefilled(counts["register"], counts["earlier"])


def _of_earlier(unit: Unit, found: Assessment, instrument: Instrument) -> dict[str, _Known]:
    """What the same voice said of the same body in the last round with this instrument, as far as it still fits."""
    rows = (
        select(AssessmentSnapshot)
        .join(Assessment, Assessment.id == AssessmentSnapshot.assessment)
        .where(
            Assessment.body == found.body,
            Assessment.voice == found.voice,
            Assessment.author.is_not_distinct_from(found.author),
            Assessment.round != found.round,
            AssessmentSnapshot.instrument == instrument.id,
            # Reviewers are other people from round to round: what was not opened to others is not theirs to read.
            or_(Assessment.voice != "reviewer", Assessment.state == "released"),
        )
        .order_by(AssessmentSnapshot.made_at.desc(), Assessment.version.desc())
        .limit(1)
    )
    snapshot = unit.session.scalar(rows)
    if snapshot is None:
        return {}
    crossed = _crossed(unit, snapshot, instrument)
    if crossed is not None:
        return crossed
    known = {}
    for name, entry in snapshot.answers.items():
        item = instrument.items_by_id.get(name)
        if item is None or entry["standing"] == "not_answered":
            continue
        try:
            told = answer_of(item, entry["standing"], entry.get("value"))
        except Invalid:
            # The item takes other answers by now, and is asked anew.
            continue
        evidence = read_evidence({"items": entry.get("evidence", ())})
        known[name] = _Known(str(told.standing), stored(told), evidence, entry.get("note"), "earlier")
    return known


def _crossed(unit: Unit, snapshot: AssessmentSnapshot, instrument: Instrument) -> dict[str, _Known] | None:
    """What was said in another version of the instrument, carried over by the crosswalk between the two, if there is
    one. What was weighed together from several answers is an answer to be confirmed like the others.
    """
    if snapshot.version == instrument.version:
        return None
    try:
        old = instrument_of(unit.session, snapshot.instrument, snapshot.version)
        walk = crosswalk_of(unit.session, snapshot.instrument, snapshot.version, instrument.version)
        carried = cross(old, instrument, walk, answers_in(old, snapshot.answers)).answers
    except (Unknown, AnswerUnfit):
        return None
    origins = {mapped.item: [origin.item for origin in mapped.origins] for mapped in walk.mapped}
    known = {}
    for name, answer in carried.items():
        if str(answer.standing) != "not_answered":
            entries = [snapshot.answers.get(one, {}) for one in origins[name]]
            evidence = [one for entry in entries for one in read_evidence({"items": entry.get("evidence", ())})]
            note = entries[0].get("note") if len(entries) == 1 else None
            known[name] = _Known(str(answer.standing), stored(answer), evidence[:MOST_EVIDENCE], note, "earlier")
    return known


def of_register(view: View, body: str, instrument: Instrument) -> dict[str, _Known]:
    """What the register answers for a body, by item, with the records that show it."""
    if view.sight.row_of_code("bodies", body) is None:
        return {}
    register = _Register(view, body)
    known = {}
    for item in instrument.items:
        if item.prefill is None or YES not in choices_of(item):
            continue
        evidence = register.shows(item)
        if evidence:
            known[item.id] = _Known("answered", YES, evidence[:MOST_RECORDS], None, "register")
    return known


class _Register:
    """What a register shows of one body on the view's day. Drafts show nothing, whoever looks."""

    def __init__(self, view: View, body: str) -> None:
        self._view, self._body, self._sight = view, body, view.sight
        self._keys: Mapping[str, Callable[[Item], list[Evidence]]] = {
            "strategy-in-force": lambda _: self._strategies(self._in_force),
            "strategy-complete": lambda _: self._strategies(self._complete),
            "strategy-funded": lambda _: self._strategies(self._says("funded")),
            "strategy-evidence": lambda _: self._strategies(self._says("evidence_base")),
            "strategy-monitored": lambda _: self._strategies(self._says("monitoring")),
            "reported-last-year": lambda _: self._reported(),
            "civil-society-takes-part": lambda _: self._strategies(self._civil_society),
            "coordinates-above": lambda _: self._above(),
            "city-network": lambda _: self._networks(),
            "register-declared": lambda _: self._declared(),
            ACTION_IN_CELLS: self._actions,
        }

    def shows(self, item: Item) -> list[Evidence]:
        """What shows that the answer to an item is yes; nothing where the register does not know."""
        known = self._keys.get(item.prefill or "")
        return [] if known is None else known(item)

    def _strategies(self, holds: Callable[[int], bool]) -> list[Evidence]:
        codes = self._sight.column("strategies", "code")
        return [Evidence("record", f"strategy:{codes[row]}") for row in self._own if self._in_force(row) and holds(row)]

    @property
    def _own(self) -> list[int]:
        owned = self._sight.rows_where("strategies", "owner", self._body)
        shared = self._sight.rows_where("strategies", "co_owners", self._body)
        return sorted({*owned, *shared}, key=lambda row: self._sight.column("strategies", "code")[row])

    def _in_force(self, row: int) -> bool:
        status = self._sight.column("strategies", "status")[row]
        return status not in {"draft", "withdrawn"} and self._holds("strategies", row)

    def _holds(self, table: str, row: int) -> bool:
        begins, ends = self._sight.column(table, "starts_on")[row], self._sight.column(table, "ends_on")[row]
        return (begins is None or begins <= self._view.as_of) and (ends is None or ends >= self._view.as_of)

    def _says(self, column: str) -> Callable[[int], bool]:
        return lambda row: bool(self._sight.column("strategies", column)[row] == "yes")

    def _complete(self, row: int) -> bool:
        code = self._sight.column("strategies", "code")[row]
        principles = self._sight.column("commitments", "principle")
        found = {principles[one] for one in self._sight.rows_where("commitments", "strategy", code)}
        return found >= set(PRINCIPLES.ids)

    def _civil_society(self, row: int) -> bool:
        code = self._sight.column("strategies", "code")[row]
        bodies = self._sight.column("participations", "body")
        return any(
            self._level(bodies[one]) == "civil_society"
            for one in self._sight.rows_where("participations", "strategy", code)
        )

    def _level(self, code: str) -> str | None:
        row = self._sight.row_of_code("bodies", code)
        return None if row is None else str(self._sight.column("bodies", "level")[row])

    def _reported(self) -> list[Evidence]:
        found = []
        codes = {
            "strategies": self._sight.column("strategies", "code"),
            "actions": self._sight.column("actions", "code"),
        }
        works = [("strategy", codes["strategies"][row]) for row in self._own]
        works += [("action", codes["actions"][row]) for row in self._sight.rows_where("actions", "body", self._body)]
        days = self._sight.column("reports", "reported_on")
        for kind, code in works:
            told = [days[row] for row in self._sight.rows_where("reports", "subject", code)]
            if any(self._view.as_of - A_YEAR <= day <= self._view.as_of for day in told):
                found.append(Evidence("record", f"{kind}:{code}"))
        return found

    def _above(self) -> list[Evidence]:
        codes = self._sight.column("bodies", "code")
        row = self._sight.row_of_code("bodies", self._body)
        above = set() if row is None else {codes[one] for one in self._view.ancestors(row)}
        return [
            Evidence("record", f"body:{other}")
            for other in self._related(COORDINATION)
            if other in above and self._level(other) in LEVELS.ids[:5]
        ]

    def _networks(self) -> list[Evidence]:
        scopes = self._sight.column("bodies", "scope")
        found = []
        for other in self._related(("member_of",), outgoing=True):
            row = self._sight.row_of_code("bodies", other)
            if row is not None and self._level(other) == "network" and scopes[row] == "peer":
                found.append(Evidence("record", f"body:{other}"))
        return found

    def _related(self, kinds: Sequence[str], *, outgoing: bool = False) -> list[str]:
        """The bodies with which it stands in a relation of these kinds that holds and is not disputed."""
        names = ("source", "target", "kind", "status", "valid_from", "valid_to")
        columns = {name: self._sight.column("relations", name) for name in names}
        found = set()
        sides = (("source", "target"),) if outgoing else (("source", "target"), ("target", "source"))
        for own, other in sides:
            for row in self._sight.rows_where("relations", own, self._body):
                begins, ends = columns["valid_from"][row], columns["valid_to"][row]
                holds = (begins is None or begins <= self._view.as_of) and (ends is None or ends >= self._view.as_of)
                if columns["kind"][row] in kinds and columns["status"][row] != "disputed" and holds:
                    found.add(str(columns[other][row]))
        return sorted(found)

    def _declared(self) -> list[Evidence]:
        days = self._sight.column("declarations", "declared_on")
        told = [days[row] for row in self._sight.rows_where("declarations", "body", self._body)]
        last = max((day for day in told if day <= self._view.as_of), default=None)
        return [] if last is None else [Evidence("words", last.isoformat())]

    def _actions(self, item: Item) -> list[Evidence]:
        names = {name: self._sight.column("actions", name) for name in ("code", "status", "cells")}
        wanted = {f"{principle}:{area}" for principle, area in item.cells}
        rows = {*self._sight.rows_where("actions", "body", self._body)}
        rows |= {*self._sight.rows_where("actions", "partners", self._body)}
        found = [
            names["code"][row]
            for row in rows
            if names["status"][row] not in {"planned", "completed", "cancelled"}
            and self._holds("actions", row)
            and wanted & set(names["cells"][row])
        ]
        return [Evidence("record", f"action:{code}") for code in sorted(found)]
