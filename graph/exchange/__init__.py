"""Registers in the formats that others exchange plans and organisations in: written, and read with every problem."""

from graph.exchange import linked_plans, linked_practices, popolo, stratml, stratml_practices
from graph.exchange.practices import Practice
from graph.exchange.reading import Note, Problem, Unreadable
from graph.exchange.strategies import Plan, plan_of

__all__ = [
    "Note",
    "Plan",
    "Practice",
    "Problem",
    "Unreadable",
    "linked_plans",
    "linked_practices",
    "plan_of",
    "popolo",
    "stratml",
    "stratml_practices",
]
