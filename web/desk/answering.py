"""From an open question to the form in which it is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.context import view
from interlace.identity.permissions import Operation
from interlace.reading.findings import subject_of
from web.days import address
from web.desk.acting import behind
from web.languages import say
from web.rights import may

if TYPE_CHECKING:
    from collections.abc import Mapping

    from interlace.reading.findings import FoundOne
    from web.desk.acting import Acting

#: By rule: the page on which a body answers for itself …
_OF_THE_BODY: Mapping[str, str] = {
    "strategy-missing": "desk_new_strategy",
    "strategy-lapsed": "desk_new_strategy",
    "body-isolated": "desk_new_relation",
    "mechanism-missing": "desk_new_relation",
    "competence-overlap": "desk_new_relation",
    "peers-uncoordinated": "desk_new_relation",
    "double-delivery": "desk_new_relation",
}
#: … and the page of the strategy or action that the question is about.
_OF_THE_WORK: Mapping[str, str] = {
    "strategy-unanchored": "desk_strategy",
    "horizon-mismatch": "desk_strategy",
    "review-overdue": "desk_strategy",
    "funding-absent": "desk_strategy",
    "evidence-absent": "desk_strategy",
    "monitoring-absent": "desk_strategy",
    "civil-society-absent": "desk_strategy_part",
    "participation-token": "desk_strategy_part",
    "levels-not-consulted": "desk_strategy_part",
    "evaluation-without-doers": "desk_strategy_part",
    "principle-missing": "desk_commitments",
    "claim-contradicted": "desk_commitments",
    "report-stale": "desk_new_report",
    "action-overdue": "desk_action",
}
#: Closed by committing to or acting in the cells that the finding names.
_BY_ACTING = frozenset(
    {"level-skipped", "alignment-nominal", "commitment-uncascaded", "commitment-undelivered", "alignment-convergent"}
)


def way(finding: FoundOne, acting: Acting) -> tuple[str, str]:
    """Where a question is answered, and what that is called; the finding's own page where no form answers it."""
    if finding.rule in _BY_ACTING:
        supports = [finding.subject] if view().sight.row_of_code("strategies", finding.subject) is not None else []
        return (
            address("desk_new_action", body=acting.code, cells=finding.cells, supports=supports),
            say("Register an action for this"),
        )
    if finding.rule in _OF_THE_BODY:
        return address(_OF_THE_BODY[finding.rule], body=acting.code), say("Answer it")
    if finding.rule in _OF_THE_WORK and _writes(finding):
        return address(_OF_THE_WORK[finding.rule], code=finding.subject), say("Answer it")
    if finding.rule == "anchor-lapsed" and _writes(finding):
        page = "desk_action" if view().sight.row_of_code("strategies", finding.subject) is None else "desk_strategy"
        return address(page, code=finding.subject), say("Answer it")
    if finding.rule == "relation-unconfirmed":
        return address("inbox"), say("Confirm or dispute")
    return address("finding", key=finding.key), say("See what would answer it")


def _writes(finding: FoundOne) -> bool:
    """Whether the caller writes for a body behind what the question is about."""
    subject = subject_of(view(), finding)
    return subject is not None and may(
        Operation.RECORDS_WRITE, *behind(view(), subject[0], view().sight.told(*subject))
    )
