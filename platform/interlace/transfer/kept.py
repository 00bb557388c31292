"""Which tables of a tenant a backup holds, and which columns of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.db.base import owned_tables, shared_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Table

#: What a backup leaves out. Nobody stays signed in, work that had not ended is asked for anew, webhooks send nothing
#: until they are given a new secret, what was answered to single requests is of the installation that answered, what
#: somebody has typed and not sent is theirs alone, addresses of calendars are asked for anew, and no letter goes out
#: twice because a backup was brought back.
LEFT_OUT = frozenset(
    {
        "refresh_families",
        "job_files",
        "webhook_secrets",
        "idempotency_keys",
        "kept_forms",
        "reminder_letters",
        "calendar_feeds",
    }
)
#: Of some tables, only these rows are kept.
ROWS: Mapping[str, str] = {
    "jobs": "state IN ('succeeded', 'failed', 'cancelled')",
    # Whoever was told something, in the application and by mail, is not told it anew.
    "notices": "settled_at IS NOT NULL",
    # Of what all tenants read, each backup holds what its own tenant wrote.
    "commons_entries": "tenant_id = current_setting('app.tenant_id')::uuid",
    "commons_approaches": "from_tenant = current_setting('app.tenant_id')::uuid",
    "commons_members": "tenant_id = current_setting('app.tenant_id')::uuid",
}
#: Of some tables, these columns are not: what they refer to is left out.
_COLUMNS_LEFT_OUT: Mapping[str, frozenset[str]] = {"notices": frozenset({"letter"})}


def kept_tables() -> list[Table]:
    """The tables of tenants, those that are referred to before those that refer to them."""
    return [table for table in (*owned_tables(), *shared_tables()) if table.name not in LEFT_OUT]


def kept_columns(table: Table) -> tuple[str, ...]:
    """All but the tenant, which the transaction gives, what the database works out itself, and what is left out."""
    left_out = _COLUMNS_LEFT_OUT.get(table.name, frozenset()) | {"tenant_id", "from_tenant"}
    return tuple(column.name for column in table.columns if column.name not in left_out and column.computed is None)
