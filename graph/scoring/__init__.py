"""Scores of an assessment: how much is done of what an instrument asks, as ranges where something is not answered.

Scores compare a body with itself, a target or a group. Nothing here orders bodies.
"""

from __future__ import annotations

from graph.scoring.crossing import score_across
from graph.scoring.exact import AnswerUnfit, score
from graph.scoring.routing import Asked, asked_items
from graph.scoring.tree import Cell, Score, ScoreTree, read, told

__all__ = ["AnswerUnfit", "Asked", "Cell", "Score", "ScoreTree", "asked_items", "read", "score", "score_across", "told"]
