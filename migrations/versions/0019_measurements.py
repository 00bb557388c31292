"""What bodies scored in cells, by instrument and day."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Create the table, with its policy and rights."""
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Remove it; the function that refreshes statistics passes over a table that is not there."""
    op.execute("DROP TABLE measurements")
