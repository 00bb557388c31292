"""What the address of the picture asks for, and addresses that ask for something else. All that is shown is in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import request

from policies import PRINCIPLES
from web.days import AS_OF, COMPARE_TO, address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FINDINGS = "findings"
#: By what bodies are coloured: by what was found about them, or by how far they cover a principle.
COLOURS = (FINDINGS, *PRINCIPLES.ids)
#: Which lines of coordination are drawn: all, those of one body, none.
TIES = ("all", "one", "none")
#: Nobody opens more by hand.
_MOST_NAMED = 400
_MOST_TYPED = 200
_MOST_TIMES = 99


@dataclass(frozen=True)
class Asked:
    """`opened` and `closed` are codes of bodies and differ from what is open anyway.

    `more` says how often somebody asked for more of a family, by the code of its parent and the level of its members.
    """

    colour: str = FINDINGS
    ties: str = ""
    focus: str = ""
    finding: str = ""
    search: str = ""
    opened: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    more: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def toggled(self, code: str, *, is_open: bool, usually: bool) -> Asked:
        """The same with a body's branch shown where it is not, and the other way round."""
        opened, closed = self.opened - {code}, self.closed - {code}
        if is_open and usually:
            closed |= {code}
        if not is_open and not usually:
            opened |= {code}
        return replace(self, opened=opened, closed=closed)

    def with_more(self, code: str, level: str) -> Asked:
        """The same with more members of a family."""
        return replace(self, more={**self.more, (code, level): self.more.get((code, level), 0) + 1})

    def about(self, *, focus: str = "", finding: str = "") -> Asked:
        """A picture of something else, in the same colours."""
        return Asked(colour=self.colour, ties=self.ties, focus=focus, finding=finding)

    def arguments(self) -> Iterator[tuple[str, str]]:
        """What an address says of it, in an order that is always the same."""
        for name in ("focus", "finding", "search", "ties"):
            if getattr(self, name):
                yield name, getattr(self, name)
        if self.colour != FINDINGS:
            yield "colour", self.colour
        yield from (("open", code) for code in sorted(self.opened))
        yield from (("shut", code) for code in sorted(self.closed))
        yield from (("more", f"{code}:{level}:{times}") for (code, level), times in sorted(self.more.items()))


def asked() -> Asked:
    """What the present request asks for; what nobody could have chosen is passed over."""
    given = request.args
    return Asked(
        colour=given["colour"] if given.get("colour") in COLOURS else FINDINGS,
        ties=given["ties"] if given.get("ties") in TIES else "",
        focus=given.get("focus", "").strip(),
        finding=given.get("finding", "").strip(),
        search=given.get("search", "").strip()[:_MOST_TYPED],
        opened=frozenset(given.getlist("open")[:_MOST_NAMED]),
        closed=frozenset(given.getlist("shut")[:_MOST_NAMED]),
        more=dict(_more(given.getlist("more")[:_MOST_NAMED])),
    )


def _more(given: list[str]) -> Iterator[tuple[tuple[str, str], int]]:
    for one in given:
        code, _, rest = one.partition(":")
        level, _, times = rest.partition(":")
        if times.isdecimal() and int(times[:9]) <= _MOST_TIMES:
            yield (code, level), int(times)


class Addresses:
    """Addresses of pictures of the same tenant on the same days. Made once a page, for a page holds hundreds."""

    def __init__(self, endpoint: str = "picture") -> None:
        self._path = address(endpoint).partition("?")[0]
        self._days = [(name, request.args[name]) for name in (AS_OF, COMPARE_TO) if request.args.get(name)]

    def of(self, asked: Asked, **further: str) -> str:
        """The address of a picture."""
        arguments = urlencode([*self._days, *asked.arguments(), *further.items()])
        return f"{self._path}?{arguments}" if arguments else self._path
