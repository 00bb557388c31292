"""Webhooks of tenants: their secrets, messages and deliveries."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the tables, with their policies and rights."""
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Remove them, and all that they hold."""
    op.execute("DROP TABLE deliveries, webhook_messages, webhook_secrets, webhooks")
