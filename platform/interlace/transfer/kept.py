"""Which tables of a tenant a backup holds, and which columns of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.db.base import Base

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Table

#: What a backup leaves out. Nobody stays signed in, work that had not ended is asked for anew, webhooks send nothing
#: until they are given a new secret, what was answered to single requests is of the installation that answered, what
#: somebody has typed and not sent is theirs alone, and nobody is told twice because a backup was brought back.
LEFT_OUT = frozenset(
    {
        "refresh_families",
        "job_files",
        "webhook_secrets",
        "idempotency_keys",
        "kept_forms",
        "notices",
        "reminder_letters",
    }
)
#: Of some tables, only these rows are kept.
ROWS: Mapping[str, str] = {"jobs": "state IN ('succeeded', 'failed', 'cancelled')"}


def kept_tables() -> list[Table]:
    """The tables of tenants, those that are referred to before those that refer to them."""
    owned = [table for table in Base.metadata.sorted_tables if "tenant_id" in table.columns]
    return [table for table in owned if table.name not in LEFT_OUT]


def kept_columns(table: Table) -> tuple[str, ...]:
    """All but the tenant, which the transaction gives, and what the database works out itself."""
    return tuple(column.name for column in table.columns if column.name != "tenant_id" and column.computed is None)
