"""What can go wrong in a service, in the words of the field. The doors turn these, and nothing else, into answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one field of an input; `code` is one of the messages of bundles."""

    pointer: str
    code: str
    details: Mapping[str, str] = field(default_factory=dict)


class DomainError(Exception):
    """A service could not do what was asked; nothing was written. `code` is stable, for programs."""

    code = "error"


class Unknown(DomainError):
    """There is no such record, or none that the asker may know of; the two are not told apart."""

    code = "unknown"


class Forbidden(DomainError):
    """The record is known to the asker, but what was asked is not theirs to do."""

    code = "forbidden"


class Unauthenticated(DomainError):
    """Nobody has shown who they are, or what they showed is no longer good."""

    code = "unauthenticated"


class Stale(DomainError):
    """The record has changed since the asker read it."""

    code = "stale"

    def __init__(self, expected: int, current: int) -> None:
        super().__init__(
            f"The record is at revision {current}, not {expected}: someone changed it. Read it again, then decide."
        )
        self.current = current


class Invalid(DomainError):
    """The input is not what was expected, field by field."""

    code = "invalid"

    def __init__(self, problems: Iterable[FieldProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.pointer}: {problem.code}" for problem in self.problems))


class Conflict(DomainError):
    """The input is right in itself, but the register as it stands does not admit it.

    Where several things stand against it, `problems` names each.
    """

    code = "conflict"

    def __init__(self, told: str, problems: Iterable[FieldProblem] = ()) -> None:
        super().__init__(told)
        self.problems = tuple(problems)


class Busy(DomainError):
    """Another write holds the register, or the database does not answer; asking again later may help."""

    code = "busy"


class Suspended(DomainError):
    """The operator has closed the tenant for the time being."""

    code = "suspended"
