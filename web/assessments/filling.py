"""Filling in: a page an area, each item saved as one leaves it, or by its own button where scripts do not run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import request

from api.context import caller, database, view
from interlace import assessments
from interlace.assessments.values import is_address
from interlace.errors import Conflict, Forbidden, Invalid, Unknown
from interlace.identity import kept_forms
from web.assessments.one import one
from web.assessments.words import NOTHING, OUTSIDE, asker, instrument, told_answer, words
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.languages import moment, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Response

    from interlace.assessments import AnswerTold, AssessmentTold
    from policies.instruments import Instrument, InstrumentArea, Item

_RECORD = re.compile(r"(strategy|action|body):\S+")
_FIRST = 200


@dataclass(frozen=True)
class Said:
    """What became of what somebody answered: saved, overtaken by another, or wrong."""

    item: Item
    told: AnswerTold
    sentence: str
    wrong: bool = False
    overtaken: bool = False
    typed: str = ""
    """What the caller answered, in words, where another answered meanwhile or nothing more is answered."""


@pages.get("/t/<tenant>/assessments/<uuid:assessment_id>/areas/<area>")
def assessment_area(tenant: str, assessment_id: UUID, area: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """One area, item by item."""
    return _shown(assessment_id, area)


def _shown(
    assessment_id: UUID, area: str, said: Said | None = None, status: int = 200, form: Form | None = None
) -> Response:
    found = one(assessment_id)
    if not found.yours:
        raise Unknown(f"There is no assessment {assessment_id}.")
    asked = instrument(found.instrument, found.instrument_version)
    here = _area(asked, area)
    place = [each.id for each in asked.areas].index(area)
    told = assessments.answers(*asker(), view(), assessment_id, area=area)
    comments: dict[str, list[object]] = {}
    for each in assessments.comments(*asker(), view(), assessment_id, first=_FIRST).comments:
        comments.setdefault(each.item or "", []).append(each)
    progress = {each.area: each for each in assessments.areas(*asker(), view(), assessment_id)}
    return page(
        "assessments/area.html",
        status,
        one=found,
        instrument=asked,
        area=here,
        items=asked.items_by_id,
        answers=told,
        said=said,
        comments=comments,
        typed=_typed(assessment_id),
        progress=progress[area],
        people=assessments.people(*asker(), view(), assessment_id),
        before=asked.areas[place - 1] if place else None,
        following=asked.areas[place + 1] if place + 1 < len(asked.areas) else None,
        number_of=place + 1,
        form=form or Form(),
        done=request.args.get("done"),
        **words(),
    )


def _typed(assessment_id: UUID) -> dict[str, str]:
    """By item: what the caller typed when nothing more was answered, kept for them alone."""
    begins, found = f"assessment:{assessment_id}.", {}
    if caller().principal.kind == "user" and caller().principal.grants:
        for form in kept_forms.all_of(database(), caller().principal):
            if form.key.startswith(begins):
                parts = [form.fields.get(name, [""])[0].strip() for name in ("value", "evidence", "note")]
                found[form.key.removeprefix(begins)] = "\n".join(part for part in parts if part)
    return found


def _area(asked: Instrument, area: str) -> InstrumentArea:
    found = next((each for each in asked.areas if each.id == area), None)
    if found is None:
        raise Unknown(f"There is no area {area[:64]}.")
    return found


@pages.post("/t/<tenant>/assessments/<uuid:assessment_id>/items/<item>")
def assessment_answer(tenant: str, assessment_id: UUID, item: str) -> Response:  # noqa: ARG001
    """One answer: saved at once. Scripts are told what became of it; without them the page is shown again."""
    found = one(assessment_id)
    if not found.yours:
        raise Unknown(f"There is no assessment {assessment_id}.")
    asked = instrument(found.instrument, found.instrument_version).items_by_id.get(item)
    if asked is None:
        raise Unknown(f"There is no item {item[:64]}.")
    form = Form.sent()
    given = _given(form, asked)
    said = _answered(found, asked, given, form)
    if request.headers.get("HX-Request") == "true":
        progress = next(each for each in assessments.areas(*asker(), view(), assessment_id) if each.area == asked.area)
        status = 422 if said.wrong else 200
        return page("assessments/saved.html", status, one=found, said=said, progress=progress, **words())
    if said.wrong or said.overtaken:
        return _shown(assessment_id, asked.area, said, 422)
    where = address("assessment_area", assessment_id=assessment_id, area=asked.area, done="saved")
    return go(f"{where}#item-{item}")


def _answered(found: AssessmentTold, item: Item, given: Mapping[str, Any], form: Form) -> Said:
    """Answer, and say what became of it."""
    typed = _in_words(item, given)
    key = f"assessment:{found.id}.{item.id}"
    try:
        assessments.answer(*asker(), found.id, given)
    except assessments.Overtaken:
        now = _now(found.id, item.id)
        who = now.answered_by or say("Somebody")
        sentence = say("%(who)s answered this while you were at it. Both answers are kept.", who=who)
        return Said(item, now, sentence, overtaken=True, typed=typed)
    except assessments.Closed as refused:
        # What was typed is kept for whoever typed it, and shown again.
        _keep(key, form)
        return Said(item, _now(found.id, item.id), _why(refused), wrong=True, typed=typed)
    except Invalid as refused:
        checked = Form()
        checked.refuse(refused)
        return Said(item, _now(found.id, item.id), " ".join(checked.problems.values()), wrong=True)
    kept_forms.discard(database(), caller().principal, key)
    now = _now(found.id, item.id)
    if now.answered_at is None:
        return Said(item, now, say("Saved"))
    return Said(item, now, say("Saved on %(moment)s (UTC) by you", moment=moment(now.answered_at)))


def _keep(key: str, form: Form) -> None:
    try:
        kept_forms.keep(database(), caller().principal, key, form.values)
    except (Forbidden, Invalid):
        # Too much to be kept, or nobody's to keep: it stands in the browser still.
        return


def _why(refused: Conflict) -> str:
    """Why nothing is answered now; the sentences of the service, in the language of the page."""
    sentences = {
        "This assessment was sent": say(
            "This assessment was sent. What is wrong in it is put right by a correction, a new version."
        ),
        "The round was closed": say(
            "The round was closed while you were typing, so this was not saved as an answer. "
            "What you had saved stays, and what you typed now is kept for you."
        ),
        "Somebody is looking": say(
            "Somebody is looking this through before it is sent. Take it back to filling in to change it."
        ),
    }
    return next((told for begins, told in sentences.items() if str(refused).startswith(begins)), str(refused))


def _now(assessment_id: UUID, item: str) -> AnswerTold:
    return assessments.answers(*asker(), view(), assessment_id, item=item)[0]


def _given(form: Form, item: Item) -> dict[str, Any]:
    """What the form of an item says, as the service takes it. The last `after` counts: a button may bring its own."""
    value = form.text("value")
    standing = "answered"
    if value == OUTSIDE or form.text("outside"):
        standing = "outside_competence"
    elif value in {NOTHING, ""}:
        standing = "not_answered"
    told = form.texts("after")
    after = told[-1] if told else ""
    return {
        "item": item.id,
        "standing": standing,
        "value": value if standing == "answered" else None,
        "evidence": _evidence(form.text("evidence").splitlines()),
        "note": form.text("note") or None,
        "after": int(after) if after.isascii() and after.isdigit() and len(after) <= 9 else None,  # noqa: PLR2004 - more is none
    }


def _evidence(lines: Sequence[str]) -> list[dict[str, str]]:
    """Evidence as it was typed, a line each: an address, a record of the register, or words."""
    found = []
    for line in lines:
        text = line.strip()
        if text:
            kind = "address" if is_address(text) else "record" if _RECORD.fullmatch(text) else "words"
            found.append({"kind": kind, "text": text})
    return found


def _in_words(item: Item, given: Mapping[str, Any]) -> str:
    value = given["value"]
    return told_answer(item, str(given["standing"]), None if value is None else str(value))


@pages.post("/t/<tenant>/assessments/<uuid:assessment_id>/areas/<area>")
def assessment_area_act(tenant: str, assessment_id: UUID, area: str) -> Response:  # noqa: ARG001
    """Confirm all that came from elsewhere, hand the area to somebody, take it back, or say something about an item."""
    form = Form.sent()
    deed = form.text("deed")
    try:
        if deed == "confirm":
            assessments.confirm_area(*asker(), assessment_id, {"area": area})
        elif deed == "hand":
            assessments.hand_over(*asker(), assessment_id, {"area": area, "user": form.text("user") or None})
        elif deed == "take":
            assessments.take_from(*asker(), assessment_id, {"area": area, "user": form.text("user") or None})
        elif deed == "comment":
            given = {"item": form.text("item") or None, "text": form.text("text")}
            assessments.comment(*asker(), assessment_id, given)
        elif deed == "uncomment":
            assessments.remove_comment(*asker(), assessment_id, _id(form.text("comment")))
    except Invalid as refused:
        form.refuse(refused)
    except Conflict as refused:
        form.wrong("", _why(refused))
    if form.problems:
        return _shown(assessment_id, area, None, 422, form)
    done = {"confirm": "confirmed", "hand": "handed", "take": "taken"}.get(deed)
    item = form.text("item")
    where = address("assessment_area", assessment_id=assessment_id, area=area, done=done)
    return go(f"{where}#item-{item}" if item else where)


def _id(told: str) -> UUID:
    try:
        return UUID(told)
    except ValueError as error:
        raise Unknown("There is no such comment.") from error
