"""The governance graph, drawn: bodies, hierarchy and coordination, and the path of a finding."""

from web.picture import pages

__all__ = ["pages"]
