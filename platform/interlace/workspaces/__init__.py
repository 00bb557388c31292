"""Workspaces: an authority prepares a strategy step by step, consults others on it, and adopts it into the register."""

from __future__ import annotations

from interlace.workspaces.adopting import Adoption, CommitmentForeseen, PartForeseen, adopt, adoption
from interlace.workspaces.consulted import (
    ConsultationTold,
    ConsultedTold,
    ReplyTold,
    consultation,
    consultations,
    consulted,
    replies,
    waiting_for,
)
from interlace.workspaces.consulting import consult, postpone, withdraw
from interlace.workspaces.fields import Written, write
from interlace.workspaces.opening import close, fields, kept, open_, step, workspace, workspaces
from interlace.workspaces.proving import involve, prove, release, unprove
from interlace.workspaces.replying import answer, publish, reply
from interlace.workspaces.showing import (
    FieldTold,
    ItemTold,
    KeptTold,
    LevelCount,
    PartyTold,
    ProofTold,
    StepTold,
    StepWhole,
    WorkspaceTold,
)

__all__ = [
    "Adoption",
    "CommitmentForeseen",
    "ConsultationTold",
    "ConsultedTold",
    "FieldTold",
    "ItemTold",
    "KeptTold",
    "LevelCount",
    "PartForeseen",
    "PartyTold",
    "ProofTold",
    "ReplyTold",
    "StepTold",
    "StepWhole",
    "WorkspaceTold",
    "Written",
    "adopt",
    "adoption",
    "answer",
    "close",
    "consult",
    "consultation",
    "consultations",
    "consulted",
    "fields",
    "involve",
    "kept",
    "open_",
    "postpone",
    "prove",
    "publish",
    "release",
    "replies",
    "reply",
    "step",
    "unprove",
    "waiting_for",
    "withdraw",
    "workspace",
    "workspaces",
    "write",
]
