"""Assessments: instruments that tenants load, rounds, answers in three voices, snapshots."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Create the tables, with their policies and rights."""
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Remove them, and with them all that was answered."""
    op.execute(
        "DROP TABLE assessment_snapshots, assessment_comments, assessment_answers_kept, assessment_answers,"
        " assessment_people, assessments, assessment_rounds, loaded_crosswalks,"
        " loaded_instruments"
    )
