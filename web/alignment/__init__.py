"""alignment."""

from web.alignment import views

__all__ = ["views"]
