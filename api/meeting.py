"""Who calls, found out before the application reads a request: it takes this over and does not ask again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import request

if TYPE_CHECKING:
    from api.rates import Standing
    from interlace.identity.callers import Caller

#: Where it is in a request's environment.
MET = "interlace.met"


@dataclass
class Met:
    """Where an address stands with the limits, who calls and where they stand, or why that could not be told."""

    of_address: Standing | None
    caller: Caller | None = None
    of_caller: Standing | None = None
    failure: Exception | None = None

    @property
    def rate(self) -> Standing | None:
        """What the answer tells of limits: the caller's if there is one."""
        return self.of_caller or self.of_address

    @property
    def is_welcome(self) -> bool:
        """Whether no limit is reached."""
        return all(one is None or one.allowed for one in (self.of_address, self.of_caller))


def met() -> Met | None:
    """What was found out of the present request already."""
    return cast("Met | None", request.environ.get(MET))
