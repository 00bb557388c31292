"""The items of the form by which bodies are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.forms import chosen

if TYPE_CHECKING:
    from web.forms import Form

#: Kinds that say all by themselves.
PLAIN = ("declaration", "strategies", "actions", "participations", "competences")


def items_of(form: Form) -> list[dict[str, str]]:
    """What is asked, as services take it."""
    items = [{"kind": kind} for kind in chosen(form, "kinds", PLAIN)]
    strategy, field = form.text("strategy"), form.text("field")
    if strategy or field:
        items.append({"kind": "strategy-field", "subject": f"{picked(strategy)}:{field}"})
    if form.text("finding"):
        items.append({"kind": "finding", "subject": form.text("finding")})
    if form.text("text"):
        items.append({"kind": "text", "text": form.text("text")})
    return items


def picked(text: str) -> str:
    """The code in what was typed, which may have a name behind it: `pt-loures – Loures`."""
    return text.partition(" – ")[0].strip()
