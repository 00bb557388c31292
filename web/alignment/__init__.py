"""How strategies of higher levels are carried below, and the pages of single strategies and actions."""

from web.alignment import action, actions, choosing, links, one, pair, strategies, strategy, times

__all__ = ["action", "actions", "choosing", "links", "one", "pair", "strategies", "strategy", "times"]
