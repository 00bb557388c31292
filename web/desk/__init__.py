"""desk."""

from web.desk import views

__all__ = ["views"]
