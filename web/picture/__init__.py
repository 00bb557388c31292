"""picture."""

from web.picture import views

__all__ = ["views"]
