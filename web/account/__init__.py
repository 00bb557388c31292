"""Pages of people themselves: signing in and out, their account, the links of letters, help."""

from web.account import about, letters, own, signing

__all__ = ["about", "letters", "own", "signing"]
