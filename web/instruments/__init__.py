"""Instruments: what bodies can be asked, readable by everybody, and how administrators load another."""

from web.instruments import listed, loading, one

__all__ = ["listed", "loading", "one"]
