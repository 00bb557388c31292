"""Keys of requests that are performed once, with their first answers."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the table, with its policy and rights."""
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Remove it, and with it the keys of the last day."""
    op.execute("DROP TABLE idempotency_keys")
