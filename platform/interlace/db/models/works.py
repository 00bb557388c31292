"""Works, which are strategies and actions; what strategies commit to, who took part, what supports what, reports."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Computed, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import Code, Owned, Record, checks_of, found_by, ordered, owned_key, refers


class Work(Owned):
    """The code of a strategy or an action: the two share one space of codes."""

    __tablename__ = "works"
    __table_args__ = (
        owned_key("code"),
        UniqueConstraint("tenant_id", "code", "kind"),
        CheckConstraint("kind IN ('strategy', 'action')", name="kind"),
    )

    code: Mapped[str] = mapped_column(Code)
    kind: Mapped[str]


class _Mention(Owned):
    """A body that a work names beside its own, in the order in which they are named."""

    __abstract__ = True

    work: Mapped[str] = mapped_column(Code)
    body: Mapped[str] = mapped_column(Code)
    position: Mapped[int] = mapped_column(SmallInteger)


class StrategyCoOwner(_Mention):
    """A body that owns a strategy together with its lead owner."""

    __tablename__ = "strategy_co_owners"
    __table_args__ = (
        owned_key("work", "body"),
        refers(("work",), "strategies", ("code",)),
        refers(("body",), "bodies", ("code",)),
        found_by("strategy_co_owners", "body"),
    )


class ActionPartner(_Mention):
    """A body that takes part in an action of another."""

    __tablename__ = "action_partners"
    __table_args__ = (
        owned_key("work", "body"),
        refers(("work",), "actions", ("code",)),
        refers(("body",), "bodies", ("code",)),
        found_by("action_partners", "body"),
    )


class Strategy(Record):
    """An adopted, withdrawn or draft document of one or more bodies with a period."""

    __tablename__ = "strategies"
    __table_args__ = (
        owned_key("id"),
        UniqueConstraint("tenant_id", "code"),
        refers(("code", "work_kind"), "works", ("code", "kind")),
        refers(("owner",), "bodies", ("code",)),
        found_by("strategies", "owner"),
        ordered("starts_on", "ends_on"),
        *checks_of("strategies"),
    )

    code: Mapped[str] = mapped_column(Code)
    work_kind: Mapped[str] = mapped_column(Computed("'strategy'::text", persisted=True))
    title: Mapped[str]
    owner: Mapped[str] = mapped_column(Code)
    status: Mapped[str | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    review_due_on: Mapped[date | None]
    reviewed_on: Mapped[date | None]
    evidence_base: Mapped[str | None]
    monitoring: Mapped[str | None]
    funded: Mapped[str | None]
    commitments_complete: Mapped[str | None]
    url: Mapped[str | None]


class Commitment(Record):
    """What a strategy says in a cell."""

    __tablename__ = "commitments"
    __table_args__ = (
        owned_key("id"),
        UniqueConstraint("tenant_id", "strategy", "principle", "area"),
        refers(("strategy",), "strategies", ("code",)),
        *checks_of("commitments"),
    )

    strategy: Mapped[str] = mapped_column(Code)
    principle: Mapped[str]
    area: Mapped[str]
    depth: Mapped[int] = mapped_column(SmallInteger)


class Action(Record):
    """What a body does in one or more cells."""

    __tablename__ = "actions"
    __table_args__ = (
        owned_key("id"),
        UniqueConstraint("tenant_id", "code"),
        refers(("code", "work_kind"), "works", ("code", "kind")),
        refers(("body",), "bodies", ("code",)),
        found_by("actions", "body"),
        ordered("starts_on", "ends_on"),
        *checks_of("actions"),
    )

    code: Mapped[str] = mapped_column(Code)
    work_kind: Mapped[str] = mapped_column(Computed("'action'::text", persisted=True))
    title: Mapped[str]
    body: Mapped[str] = mapped_column(Code)
    status: Mapped[str | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    cells: Mapped[list[str] | None]
    budget_amount: Mapped[str | None]
    budget_currency: Mapped[str | None]
    url: Mapped[str | None]


class Link(Record):
    """“This strategy or action supports that strategy.”"""

    __tablename__ = "links"
    __table_args__ = (
        owned_key("id"),
        UniqueConstraint("tenant_id", "from", "to"),
        refers(("from",), "works", ("code",)),
        refers(("to",), "strategies", ("code",)),
        found_by("links", "to"),
        CheckConstraint('"from" <> "to"', name="pair"),
        *checks_of("links"),
    )

    from_: Mapped[str] = mapped_column("from", Code)
    to: Mapped[str] = mapped_column(Code)
    status: Mapped[str | None]


class Participation(Record):
    """A body's part in a strategy."""

    __tablename__ = "participations"
    __table_args__ = (
        owned_key("id"),
        UniqueConstraint("tenant_id", "strategy", "body", "phase"),
        refers(("strategy",), "strategies", ("code",)),
        refers(("body",), "bodies", ("code",)),
        found_by("participations", "body"),
        *checks_of("participations"),
    )

    strategy: Mapped[str] = mapped_column(Code)
    body: Mapped[str] = mapped_column(Code)
    phase: Mapped[str]
    depth: Mapped[str]


