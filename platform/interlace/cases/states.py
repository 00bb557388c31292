"""How a case stands: worked out from whether its finding is there and from what was said last. Nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date

STATES = ("open", "acknowledged", "in_progress", "disputed", "accepted_risk", "closed")
#: What a body says of its own finding; the other two settle what it has disputed.
BY_A_BODY = ("acknowledged", "in_progress", "disputed", "accepted_risk", "closed", "open")
SETTLING = ("upheld", "rejected")
#: Nobody is reminded of a case that stands like this.
AT_REST = frozenset({"closed", "disputed", "accepted_risk"})


class Said(Protocol):
    """An answer, as far as the state depends on it."""

    @property
    def said(self) -> str:
        """One of `interlace.db.models.cases.SAID`."""

    @property
    def until(self) -> date | None:
        """The last day of an accepted risk."""


def state_of(*, present: bool, last: Said | None, today: date) -> str:
    """The state of a case today. `last` is the last answer of the present episode: earlier ones count no longer."""
    if not present:
        return "closed"
    if last is None or last.said in {"open", "closed", "rejected"}:
        # It was taken back, or the finding is there again although something was done, or the dispute did not hold.
        return "open"
    if last.said == "accepted_risk":
        return "open" if last.until is None or last.until < today else "accepted_risk"
    return "disputed" if last.said == "upheld" else last.said


def waits_for_settlement(state: str, last: Said | None) -> bool:
    """Whether a dispute was not settled yet."""
    return state == "disputed" and last is not None and last.said == "disputed"


def is_overdue(state: str, deadline: date | None, today: date) -> bool:
    """Whether a joint deadline has passed and still binds anybody."""
    return deadline is not None and deadline < today and state not in AT_REST
