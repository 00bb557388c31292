"""The request register: who asks whom for what, and what became of it."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Create the tables, with their policies and rights."""
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Remove them, and with them all that was asked."""
    op.execute("DROP TABLE askings, questions, requests")
