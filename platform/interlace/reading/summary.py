"""The national picture of a view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.summary import summarise

if TYPE_CHECKING:
    from graph.summary import Summary
    from interlace.reading.view import View


def summary(view: View) -> Summary:
    """Who is there, what is in force, how it is carried, what was found."""
    return summarise(view.analysis)
