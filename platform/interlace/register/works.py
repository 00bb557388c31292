"""Works, which are strategies and actions: who stands behind one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.db.records import find
from interlace.register.drafts import owners

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def behind(session: Session, code: str) -> tuple[str, ...]:
    """The owners of a strategy, or the body of an action; nobody where there is no such work."""
    for strategy in find(session, "strategies", code=code):
        return owners(strategy)
    return tuple(action["body"] for action in find(session, "actions", code=code))
