"""Bodies: the list of them, the page of each, and all that one has registered."""

from web.bodies import listed, one, registered

__all__ = ["listed", "one", "registered"]
