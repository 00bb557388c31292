"""Expert visits: planned, written, read by the body, published, and what becomes of what is recommended."""

from web.visits import items, listed, one, planning, profile, recommending, writing

__all__ = ["items", "listed", "one", "planning", "profile", "recommending", "writing"]
