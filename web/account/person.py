"""Whoever is signed in, as the pages about themselves ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.context import caller, database
from interlace.identity import sign_ins

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from interlace.identity.sign_ins import Programme


def user_id() -> UUID:
    """Who it is."""
    found = caller().principal.id
    assert found is not None  # noqa: S101 - sessions are people's
    return found


def programmes() -> Sequence[Programme]:
    """The programmes that they are a member of."""
    return sign_ins.programmes_of(database(), user_id())
