"""report."""

from web.report import views

__all__ = ["views"]
