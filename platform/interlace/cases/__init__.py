"""Cases: what people make of findings. A case is kept under its finding's key, beside the register."""

from __future__ import annotations

from interlace.cases.answering import NewAnswer, answer
from interlace.cases.attachments import attach, attachment, detach
from interlace.cases.discussing import comment, uncomment
from interlace.cases.following import Follower, following
from interlace.cases.listing import AskedCases, cases
from interlace.cases.owning import set_owners
from interlace.cases.showing import CaseTold, case
from interlace.cases.states import STATES

__all__ = [
    "STATES",
    "AskedCases",
    "CaseTold",
    "Follower",
    "NewAnswer",
    "answer",
    "attach",
    "attachment",
    "case",
    "cases",
    "comment",
    "detach",
    "following",
    "set_owners",
    "uncomment",
]
