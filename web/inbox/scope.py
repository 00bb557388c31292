"""For whom somebody looks into the inbox: for their own bodies, as a steward for all below, or for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from flask import request

from api.context import caller, today
from graph.encoding import NOBODY
from interlace.identity.permissions import Operation
from web.days import shown
from web.rights import may, own_bodies

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from interlace.snapshots.snapshot import Snapshot

OWN, BELOW, ALL = "own", "below", "all"


@dataclass(frozen=True)
class Scope:
    """What was chosen: `bodies` are codes, None stands for all; `open` are the scopes that are open to the caller."""

    name: str | None
    open: Sequence[str]
    bodies: Collection[str] | None
    one: str | None = None
    """The one of the caller’s own bodies that was chosen."""


def asked_scope() -> Scope:
    """The scope that the address asks for, as far as it is open to the caller; else the first that is."""
    own = own_bodies()
    stewarded = sorted({grant.body for grant in caller().principal.grants if grant.role == "steward" and grant.body})
    choices = {OWN: bool(own), BELOW: bool(stewarded), ALL: may(Operation.CONSENT_GIVE)}
    available = [name for name, is_open in choices.items() if is_open]
    name = next((one for one in (request.args.get("whose"), *available) if one in available), None)
    chosen = request.args.get("of")
    if name == OWN and chosen in own:
        return Scope(name, available, [chosen], chosen)
    if name == BELOW:
        return Scope(name, available, bodies_below(shown().sight.snapshot, stewarded))
    return Scope(name, available, None if name == ALL else own)


def bodies_below(snapshot: Snapshot, stewarded: Sequence[str]) -> list[str]:
    """The codes of all bodies that have one of these above them today."""
    parent = snapshot.graph_at(today()).parent_row
    codes = snapshot.register.bodies.code
    above = codes.is_in(list(stewarded)).to_numpy()
    within = np.zeros(len(codes), dtype=np.bool_)
    while True:
        further = (parent != NOBODY) & (within | above)[parent]
        if np.array_equal(further, within):
            return codes.filter(within).to_list()
        within = further
