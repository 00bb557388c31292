"""Targets that bodies set themselves in the areas of an instrument."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Create the table, with its policy and rights."""
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Remove it, and with it all targets."""
    op.execute("DROP TABLE assessment_targets")
