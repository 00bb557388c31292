"""Pages of people themselves: signing in and out, their account, the links of letters, help."""

from web.account import about, leaving, letters, own, places, signing

__all__ = ["about", "leaving", "letters", "own", "places", "signing"]
