"""The arguments of a page's address, and addresses that differ from it in some of them."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from flask import request


def other_arguments(**instead: object) -> str:
    """The arguments of this page with others instead; None leaves one out. A chosen language is kept by a cookie."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in instead and name != "lang"]
    return urlencode([*kept, *((name, str(value)) for name, value in instead.items() if value is not None)])


def own_path(address: str) -> str:
    """An address on this installation as a path with its arguments; empty for any other: nobody is led astray."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = address.removeprefix(request.host_url.rstrip("/")) if parts.netloc else address
    inside = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if inside else ""
