"""Registers in the formats that others exchange plans and organisations in: written, and read with every problem."""

from graph.exchange import linked_plans, popolo, stratml
from graph.exchange.reading import Note, Problem, Unreadable
from graph.exchange.strategies import Plan, plan_of

__all__ = ["Note", "Plan", "Problem", "Unreadable", "linked_plans", "plan_of", "popolo", "stratml"]
