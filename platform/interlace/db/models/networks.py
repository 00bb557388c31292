"""Who belongs to a network across tenants: read by all tenants as long as the network is published."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import CODE, MOST_CODE_CHARACTERS, Code, Shared, refers
from interlace.db.identifiers import new_id

MOST_NAME_CHARACTERS = 1_000


class CommonsMember(Shared):
    """A body that has joined a network, by an application or an invitation that the other side has accepted."""

    __tablename__ = "commons_members"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "id"),
        refers((), "registers", ()),
        Index("commons_members_once_key", "tenant_id", "network", "member_tenant", "body", unique=True),
        Index("commons_members_member_tenant_index", "member_tenant"),
        CheckConstraint(f"body ~ '{CODE}' AND length(body) <= {MOST_CODE_CHARACTERS}", name="body"),
        CheckConstraint(f"length(body_name) BETWEEN 1 AND {MOST_NAME_CHARACTERS}", name="body_name"),
        CheckConstraint(f"length(tenant_name) BETWEEN 1 AND {MOST_NAME_CHARACTERS}", name="tenant_name"),
    )

    tenant_id: Mapped[UUID] = mapped_column(
        server_default=text("current_setting('app.tenant_id')::uuid"), sort_order=-10
    )
    """That of the network."""
    id: Mapped[UUID] = mapped_column(default=new_id)
    network: Mapped[UUID]
    """The gathering that it is."""
    member_tenant: Mapped[UUID]
    body: Mapped[str] = mapped_column(Code)
    body_name: Mapped[str]
    tenant_name: Mapped[str]
    coordinator: Mapped[bool] = mapped_column(server_default="false")
    since: Mapped[date]
