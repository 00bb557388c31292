"""People, services and what they may do: users of the platform, their memberships in tenants, service accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import Base, Code, Owned, found_by, owned_key, refers
from interlace.db.identifiers import new_id

ROLES = ("reader", "contributor", "steward", "administrator")
SCOPES = ("read", "write", "findings", "import", "webhooks")
_ROLES = ", ".join(f"'{role}'" for role in ROLES)
_SCOPES = ", ".join(f"'{scope}'" for scope in SCOPES)


class User(Base):
    """A person with an account on the platform; what they may do in a tenant is told by their memberships."""

    __tablename__ = "users"
    __table_args__ = (
        Index("users_email_key", text("lower(email)"), unique=True),
        CheckConstraint("email ~ '^[^@[:space:]]{1,64}@[^@[:space:]]{1,189}$'", name="email"),
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str]
    name: Mapped[str]
    language: Mapped[str] = mapped_column(server_default="en")
    password_hash: Mapped[str | None]
    """Argon2id; empty until the invitation is accepted."""
    operator: Mapped[bool] = mapped_column(server_default="false")
    """Operators create and suspend tenants; that alone lets them read inside none."""
    signed_out_before: Mapped[datetime] = mapped_column(server_default=func.now())
    """Tokens issued earlier are refused: a new password and “sign out everywhere” move this on."""
    failed_attempts: Mapped[int] = mapped_column(server_default="0")
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class SingleUseLink(Base):
    """An invitation or a password reset: only the hash of its secret is kept, and using it uses it up."""

    __tablename__ = "single_use_links"
    __table_args__ = (
        CheckConstraint("purpose IN ('invitation', 'reset')", name="purpose"),
        Index("single_use_links_user_id_index", "user_id"),
    )

    secret_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    user_id: Mapped[UUID]
    purpose: Mapped[str]
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Membership(Owned):
    """A person's role in a tenant: over one body, or, for readers and administrators, in the whole tenant."""

    __tablename__ = "memberships"
    __table_args__ = (
        owned_key("id"),
        UniqueConstraint("tenant_id", "user_id", "role", "body", postgresql_nulls_not_distinct=True),
        refers((), "registers", ()),
        refers(("body",), "bodies", ("code",)),
        found_by("memberships", "body"),
        Index("memberships_user_id_index", "user_id"),
        CheckConstraint(f"role IN ({_ROLES})", name="role"),
        CheckConstraint("(role IN ('contributor', 'steward')) = (body IS NOT NULL)", name="body"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    user_id: Mapped[UUID]
    role: Mapped[str]
    body: Mapped[str | None] = mapped_column(Code)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ServiceAccount(Owned):
    """A partner system's credentials: scopes, and at most the rights of the person who made it."""

    __tablename__ = "service_accounts"
    __table_args__ = (
        owned_key("id"),
        UniqueConstraint("tenant_id", "name"),
        refers((), "registers", ()),
        CheckConstraint(f"scopes <@ ARRAY[{_SCOPES}]::text[] AND cardinality(scopes) > 0", name="scopes"),
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    name: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_by: Mapped[UUID]
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class RefreshFamily(Owned):
    """One sign-in: the line of refresh tokens that follow one another. A used one that comes back ends the family."""

    __tablename__ = "refresh_families"
    __table_args__ = (
        owned_key("id"),
        refers((), "registers", ()),
        found_by("refresh_families", "user_id"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    user_id: Mapped[UUID]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    """SHA-256 of the identifier (`jti`) of the one refresh token that is good now."""
    client: Mapped[dict[str, Any] | None]
    """What the person may recognise the sign-in by, such as the browser's name."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_used_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
