"""What somebody is told, how they want to be written to, and the link by which mails stop."""

from web.notices import listed, preferring, stopping

__all__ = ["listed", "preferring", "stopping"]
