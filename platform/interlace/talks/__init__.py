"""Requests to talk: “may we talk about how you closed this?”, asked of those who said that they may be asked."""

from __future__ import annotations

from interlace.talks.asking import answer, ask, withdraw
from interlace.talks.consenting import OpenBody, may_ask, open_bodies, set_open
from interlace.talks.showing import LASTS, STATES, Person, TalkPage, TalkTold, talk, talks

__all__ = [
    "LASTS",
    "STATES",
    "OpenBody",
    "Person",
    "TalkPage",
    "TalkTold",
    "answer",
    "ask",
    "may_ask",
    "open_bodies",
    "set_open",
    "talk",
    "talks",
    "withdraw",
]
