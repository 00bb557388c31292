"""Expert visits: plans, experts, findings, observations, recommendations and what is said of them."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Create the tables, with their policies and rights."""
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Remove them, and with them all that experts wrote."""
    op.execute(
        "DROP TABLE visit_steps, visit_recommendations, visit_observations, visit_findings, visit_experts, visits"
    )
