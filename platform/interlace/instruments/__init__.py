"""Instruments in a tenant: those that are shipped, and those that its administrators loaded."""

from __future__ import annotations

from interlace.instruments.finding import instrument_of

__all__ = ["instrument_of"]
