"""administration."""

from web.administration import views

__all__ = ["views"]
