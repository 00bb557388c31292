"""The commons: what others have published, good practices of one's own bodies, and what is published of the tenant."""

from web.commons import deciding, files, found, practice, practices, searching

__all__ = ["deciding", "files", "found", "practice", "practices", "searching"]
