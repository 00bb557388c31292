"""The smallest remedy: few changes that close most of what is open in a branch, and how far that is from the best."""

from graph.remedies.candidates import Addition, Candidate, Kind
from graph.remedies.search import MOST_CHANGES, Moved, Recommendation, Step, after_all, recommend

__all__ = [
    "MOST_CHANGES",
    "Addition",
    "Candidate",
    "Kind",
    "Moved",
    "Recommendation",
    "Step",
    "after_all",
    "recommend",
]
