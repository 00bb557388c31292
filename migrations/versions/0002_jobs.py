"""Jobs of tenants, and the queue of procrastinate that workers share."""

from __future__ import annotations

from pathlib import Path

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0002"
down_revision = "0001"

_QUEUE = "procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs, procrastinate_workers"


def upgrade() -> None:
    """Create procrastinate's own tables as its release has them, then the jobs of tenants."""
    # The text holds colons and percent signs that mean nothing to SQLAlchemy.
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Remove the jobs and the queue."""
    op.execute("DROP TABLE job_files, jobs")
    op.execute(_DROP_FUNCTIONS)
    op.execute(f"DROP TABLE {_QUEUE}")
    op.execute("DROP TYPE procrastinate_job_to_defer_v1, procrastinate_job_status, procrastinate_job_event_type")


_DROP_FUNCTIONS = """
DO $$
DECLARE own record;
BEGIN
    FOR own IN SELECT oid::regprocedure AS name FROM pg_proc
        WHERE proname LIKE 'procrastinate%' AND pronamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('DROP FUNCTION %s CASCADE', own.name);
    END LOOP;
END $$
"""
