"""Findings: the list of them, and the page of each."""

from web.findings import listed, one

__all__ = ["listed", "one"]
