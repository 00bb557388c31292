"""Ties that would help: coordination between two bodies, and memberships of networks that are there."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.encoding import NOBODY
from graph.findings import LOW, MEDIUM
from graph.governance import CIVIL_SOCIETY, NETWORK
from graph.remedies.board import areas_of
from graph.remedies.candidates import Addition, Candidate, Kind, Touched
from graph.rules.mechanisms import levels_of
from policies import AREAS, LEVELS, RELATION_KINDS, SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from graph.governance import GovernanceGraph
    from graph.remedies.board import Board

_AREAS = len(AREAS.ids)
#: So many of the networks that would do are proposed to a body.
_NETWORKS = 2
#: Of so many families of peers, those of whom most is found, each is spoken of.
_FAMILIES = 100
_COORDINATES, _MEMBER = (RELATION_KINDS.index(kind) for kind in ("coordinates_with", "member_of"))
_LOW, _MEDIUM = (SEVERITIES[SEVERITIES.ids[severity]].weight for severity in (LOW, MEDIUM))
_PAIRED = ("mechanism-missing", "competence-overlap", "double-delivery")


class Sibling(NamedTuple):
    """What findings about peers may ask of one authority: its family's parent and level, and the areas it covers."""

    parent: int
    level: int
    areas: int


def ties(board: Board) -> Iterator[Candidate]:
    """Relations and memberships that would bring bodies of the branch in touch."""
    tied = Tied(board)
    memberships = sorted({*tied.joining_neighbours(), *tied.joining_alone(), *tied.joining_levels()})
    expected: dict[int, set[int]] = defaultdict(set)
    for body, network in memberships:
        expected[network].add(body)
    for body, network in memberships:
        yield tied.membership(body, network, expected[network])
    pairs = {*tied.pairs_apart(), *tied.alone_with_parent(), *tied.groups_apart()}
    # Coordination reads alike in both directions: the lower body begins.
    for one, other in sorted({(max(pair), min(pair)) for pair in pairs}):
        yield tied.relation(one, other)


