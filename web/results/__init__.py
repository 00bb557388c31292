"""Results for learning: what a body sent, held against itself, its targets and similar bodies; voices side by side."""

from web.results import shown, targets, voices

__all__ = ["shown", "targets", "voices"]
