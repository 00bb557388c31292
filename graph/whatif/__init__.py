"""What if: a few changes laid over a register, and what they would make of its findings. Nothing is written."""

from graph.whatif.changes import TABLES, Change, Problem, Refused, Verb
from graph.whatif.edits import edits_of
from graph.whatif.overlay import Aside
from graph.whatif.preview import NO_PAIR, Findings, Moves, People, Preview, what_if

__all__ = [
    "NO_PAIR",
    "TABLES",
    "Aside",
    "Change",
    "Findings",
    "Moves",
    "People",
    "Preview",
    "Problem",
    "Refused",
    "Verb",
    "edits_of",
    "what_if",
]
