"""Who can close a finding: the bodies whose word or deed its rule waits for, and what they must be allowed to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from interlace.identity.permissions import Operation
from interlace.reading.findings import evidence, object_of, subject_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from interlace.reading.findings import CitedEvidence, FoundOne
    from interlace.reading.view import View


class Acting(NamedTuple):
    """Bodies (rows), the one concerned first, any of which can do something by this operation.

    Without bodies it is done for the tenant as a whole.
    """

    operation: Operation
    bodies: Sequence[int]


class _Case(NamedTuple):
    """One finding with all that is looked up to name those who can act."""

    view: View
    finding: FoundOne
    proof: CitedEvidence

    def subject(self) -> Iterator[int]:
        """The subject, or who leads or does it."""
        yield from self._behind(subject_of(self.view, self.finding))

    def other(self) -> Iterator[int]:
        """The same of the finding's object."""
        yield from self._behind(object_of(self.view, self.finding))

    def owners(self) -> Iterator[int]:
        """Those who lead the subject, then those who share it."""
        yield from self.subject()
        record = subject_of(self.view, self.finding)
        if record is not None and record[0] == "strategies":
            yield from self._by_codes(self.view.sight.column("strategies", "co_owners")[record[1]])

    def named(self) -> Iterator[int]:
        """The other bodies that the finding rests on."""
        subject = set(self.subject())
        for record in self.proof.records:
            if record.table == "bodies" and record.row is not None and record.row not in subject:
                yield record.row

    def source(self) -> Iterator[int]:
        """Who declared the relation."""
        yield from self._by_codes([str(self.proof.facts["source"])])

    def target(self) -> Iterator[int]:
        """Whose word about the relation is waited for."""
        yield from self._by_codes([str(self.proof.facts["target"])])

    def doers(self) -> Iterator[int]:
        """Who carries the strategy out."""
        doers = self.proof.facts["doers"]
        yield from self._by_codes(doers if isinstance(doers, list) else ())

    def markers(self) -> Iterator[int]:
        """Who marked the two strategies as working against each other."""
        markers = self.proof.facts["marked_by"]
        yield from self._by_codes(markers if isinstance(markers, list) else ())

    def nobody(self) -> Iterator[int]:
        """What is done for the tenant as a whole is done for no body."""
        yield from ()

    def _behind(self, record: tuple[str, int] | None) -> Iterator[int]:
        if record is None:
            return
        table, row = record
        if table == "bodies":
            yield row
        elif table in _LED_BY:
            yield from self._by_codes([self.view.sight.column(table, _LED_BY[table])[row]])

    def _by_codes(self, codes: Sequence[object]) -> Iterator[int]:
        rows = (self.view.sight.row_of_code("bodies", str(code)) for code in codes)
        yield from (row for row in rows if row is not None)


_LED_BY = {"strategies": "owner", "actions": "body"}
_RECORDS, _CONSENT, _COMPETENCES = Operation.RECORDS_WRITE, Operation.CONSENT_GIVE, Operation.COMPETENCES_WRITE
_By = tuple["Callable[[_Case], Iterator[int]]", ...]
_SUBJECT: tuple[tuple[Operation, _By], ...] = ((_RECORDS, (_Case.subject,)),)

#: Rule → operations, and who can do each; after what the rule says of what closes its findings.
_WHO: Mapping[str, Sequence[tuple[Operation, _By]]] = {
    "action-overdue": _SUBJECT,
    "alignment-convergent": ((_RECORDS, (_Case.other,)),),
    "alignment-nominal": ((_RECORDS, (_Case.other,)),),
    "anchor-lapsed": _SUBJECT,
    "body-isolated": _SUBJECT,
    "civil-society-absent": _SUBJECT,
    "claim-contradicted": _SUBJECT,
    "commitment-uncascaded": ((_RECORDS, (_Case.other, _Case.named)),),
    "commitment-undelivered": ((_RECORDS, (_Case.owners,)),),
    "competence-orphan": ((_COMPETENCES, (_Case.subject,)), (Operation.SETTINGS_CHANGE, (_Case.nobody,))),
    "competence-overlap": (
        (_RECORDS, (_Case.subject, _Case.other)),
        (_COMPETENCES, (_Case.subject, _Case.other)),
    ),
    "coordination-fragile": ((_RECORDS, (_Case.named,)),),
    "double-delivery": ((_RECORDS, (_Case.subject, _Case.other)),),
    "evaluation-without-doers": ((_RECORDS, (_Case.owners, _Case.doers)),),
    "evidence-absent": _SUBJECT,
    "funding-absent": _SUBJECT,
    "horizon-mismatch": ((_RECORDS, (_Case.other, _Case.subject)),),
    "initiative-unsupported": ((_RECORDS, (_Case.named,)),),
    "level-skipped": _SUBJECT,
    "levels-not-consulted": _SUBJECT,
    "mechanism-dormant": ((Operation.BODY_CHANGE, (_Case.subject,)),),
    "mechanism-incomplete": ((_CONSENT, (_Case.subject,)),),
    "mechanism-missing": ((_RECORDS, (_Case.subject, _Case.other)),),
    "monitoring-absent": _SUBJECT,
    "opposed-commitments": ((_CONSENT, (_Case.subject, _Case.other, _Case.markers)),),
    "participation-token": ((_RECORDS, (_Case.owners,)),),
    "peers-uncoordinated": ((_RECORDS, (_Case.named, _Case.subject)),),
    "principle-missing": _SUBJECT,
    "relation-unconfirmed": ((_CONSENT, (_Case.target,)), (_RECORDS, (_Case.source,))),
    "report-stale": _SUBJECT,
    "review-overdue": _SUBJECT,
    "strategy-lapsed": _SUBJECT,
    "strategy-missing": _SUBJECT,
    "strategy-unanchored": _SUBJECT,
}


def acting(view: View, finding: FoundOne) -> tuple[Acting, ...]:
    """Who can do something about a finding, operation by operation."""
    case = _Case(view, finding, evidence(view, finding))
    return tuple(
        Acting(operation, list(dict.fromkeys(row for who in those for row in who(case))))
        for operation, those in _WHO[finding.rule]
    )
