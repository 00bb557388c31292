"""Mentoring, study visits, networks and events of a tenant’s bodies, and what bodies of different tenants write to each
other about them.
"""

from __future__ import annotations

from interlace.gatherings import describing as _describing  # noqa: F401 - makes the kinds known to the commons
from interlace.gatherings.approaching import answer, approach, withdraw
from interlace.gatherings.between import ApproachPage, ApproachTold, Side, approach_of, approaches
from interlace.gatherings.feeds import Feed, address_of, calendar_at, calendar_of, end, feed, renew
from interlace.gatherings.keeping import change, create, remove
from interlace.gatherings.matching import MatchTold, matches
from interlace.gatherings.networks import MemberTold, coordinate, invite, leave, members
from interlace.gatherings.relaying import relay
from interlace.gatherings.showing import GatheringPage, GatheringTold, gathering, gatherings
from interlace.gatherings.values import FIELDS, OF_KIND, Values

__all__ = [
    "FIELDS",
    "OF_KIND",
    "ApproachPage",
    "ApproachTold",
    "Feed",
    "GatheringPage",
    "GatheringTold",
    "MatchTold",
    "MemberTold",
    "Side",
    "Values",
    "address_of",
    "answer",
    "approach",
    "approach_of",
    "approaches",
    "calendar_at",
    "calendar_of",
    "change",
    "coordinate",
    "create",
    "end",
    "feed",
    "gathering",
    "gatherings",
    "invite",
    "leave",
    "matches",
    "members",
    "relay",
    "remove",
    "renew",
    "withdraw",
]
