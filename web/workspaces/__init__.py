"""Workspaces in which strategies are prepared, and consultations: for those who ask and for those who are asked."""

from web.workspaces import adopting, consultations, consulting, drafting, listed, replying, steps

__all__ = ["adopting", "consultations", "consulting", "drafting", "listed", "replying", "steps"]
