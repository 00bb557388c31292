"""What people make of findings, and since when each finding is there."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Create the tables, with their policies and rights."""
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Remove them, and with them all that was said of findings."""
    op.execute("DROP TABLE case_attachments, case_comments, case_answers, case_owners, cases, episode_looks, episodes")
