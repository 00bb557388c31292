"""Tenants, known to the whole platform, and the one row of each that holds its settings and its revision."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import Base, Code, Owned, owned_key
from interlace.db.identifiers import new_id


class Tenant(Base):
    """One programme that shares a register: its address on the platform, and whether it is open."""

    __tablename__ = "tenants"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'", name="slug"),
        CheckConstraint("status IN ('open', 'suspended')", name="status"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(Code, unique=True)
    status: Mapped[str] = mapped_column(server_default="open")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class TenantRegister(Owned):
    """The head of a tenant's register. Every write locks this row, so a tenant's revisions follow one another."""

    __tablename__ = "registers"
    __table_args__ = (
        owned_key(),
        CheckConstraint("country ~ '^[A-Z]{2}$'", name="country"),
        CheckConstraint("revision >= 0", name="revision"),
        CheckConstraint("jsonb_typeof(thresholds) = 'object'", name="thresholds"),
        CheckConstraint("jsonb_typeof(competence_matrix) = 'object'", name="competence_matrix"),
        CheckConstraint("jsonb_typeof(rules) = 'object'", name="rules"),
        CheckConstraint("jsonb_typeof(further_columns) = 'object'", name="further_columns"),
    )

    revision: Mapped[int] = mapped_column(server_default="0")
    name: Mapped[str | None]
    country: Mapped[str | None]
    languages: Mapped[list[str] | None]
    thresholds: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """By name; a share is the text of an exact decimal. What is not named has its default."""
    competence_matrix: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """Level → area → role."""
    rules: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """Rule → "off", or a severity of the rule → the one it counts as here. What is not named is as shipped."""
    further_columns: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """Table → columns of its bundle that no table names, in their order."""
    audit_number: Mapped[int] = mapped_column(server_default="0")
    audit_hash: Mapped[bytes] = mapped_column(LargeBinary, server_default=func.decode("", "hex"))
    """Number and hash of the last audit record: a cut-off end of the chain shows."""
