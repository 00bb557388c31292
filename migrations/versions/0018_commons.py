"""The commons: practices, publications, entries that all tenants read, and what tenants write to each other."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Create the tables, with their policies and rights."""
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Remove them, and with them all that was published. The extension stays: others may use it."""
    op.execute("DROP TABLE commons_approaches, commons_entries, publications, practices")
