"""Who acts: a person or a partner system in one tenant, the platform's operator, or the program itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID


@dataclass(frozen=True)
class Grant:
    """A role in a tenant: over one body and, for stewards, all below it; without a body, in the whole tenant."""

    role: str
    body: str | None = None


@dataclass(frozen=True)
class Principal:
    """Someone who acts, with what they were granted in one tenant. What that permits is decided elsewhere.

    `scopes` is empty for people; a service account acts with its maker's grants, within its scopes.
    """

    kind: str
    id: UUID | None
    tenant_id: UUID | None = None
    grants: tuple[Grant, ...] = ()
    scopes: frozenset[str] = frozenset()
    operator: bool = False

    @property
    def rights(self) -> tuple[object, ...]:
        """What decides what they may: two with the same rights may do the same."""
        return self.kind, self.tenant_id, self.grants, self.scopes, self.operator

    @property
    def label(self) -> str:
        """How changes and audit records name them: `user:<id>`, `service:<id>` or `system`."""
        return self.kind if self.id is None else f"{self.kind}:{self.id}"


#: Whoever runs commands on the machine itself: they hold the database, so no role could keep anything from them.
SYSTEM = Principal(kind="system", id=None, operator=True)
