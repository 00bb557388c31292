"""findings."""

from web.findings import views

__all__ = ["views"]
