"""Gatherings: mentoring, study visits, networks and events, and the calendars of people."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Create the tables, with their policies and rights."""
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Remove them, and with them what was called together."""
    op.execute("DROP TABLE calendar_feeds, gatherings")
