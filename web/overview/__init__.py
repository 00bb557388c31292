"""The national view."""

from web.overview import national

__all__ = ["national"]
