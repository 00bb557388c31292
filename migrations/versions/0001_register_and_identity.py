"""The register, its history, tenants and people."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None

_TABLES = (
    "single_use_links, refresh_families, service_accounts, memberships, users, outbox, audit, changes, reports,"
    " declarations, participations, links, action_partners, actions, commitments, strategy_co_owners, strategies,"
    " works, relations, competences, successions, bodies, registers, tenants"
)


def upgrade() -> None:
    """Create all tables, policies and rights."""
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Remove them, and all that they hold."""
    op.execute("DROP FUNCTION refresh_lagging_statistics()")
    op.execute(f"DROP TABLE {_TABLES}")
