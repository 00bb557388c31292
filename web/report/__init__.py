"""What people take along: the report to print, and every table as a file."""

from web.report import downloads, printed

__all__ = ["downloads", "printed"]
