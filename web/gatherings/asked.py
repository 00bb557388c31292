"""What pages of gatherings ask of a request: who, where, after what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import request

from api.context import caller, database
from api.writing import tenant_id
from interlace.errors import FieldProblem, Invalid
from web.names import named_by_code
from web.rights import own_bodies

if TYPE_CHECKING:
    from web.forms import Form


def asker() -> tuple[Any, Any, UUID]:
    """The caller, as services take them."""
    return database(), caller().principal, tenant_id()


def after() -> UUID | None:
    """The id that the page is to come after. Raises Invalid."""
    given = request.args.get("after")
    try:
        return UUID(given) if given else None
    except ValueError as error:
        raise Invalid([FieldProblem("/after", "bad-cursor")]) from error


def own_choices() -> list[tuple[str, str]]:
    """The bodies for which the caller acts, as choices; none for those who act for all."""
    found = [named_by_code("bodies", code) for code in own_bodies()]
    return [(one.code, one.name) for one in found if one is not None]


def known_revision(form: Form) -> int:
    """The revision that the form was filled in at; one that nothing has where it was lost."""
    text = form.text("revision")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < len(str(2**62)) else 0
