"""inbox."""

from web.inbox import views

__all__ = ["views"]
