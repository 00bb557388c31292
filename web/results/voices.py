"""The page of released voices: what the body, civil society and reviewers said, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from flask import request

from api.context import caller, database, view
from interlace.assessments.divergence import voices
from interlace.errors import Unknown
from policies.instruments import Standing
from web.blueprint import pages
from web.frame import page
from web.languages import say
from web.names import named_by_code
from web.results.pictured import in_page, range_told
from web.results.shown import tenant_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from flask import Response

    from interlace.assessments.divergence import ItemVoices, Speaker, Voices
    from policies.instruments import Answer, Item


class Told(NamedTuple):
    """An area or an item by speaker, in words."""

    name: str
    by_speaker: Sequence[str]
    apart: bool


class Chapter(NamedTuple):
    """An area with its items; those on which voices differ are `apart`."""

    area: Told
    apart: Sequence[Told]
    others: Sequence[Told]


class Voice(NamedTuple):
    """Who speaks: in which voice, which body, and when it was sent."""

    label: str
    author: str | None
    sent_on: date


@pages.get("/t/<tenant>/assessments/voices/<body>")
def voices_page(tenant: str, body: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Voices side by side, once they were released."""
    found = voices(database(), view(), caller().principal, tenant_id(), body, round_id=_round(body))
    return page(
        "results/voices.html",
        own=named_by_code("bodies", body),
        code=body,
        found=found,
        instrument=in_page(found.instrument.name),
        speakers=[Voice(voice_told(one), one.author, one.sent_on) for one in found.speakers],
        chapters=_chapters(found),
        apart=sum(one.apart for one in found.items),
    )


def _round(body: str) -> UUID | None:
    asked = request.args.get("round")
    try:
        return UUID(asked) if asked else None
    except ValueError as error:
        raise Unknown(f"There are no results of “{body[:64]}”.") from error


def voice_told(one: Speaker) -> str:
    """Whose view it is."""
    words = {"body": say("The body itself"), "civil_society": say("Civil society"), "reviewer": say("Reviewer")}
    return words[one.voice]


def _chapters(found: Voices) -> list[Chapter]:
    known = found.instrument.items_by_id
    names = {area.id: in_page(area.name) for area in found.instrument.areas}
    chapters = []
    for area in found.areas:
        told = [(one, _item(known[one.id], one)) for one in found.items if one.area == area.id]
        head = Told(names[area.id], [range_told(score) for score in area.scores], area.apart)
        chapters.append(
            Chapter(head, [line for one, line in told if one.apart], [line for one, line in told if not one.apart])
        )
    return chapters


def _item(item: Item, one: ItemVoices) -> Told:
    return Told(in_page(item.question), [answer_told(item, answer) for answer in one.answers], one.apart)


def answer_told(item: Item, answer: Answer) -> str:
    """An answer in words: not answered, outside competence and no are three things."""
    if answer.standing is Standing.NOT_ANSWERED:
        return say("Not answered")
    if answer.standing is Standing.OUTSIDE_COMPETENCE:
        return say("Outside its competence")
    names = {option.id: in_page(option.name) for option in item.options}
    return names.get(str(answer.value), str(answer.value))
