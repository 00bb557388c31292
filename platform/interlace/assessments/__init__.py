"""Assessments: bodies fill in an instrument in rounds, in up to three voices that are blind to each other."""

from __future__ import annotations

from interlace.assessments.answering import Closed, Overtaken, answer, confirm_area
from interlace.assessments.listing import (
    answers,
    areas,
    assessment,
    assessments,
    comments,
    review,
    round_of,
    rounds,
    snapshot,
)
from interlace.assessments.opening import add_bodies, change_round, close_round, open_round, reopen_round
from interlace.assessments.prefilling import Prefilled, prefill
from interlace.assessments.reviewing import record_review
from interlace.assessments.sending import ask_review, correct, release, send, take_back_review
from interlace.assessments.showing import AnswerTold, AreaTold, AssessmentTold, CommentTold, RoundTold, SnapshotTold
from interlace.assessments.snapshots import latest_snapshot, verify
from interlace.assessments.working import comment, hand_over, people, remove_comment, take_from

__all__ = [
    "AnswerTold",
    "AreaTold",
    "AssessmentTold",
    "Closed",
    "CommentTold",
    "Overtaken",
    "Prefilled",
    "RoundTold",
    "SnapshotTold",
    "add_bodies",
    "answer",
    "answers",
    "areas",
    "ask_review",
    "assessment",
    "assessments",
    "change_round",
    "close_round",
    "comment",
    "comments",
    "confirm_area",
    "correct",
    "hand_over",
    "latest_snapshot",
    "open_round",
    "people",
    "prefill",
    "record_review",
    "release",
    "remove_comment",
    "reopen_round",
    "review",
    "round_of",
    "rounds",
    "send",
    "snapshot",
    "take_back_review",
    "take_from",
    "verify",
]
