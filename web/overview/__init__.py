"""The national view."""

from web.overview import changes, months, national, pairs, trend, unreported

__all__ = ["changes", "months", "national", "pairs", "trend", "unreported"]
