"""Forms that people began and have not sent."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the table, with its policy and rights."""
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Remove it, and with it what nobody has sent."""
    op.execute("DROP TABLE kept_forms")
