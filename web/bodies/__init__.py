"""bodies."""

from web.bodies import views

__all__ = ["views"]
