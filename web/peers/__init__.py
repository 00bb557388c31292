"""Whom to ask how a gap was closed, requests to talk, and strategies that a work may support."""

from web.peers import closers, suggested, talking

__all__ = ["closers", "suggested", "talking"]
