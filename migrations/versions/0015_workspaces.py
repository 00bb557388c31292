"""Workspaces in which strategies are prepared: fields, proofs, parties; consultations, and what was replied."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Create the tables, with their policies and rights."""
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Remove them, and with them all that was prepared and said."""
    op.execute(
        "DROP TABLE consultation_replies, consulted_bodies, consultations, workspace_parties, workspace_proofs,"
        " workspace_fields_kept, workspace_fields, workspaces"
    )
