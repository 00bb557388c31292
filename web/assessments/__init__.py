"""Assessments: rounds that are opened, voices that fill in an instrument together, and what they sent."""

from web.assessments import filling, home, one, reviewing, rounds, rounds_kept

__all__ = ["filling", "home", "one", "reviewing", "rounds", "rounds_kept"]
