"""What bodies want to reach in an area of an instrument, and by when."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import CODE, DAYS, MOST_CODE_CHARACTERS, Code, Owned, owned_key, refers


def _code(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} ~ '{CODE}' AND length({column}) <= {MOST_CODE_CHARACTERS}", name=column)


class AssessmentTarget(Owned):
    """A target of a body's own: a score from 0 to 100 that it wants to have in an area on a day.

    It names no version, so that it outlives one; nobody else sets it.
    """

    __tablename__ = "assessment_targets"
    __table_args__ = (
        owned_key("body", "instrument", "area"),
        refers((), "registers", ()),
        _code("body"),
        _code("instrument"),
        _code("area"),
        CheckConstraint("target BETWEEN 0 AND 100", name="target"),
        CheckConstraint(f"by_day BETWEEN '{DAYS[0]}' AND '{DAYS[1]}'", name="by_day"),
        CheckConstraint("revision >= 1", name="revision"),
    )

    body: Mapped[str] = mapped_column(Code)
    instrument: Mapped[str] = mapped_column(Code)
    area: Mapped[str] = mapped_column(Code)
    """The id of an area of the instrument."""
    target: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    by_day: Mapped[date]
    set_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(server_default="1")
