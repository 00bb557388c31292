"""Who did something, by name: people, other systems, the machine itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from interlace.identity import memberships, service_accounts
from interlace.identity.permissions import Operation
from web.administration.access import asker
from web.languages import say

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Enough of an id to tell two of them apart.
_DIGITS = 8


@dataclass(frozen=True)
class Actors:
    """Everybody who is known by name, by label: `user:<id>`, `service:<id>`, `system`."""

    known: Mapping[str, str]

    def called(self, label: str) -> str:
        """The name of whoever has this label; whoever has left keeps none but a number."""
        if label in self.known:
            return self.known[label]
        kind, _, number = label.partition(":")
        if kind == "user":
            # The end of an id tells two apart; its beginning is a moment.
            return say("somebody who has left (%(number)s)", number=number[-_DIGITS:])
        return label


def actors() -> Actors:
    """The people and service accounts of the programme. Raises Forbidden."""
    who = asker(Operation.MEMBERSHIPS_MANAGE)
    people = {f"user:{one.user_id}": one.name for one in memberships.members(*who)}
    systems = {
        f"service:{one.id}": say("%(name)s (service account)", name=one.name) for one in service_accounts.accounts(*who)
    }
    return Actors({**people, **systems, "system": say("the machine itself")})
