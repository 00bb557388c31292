"""Mentoring, study visits, networks and events; approaches between bodies; calendars; guides."""

from web.gatherings import approaching, calendars, guides, keeping, listed, networks

__all__ = ["approaching", "calendars", "guides", "keeping", "listed", "networks"]