class Tied:
    """Who is tied to whom on one day, by places, and which findings ties have to do with."""

    def __init__(self, board: Board) -> None:
        self.board, self.graph = board, board.graph
        self._grouped: dict[tuple[tuple[int, int], int], tuple[int, dict[int, int], int]] = {}
        self._beside: dict[tuple[int, tuple[int, int], int], list[int]] = {}
        self._standing: dict[tuple[tuple[int, int], int, int], dict[int, int]] = {}
        self.fragile = [entry.number for entry in board.entries("coordination-fragile")]
        self.peers: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
        """By parent and level: area → the number of the finding that those who cover it are not all in touch."""
        for entry in board.entries("peers-uncoordinated"):
            level, area = divmod(entry.object, _AREAS)
            self.peers[entry.subject, level][area] = entry.number
        self.paired: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        """By body and other body: the findings that are there because the two are not in touch."""
        for rule in _PAIRED:
            for entry in board.entries(rule):
                self.paired[entry.subject][entry.object].append(entry.number)
                self.paired[entry.object][entry.subject].append(entry.number)

    @cached_property
    def members(self) -> Mapping[int, set[int]]:
        """By place of a network: the places of its members."""
        members: dict[int, set[int]] = defaultdict(set)
        coordination = self.graph.coordination
        for member, network in zip(coordination.member.tolist(), coordination.network.tolist(), strict=True):
            members[network].add(member)
        return members

    @cached_property
    def _joined(self) -> Mapping[int, set[int]]:
        """By place: the networks that a body is a member of."""
        joined: dict[int, set[int]] = defaultdict(set)
        for network, members in self.members.items():
            for member in members:
                joined[member].add(network)
        return joined

    @cached_property
    def _serving(self) -> Mapping[int, list[int]]:
        """By place of an authority: the networks that serve it."""
        serving: dict[int, list[int]] = defaultdict(list)
        places = np.flatnonzero(self.graph.level == NETWORK)
        served = self.graph.place[self.graph.register.bodies.serves[self.graph.body[places]]]
        for network, place in zip(places.tolist(), served.tolist(), strict=True):
            if place != NOBODY:
                serving[place].append(network)
        return serving

    @cached_property
    def _spoken_of(self) -> set[tuple[int, int, int]]:
        """Pairs of rows and a kind between which a relation holds or will: no second is declared beside it.

        Disputed ones too: what one side denies is not proposed again.
        """
        relations = self.graph.register.relations
        rows = np.flatnonzero(relations.valid_to >= self.graph.day)
        columns = (relations.source[rows].tolist(), relations.target[rows].tolist(), relations.kind[rows].tolist())
        return set(zip(*columns, strict=True))

    def sibling(self, place: int) -> Sibling | None:
        """The family of an authority and what it covers; None where nothing is found about its peers."""
        return self._siblings.get(place)

    def _read_sibling(self, place: int) -> Sibling:
        graph = self.graph
        areas = areas_of(self.board.cover[place])
        return Sibling(int(graph.hierarchy.parent[place]), int(graph.level[place]), areas)

    def peers_of(self, place: int, areas: int | None = None) -> dict[int, int]:
        """Area → finding about the peers of an authority, in the areas that it covers (and is asked about)."""
        own = self.sibling(place)
        if own is None:
            return {}
        wanted = own.areas if areas is None else own.areas & areas
        return {area: number for area, number in self.peers.get(own[:2], {}).items() if wanted >> area & 1}

    @cached_property
    def _families(self) -> list[tuple[int, int]]:
        """The families of whose peers something is proposed: those of whom most priority is found."""

        def open_among(family: tuple[int, int]) -> float:
            return sum(float(self.board.worth[number]) for number in self.peers[family].values())

        return sorted(self.peers, key=lambda family: (-open_among(family), family))[:_FAMILIES]

    # -- who might be tied -----------------------------------------------------------------------------------------

    def pairs_apart(self) -> Iterator[tuple[int, int]]:
        """Two that work on the same areas, one above the other, and are not in touch."""
        for rule in _PAIRED:
            for entry in self.board.weightiest(rule):
                lower, upper = sorted((entry.subject, entry.object), reverse=True)
                if self._may_coordinate(lower, upper):
                    yield lower, upper

    def alone_with_parent(self) -> Iterator[tuple[int, int]]:
        """A body on its own, and the authority above it or where it works."""
        for entry in self.board.weightiest("body-isolated"):
            line = self.board.lineage(entry.subject)
            if len(line) > 1 and self._may_coordinate(entry.subject, line[1]):
                yield entry.subject, line[1]

    def groups_apart(self) -> Iterator[tuple[int, int]]:
        """Of peers that stand in few groups, the bodies of each group that stand for most people."""
        for family in self._families:
            for area in sorted(self.peers[family]):
                groups = self.graph.peers.groups(self._family_numbers[family], area)
                if len(groups) <= 1 + _NETWORKS:
                    heads = [
                        max(group, key=lambda place: (int(self.graph.population[place]), -place)) for group in groups
                    ]
                    yield from (pair for pair in pairwise(heads) if self._may_coordinate(*pair))

    def joining_neighbours(self) -> Iterator[tuple[int, int]]:
        """Peers, and a body and the one above it, join networks that the other side belongs to or is served by."""
        for family in self._families:
            areas = self.peers[family]
            wanted = sum(1 << area for area in areas)
            siblings = [place for place in self.family(*family) if self.peers_of(place, wanted)]
            near = self._best({network for place in siblings for network in self._joined[place]}, siblings, family[0])
            yield from ((place, network) for network in near for place in siblings if self._may_join(place, network))
        for rule in _PAIRED:
            for entry in self.board.weightiest(rule):
                for one, other in ((entry.subject, entry.object), (entry.object, entry.subject)):
                    near = self._best(self._joined[other], (other,), max(one, other))
                    yield from ((one, network) for network in near if self._may_join(one, network))

    def joining_alone(self) -> Iterator[tuple[int, int]]:
        """Bodies on their own join networks near them."""
        for entry in self.board.weightiest("body-isolated"):
            line = self.board.lineage(entry.subject)
            around = {network for place in line for network in self._serving[place]}
            around |= self._joined[line[1]] if len(line) > 1 else set()
            near = self._best(around, line, entry.subject)
            yield from ((entry.subject, network) for network in near if self._may_join(entry.subject, network))

    def joining_levels(self) -> Iterator[tuple[int, int]]:
        """Somebody of a level that a network lacks joins it: of several the one that stands for most people."""
        expected, represented = self._levels
        for entry in self.board.weightiest("mechanism-incomplete"):
            missing = int(expected[entry.subject] & ~represented[entry.subject])
            for level in range(len(LEVELS.ids)):
                if missing >> level & 1:
                    bodies = self._served(entry.subject, level)
                    if bodies:
                        most = max(bodies, key=lambda place: (int(self.graph.population[place]), -place))
                        if self._may_join(most, entry.subject):
                            yield most, entry.subject

    def _served(self, network: int, level: int) -> Sequence[int]:
        """The bodies of a level in the branch that a network serves, or anywhere."""
        graph = self.graph
        served = int(graph.place[graph.register.bodies.serves[graph.body[network]]])
        places = np.flatnonzero(graph.level == level)
        if served != NOBODY and served < graph.authorities:
            near = graph.place[graph.parent_row[graph.body[places]]] if level == CIVIL_SOCIETY else places
            places = places[(near >= served) & (near < graph.hierarchy.end[served])]
        found: list[int] = places.tolist()
        return found

    def family(self, parent: int, level: int) -> list[int]:
        children = self.graph.hierarchy.children(parent)
        return children[self.graph.level[children] == level].tolist()  # type: ignore[no-any-return]

    def _best(self, networks: Collection[int], bodies: Collection[int], near: int) -> list[int]:
        """Of networks those that most of the bodies belong to and that serve somebody in the line or nobody at all."""
        line, serves = set(self.board.lineage(near)), self.graph.register.bodies.serves
        fitting = []
        for network in networks:
            served = int(self.graph.place[serves[self.graph.body[network]]])
            if served == NOBODY or served in line:
                fitting.append((-len(self.members[network].intersection(bodies)), network))
        return [network for _, network in sorted(fitting)[:_NETWORKS]]

    def _may_coordinate(self, one: int, other: int) -> bool:
        here, there = self.board.row(one), self.board.row(other)
        known = self._spoken_of
        return one != other and (here, there, _COORDINATES) not in known and (there, here, _COORDINATES) not in known

    def _may_join(self, body: int, network: int) -> bool:
        pair = (self.board.row(body), self.board.row(network), _MEMBER)
        return body != network and pair not in self._spoken_of

    # -- what a tie has to do with -----------------------------------------------------------------------------------

    def relation(self, one: int, other: int) -> Candidate:
        """Two bodies coordinate."""
        board = self.board
        closes = [*self.paired[one].get(other, ())]
        closes += [number for place in (one, other) if (number := board.number("body-isolated", place)) is not None]
        hopes = self.given_to(closes)
        mine, theirs = self.sibling(one), self.sibling(other)
        if mine is not None and theirs is not None and mine[:2] == theirs[:2]:
            for area in self.peers_of(one, theirs.areas):
                hopes |= self.joined_up(mine[:2], area, (one, other))
        here, there = board.code(one), board.code(other)
        return Candidate(
            kind=Kind.RELATION,
            additions=(declared(self.graph, here, there, "coordinates_with"),),
            deciders=(board.row(one), board.row(other)),
            details={"body": here, "other": there},
            cells=(),
            **Touched.of(self.given_to(self.fragile), hopes)._asdict(),
        )

    def given_to(self, numbers: Iterable[int], share: float = 1.0) -> dict[int, float]:
        """Findings with that share of their priority."""
        return {number: share * float(self.board.worth[number]) for number in numbers}

    def joined_up(self, family: tuple[int, int], area: int, together: Collection[int]) -> dict[int, float]:
        """What it gives to a finding about peers that some of them come in touch.

        Of g groups one is left when they have been joined g − 1 times. Where nobody was in touch with anybody, the
        finding is less grave from the first time on.
        """
        number, group_of, groups = self._groups(family, area)
        joins = len({group_of[place] for place in together if place in group_of}) - 1
        if joins < 1:
            return {}
        share = joins / (groups - 1)
        if self.board.listing.severity[number] == MEDIUM:
            share = max(share, 1 - _LOW / _MEDIUM)
        return self.given_to((number,), min(share, 1.0))

    def _groups(self, family: tuple[int, int], area: int) -> tuple[int, dict[int, int], int]:
        """A finding about peers: its number, by place the group that a body is in, and how many groups there are."""
        known = self._grouped.get((family, area))
        if known is None:
            groups = self.graph.peers.groups(self._family_numbers[family], area)
            group_of = {place: number for number, group in enumerate(groups) for place in group}
            known = self._grouped[family, area] = (self.peers[family][area], group_of, len(groups))
        return known

    @cached_property
    def _family_numbers(self) -> Mapping[tuple[int, int], int]:
        """By parent and level: the number of the family among all peers."""
        siblings = self.graph.peers.siblings
        first = siblings.place[siblings.start]
        parents, levels = self.graph.hierarchy.parent[first].tolist(), self.graph.level[first].tolist()
        return {family: number for number, family in enumerate(zip(parents, levels, strict=True))}

    def membership(self, body: int, network: int, expected: Collection[int]) -> Candidate:
        """A body joins a network; `expected` are those that may join it as well."""
        board, members = self.board, self.members[network]
        hopes: dict[int, float] = {}
        gives = self.given_to(self.fragile)
        for other, found in self.paired[body].items():
            if other == network or other in members:
                hopes |= self.given_to(found)
            elif other in expected:
                # Both have to join.
                gives |= self.given_to(found, 0.5)
        own = self.sibling(body)
        if own is not None:
            family = own[:2]
            more: dict[int, float] = {}
            now, later = self._of_family(network, family, members), self._of_family(network, family, expected)
            for area in self.peers_of(body):
                hopes |= self._with_one_more(body, family, area, now)
                more |= self._with_one_more(body, family, area, later)
            gives |= more
        for place in (body, network):
            number = board.number("body-isolated", place)
            hopes |= {} if number is None else self.given_to((number,))
        for affected in (network, *sorted(self._joined[network])):
            number = board.number("mechanism-incomplete", affected)
            if number is not None:
                (hopes if self._completes(body, affected) else gives).update(self.given_to((number,)))
        here, there = board.code(body), board.code(network)
        return Candidate(
            kind=Kind.MEMBERSHIP,
            additions=(declared(self.graph, here, there, "member_of"),),
            deciders=(board.row(body), board.row(network)),
            details={"body": here, "network": there},
            cells=(),
            **Touched.of(gives, hopes)._asdict(),
        )

    def _of_family(self, network: int, family: tuple[int, int], among: Collection[int]) -> list[int]:
        """Those of a family that belong to a network, or may."""
        key = (network, family, id(among))
        if key not in self._beside:
            self._beside[key] = [place for place in self._relatives[family] if place in among]
        return self._beside[key]

    def _with_one_more(self, body: int, family: tuple[int, int], area: int, others: Sequence[int]) -> dict[int, float]:
        """What it gives to a finding about peers that a body comes in touch with others of its family.

        The members of a network are one group already; of those that may join, each that does is one more join.
        """
        group_of = self._groups(family, area)[1]
        key = (family, area, id(others))
        if key not in self._standing:
            self._standing[key] = {group_of[place]: place for place in others if place in group_of}
        standing = self._standing[key]
        other = next((place for group, place in standing.items() if group != group_of.get(body)), None)
        return {} if other is None else self.joined_up(family, area, (body, other))

    @cached_property
    def _siblings(self) -> Mapping[int, Sibling]:
        """By place: every authority with peers of whom something is found."""
        return {place: self._read_sibling(place) for family in self.peers for place in self.family(*family)}

    @cached_property
    def _relatives(self) -> Mapping[tuple[int, int], list[int]]:
        """By parent and level: the authorities of that family."""
        relatives: dict[tuple[int, int], list[int]] = defaultdict(list)
        for place, own in self._siblings.items():
            relatives[own[:2]].append(place)
        return relatives

    def _completes(self, body: int, network: int) -> bool:
        """Whether a network lacks the level of a body, and nothing else or nothing graver."""
        expected, represented = self._levels
        missing, own = int(expected[network] & ~represented[network]), 1 << int(self.graph.level[body])
        return bool(missing & own) and (missing == own or own == 1 << CIVIL_SOCIETY)

    @cached_property
    def _levels(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        return levels_of(self.graph)


def declared(graph: GovernanceGraph, source: str, target: str, kind: str) -> Addition:
    """A relation as it is declared on the day of the graph, from which on it holds."""
    values = {"source": source, "target": target, "kind": kind, "status": "declared"}
    return Addition("relations", values | {"declared_on": graph.as_of, "valid_from": graph.as_of})
