"""New networks that would help: peers who work on the same areas, alone or with the authority above them."""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING

import numpy as np

from graph.governance import CIVIL_SOCIETY
from graph.remedies.candidates import Addition, Candidate, Kind, Touched
from graph.remedies.tying import Tied, declared

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from graph.remedies.board import Board

#: Two that meet need no network; more than these do not meet.
_FEWEST, _MOST = 3, 1000


def networks(board: Board) -> Iterator[Candidate]:
    """For each family of peers who are not in touch: a network of theirs, and one with the authority above."""
    tied, level = Tied(board), board.graph.level
    families = {
        *tied.peers,
        *((entry.object, int(level[entry.subject])) for entry in board.entries("mechanism-missing")),
    }
    for number, family in enumerate(sorted(families)):
        parent, wanted = family[0], sum(1 << area for area in tied.peers.get(family, ()))
        children = tied.family(*family)
        peers = [place for place in children if tied.peers_of(place, wanted)]
        if _FEWEST <= len(peers) <= _MOST:
            yield _founded(tied, 2 * number, parent, peers, "peer")
        both = [place for place in children if tied.peers_of(place, wanted) or place in tied.paired[parent]]
        if _FEWEST <= len(both) + 1 <= _MOST:
            yield _founded(tied, 2 * number + 1, parent, [parent, *both, *_civil_society(tied, parent)], "multilevel")


def _civil_society(tied: Tied, head: int) -> Sequence[int]:
    """The first civil-society body that works in a branch."""
    graph = tied.graph
    others = np.flatnonzero(graph.level == CIVIL_SOCIETY)
    near = graph.place[graph.parent_row[graph.body[others]]]
    inside = others[(near >= head) & (near < graph.hierarchy.end[head])]
    return inside[:1].tolist()  # type: ignore[no-any-return]


def _founded(tied: Tied, number: int, head: int, members: Sequence[int], scope: str) -> Candidate:
    """A network that serves an authority; where that is a member it comes first."""
    board, graph = tied.board, tied.graph
    gives = tied.given_to(tied.fragile)
    hopes: dict[int, float] = {}
    together = set(members)
    for place in members:
        alone = board.number("body-isolated", place)
        apart = [found for other, own in tied.paired[place].items() if other in together for found in own]
        hopes |= {found: float(board.worth[found]) for found in (alone, *apart) if found is not None}
    for family, areas in _families(tied, members).items():
        for area in areas:
            hopes |= tied.joined_up(family, area, members)
    code, here = f"~{number:06}", board.code(head)
    body = {"code": code, "name": f"Network, {graph.register.names[here]}", "level": "network"}
    joins = [declared(graph, board.code(place), code, "member_of") for place in members]
    return Candidate(
        kind=Kind.NETWORK,
        additions=(Addition("bodies", body | {"scope": scope, "serves": here}), *joins),
        deciders=tuple(dict.fromkeys((board.row(head), *map(board.row, members)))),
        details={"head": here, "scope": scope, "members": str(len(members))},
        cells=(),
        **Touched.of(gives, hopes)._asdict(),
    )


def _families(tied: Tied, members: Sequence[int]) -> dict[tuple[int, int], list[int]]:
    """By family: the areas in which two members or more are asked to be in touch with each other."""
    seen: dict[tuple[int, int], tuple[int, int]] = {}
    for place in members:
        own = tied.sibling(place)
        if own is not None:
            one, two = seen.get(own[:2], (0, 0))
            seen[own[:2]] = (one | own.areas, two | (one & own.areas))
    return {family: [area for area in tied.peers[family] if two >> area & 1] for family, (_, two) in seen.items()}


def free_code(candidate: Candidate, taken: Container[str]) -> str:
    """A code for the network that a candidate founds, which a register may hold and nobody has."""
    beginning = f"{candidate.details['head'][:50]}-network"
    numbered = chain([beginning], (f"{beginning}-{number}" for number in count(2)))
    return next(code for code in numbered if code not in taken)
