"""The national view."""

from web.overview import changes, national, trend, unreported

__all__ = ["changes", "national", "trend", "unreported"]
