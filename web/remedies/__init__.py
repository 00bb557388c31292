"""What would close most of what is open in a branch."""

from web.remedies import recommended, trying

__all__ = ["recommended", "trying"]