class Opposition(Record):
    """A pair of strategies that a body has marked as working against each other."""

    __tablename__ = "oppositions"
    __table_args__ = (
        owned_key("id"),
        UniqueConstraint(
            "tenant_id", "strategy", "other", "marked_by", "marked_on", postgresql_nulls_not_distinct=True
        ),
        refers(("strategy",), "strategies", ("code",)),
        refers(("other",), "strategies", ("code",)),
        refers(("marked_by",), "bodies", ("code",)),
        found_by("oppositions", "other"),
        found_by("oppositions", "marked_by"),
        CheckConstraint("strategy <> other", name="pair"),
        ordered("marked_on", "resolved_on"),
        *checks_of("oppositions"),
    )

    strategy: Mapped[str] = mapped_column(Code)
    other: Mapped[str] = mapped_column(Code)
    marked_by: Mapped[str] = mapped_column(Code)
    marked_on: Mapped[date | None]
    resolved_on: Mapped[date | None]
    reason: Mapped[str | None]


class Measurement(Record):
    """What a body scored in a cell on a day by an instrument, as a range from the least to the most it can be."""

    __tablename__ = "measurements"
    __table_args__ = (
        owned_key("id"),
        UniqueConstraint(
            "tenant_id", "body", "instrument", "measured_on", "principle", "area", name="measurements_cell_key"
        ),
        refers(("body",), "bodies", ("code",)),
        # Constraints are looked at in the order of their names: what is no number is refused before it is compared.
        CheckConstraint("score_from::numeric <= score_to::numeric", name="span"),
        *checks_of("measurements"),
    )

    body: Mapped[str] = mapped_column(Code)
    measured_on: Mapped[date]
    principle: Mapped[str]
    area: Mapped[str]
    score_from: Mapped[str]
    score_to: Mapped[str]
    items: Mapped[int | None]
    instrument: Mapped[str] = mapped_column(Code)
    version: Mapped[str | None]
    voice: Mapped[str | None]


class Declaration(Record):
    """A body's word, dated, that its own register is complete."""

    __tablename__ = "declarations"
    __table_args__ = (
        owned_key("id"),
        UniqueConstraint("tenant_id", "body", "declared_on"),
        refers(("body",), "bodies", ("code",)),
        *checks_of("declarations"),
    )

    body: Mapped[str] = mapped_column(Code)
    declared_on: Mapped[date]


class Report(Record):
    """What was told on a day of how a strategy or an action goes."""

    __tablename__ = "reports"
    __table_args__ = (
        owned_key("id"),
        UniqueConstraint("tenant_id", "subject", "reported_on"),
        refers(("subject",), "works", ("code",)),
        *checks_of("reports"),
    )

    subject: Mapped[str] = mapped_column(Code)
    reported_on: Mapped[date]
    progress: Mapped[str | None]
    note: Mapped[str | None]
