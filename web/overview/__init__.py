"""The national view."""

from web.overview import changes, national, pairs, trend, unreported

__all__ = ["changes", "national", "pairs", "trend", "unreported"]
