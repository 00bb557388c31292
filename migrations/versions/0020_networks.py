"""Networks across tenants: who belongs to them."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Create the table, with its policies and rights."""
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Remove them, and with them all memberships."""
    op.execute("DROP TABLE commons_members")
