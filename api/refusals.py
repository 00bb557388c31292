"""What the doors themselves refuse, before or beside the services; `api.errors` tells each as a problem."""

from __future__ import annotations


class Unconditional(Exception):
    """A record was to be changed by someone who does not say which revision of it they know."""


class Unmatched(Exception):
    """What the asker knows is no revision of the record."""


class Unacceptable(Exception):
    """None of the forms that are accepted is one that this address has."""


class WrongType(Exception):
    """The body is of a type that this address does not read."""


class KeyReused(Exception):
    """An idempotency key was used before, for another request."""


class InFlight(Exception):
    """The first request of this idempotency key has not ended, or it is not known how it ended."""


class NotKept(Exception):
    """The first request of this idempotency key was performed; its answer held a secret and was not kept."""
