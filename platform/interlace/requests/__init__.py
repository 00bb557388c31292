"""The request register: a body is asked for a thing once, whoever wants to know, and hears what came of it."""

from __future__ import annotations

from interlace.requests.answering import answer, answer_in, reply
from interlace.requests.asking import ask, preview, withdraw
from interlace.requests.burden import AskedBurden, Burden, BurdenPage, burden
from interlace.requests.listing import askings, question, questions, request, requests, waiting_for
from interlace.requests.showing import AskedBy, AskingTold, QuestionTold, RequestTold

__all__ = [
    "AskedBurden",
    "AskedBy",
    "AskingTold",
    "Burden",
    "BurdenPage",
    "QuestionTold",
    "RequestTold",
    "answer",
    "answer_in",
    "ask",
    "askings",
    "burden",
    "preview",
    "question",
    "questions",
    "reply",
    "request",
    "requests",
    "waiting_for",
    "withdraw",
]
