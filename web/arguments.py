"""The arguments of a page's address, and addresses that differ from it in some of them."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import request


def other_arguments(**instead: object) -> str:
    """The arguments of this page with others instead; None leaves one out. A chosen language is kept by a cookie."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in instead and name != "lang"]
    return urlencode([*kept, *((name, str(value)) for name, value in instead.items() if value is not None)])
