"""Strategies that are marked as working against each other, and each tenant's own say on rules."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Create the table, with its policy and rights, and the column."""
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Remove both; the function that refreshes statistics passes over a table that is not there."""
    op.execute("ALTER TABLE registers DROP COLUMN rules")
    op.execute("DROP TABLE oppositions")
