"""What people are told, the letters in which it is mailed, and how they want to be written to."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the tables, with their policies and rights."""
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Remove them, and with them what people have not been told yet."""
    op.execute("DROP TABLE notice_preferences, notices, reminder_letters")
