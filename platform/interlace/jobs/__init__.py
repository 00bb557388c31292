"""Long work that somebody asks for and others do: submitted, queued in PostgreSQL, run, watched, cancelled."""

from __future__ import annotations

from interlace.jobs.rows import ENDED, cancel, find, recent
from interlace.jobs.running import run_here
from interlace.jobs.submitting import submit_import
from interlace.jobs.worker import Pace, Worker, run_worker, working_beside

__all__ = [
    "ENDED",
    "Pace",
    "Worker",
    "cancel",
    "find",
    "recent",
    "run_here",
    "run_worker",
    "submit_import",
    "working_beside",
]
