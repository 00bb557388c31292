"""One finding: what was found and why, on what it rests, what would close it, who can, and what the body can answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.context import database
from api.writing import tenant_id
from graph.listing import Key
from interlace.errors import Unknown
from interlace.identity.permissions import Operation
from interlace.practices import helping
from interlace.reading.acting import acting
from interlace.reading.findings import evidence, explained, imaginable
from interlace.reading.findings import finding as finding_of
from policies.guides import helping_with
from policies.rules import RULES
from web.blueprint import pages
from web.cases.part import part_of
from web.days import address, compared, shown
from web.findings.answering import answers
from web.findings.drawing import drawing_of
from web.findings.facts import facts
from web.findings.missing import Proven
from web.findings.shapes import shapes_of
from web.frame import page
from web.languages import say
from web.names import Named, named, named_by_code
from web.rights import may, own_bodies
from web.words import ToldRecord, about, inline, kind_of, rule_language, told_record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from interlace.reading.acting import Acting
    from interlace.reading.findings import Cited, FoundOne
    from interlace.reading.view import View
    from web.forms import Form

#: So many records are listed, so many bodies named.
MOST_RECORDS, MOST_BODIES = 50, 8
_MOST_HELPS = 5


@dataclass(frozen=True)
class Actors:
    """Bodies any of which can do something about a finding, and who may do it for them."""

    operation: Operation
    roles: str
    bodies: Sequence[Named]
    more: int
    open_to: Sequence[Named]
    """Those for which the caller may."""


@pages.get("/t/<tenant>/findings/<path:key>")
def finding(tenant: str, key: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """A finding; one that is not there on the day is told to be closed. Raises Unknown for what is none on any day."""
    return finding_page(key)


def finding_page(key: str, sent: Form | None = None, status: int = 200) -> Response:
    """The page of a finding with its case; `sent` is what was typed into one of its forms and not taken."""
    view = shown()
    try:
        one = finding_of(view, key)
    except Unknown:
        return _closed(view, key, sent, status)
    proven = Proven(view, one, evidence(view, one))
    drawing = drawing_of(proven)
    actors = [_actors(view, act) for act in acting(view, one)]
    return page(
        "findings/finding.html",
        status,
        case=part_of(key, sent),
        finding=one,
        rule=RULES[one.rule],
        guides=helping_with(one.rule),
        inline=inline,
        about=about(one),
        explained=explained(view, one, rule_language()),
        before=_on(compared(), key),
        drawing=drawing,
        shapes=shapes_of(drawing),
        records=[_told(view, record) for record in proven.proof.records[:MOST_RECORDS]],
        records_total=len(proven.proof.records),
        facts=facts(one, proven.proof.facts),
        actors=actors,
        answers=answers(proven, _acting(actors)),
        concerned=_concerned(proven),
        one_to_ask=_one_to_ask(one),
        graph=address("picture", finding=key),
        **_helps(view, one),
    )


def _helps(view: View, one: FoundOne) -> dict[str, object]:
    """What the commons has that may help, and whether the caller can write down how a body did it."""
    # Its package holds pages, which need this module's neighbours.
    from web.commons import words

    body = next((code for code in own_bodies() if may(Operation.RECORDS_WRITE, code)), None)
    helps = helping(database(), view, tenant_id(), one.key, _MOST_HELPS)
    return {"helps": helps, "help_reasons": words.reasons(), "help_cell": words.cell, "practice_body": body}


def _one_to_ask(one: FoundOne) -> Named | None:
    """The body that the caller may ask with one click, where the finding is an open question today."""
    # Its package holds pages, which need this module's neighbours.
    from web.requests.words import one_to_ask

    body = one_to_ask(one.key) if one.certainty == "unreported" else None
    return None if body is None else named_by_code("bodies", body)


def _on(view: View, key: str) -> FoundOne | None:
    try:
        return finding_of(view, key)
    except Unknown:
        return None


def _closed(view: View, key: str, sent: Form | None, status: int) -> Response:
    case = part_of(key, sent)
    # What its case speaks of may be gone from the register by now.
    parts = imaginable(view, key) or Key(case.told.rule, case.told.subject, case.told.object or "")
    earlier = compared()
    before = _on(earlier, key)
    return page(
        "findings/closed.html",
        status,
        case=case,
        rule=RULES[parts.rule],
        about=about(parts, view),
        before=before,
        explained=explained(earlier, before, rule_language()) if before else None,
    )


def _concerned(proven: Proven) -> Named | None:
    """The body whose line the finding is told along."""
    return named("bodies", proven.proof.path[0], proven.view) if proven.proof.path else None


def _told(view: View, record: Cited) -> ToldRecord:
    """A cited record in words; by its key where it is not in the view's tables."""
    if record.row is None:
        return ToldRecord(kind_of(record.table), [record.key], "")
    return told_record(record.table, record.row, view)


def _actors(view: View, act: Acting) -> Actors:
    codes = view.sight.column("bodies", "code")
    own = {view.sight.row_of_code("bodies", code) for code in own_bodies()}
    # One's own body comes before others for which one may do it too.
    ordered = dict.fromkeys([*(body for body in act.bodies if body in own), *act.bodies[:MOST_BODIES]])
    first = list(ordered)[:MOST_BODIES]
    open_to = [body for body in first if may(act.operation, codes[body])]
    return Actors(
        act.operation,
        _roles(act.operation),
        [named("bodies", body, view) for body in first],
        len(act.bodies) - len(first),
        [named("bodies", body, view) for body in open_to],
    )


def _acting(actors: Sequence[Actors]) -> Named | None:
    """A body that can register something about a finding, for which the caller may do so."""
    able = [body for one in actors if one.operation == Operation.RECORDS_WRITE for body in one.open_to]
    return able[0] if able else None


def _roles(operation: Operation) -> str:
    """Who may do an operation for a body, and what that is."""
    return {
        Operation.RECORDS_WRITE: say(
            "Registered by a contributor or steward of the body, a steward of a body above it, or an administrator."
        ),
        Operation.BODY_CHANGE: say(
            "Changed by a contributor or steward of the body, a steward of a body above it, or an administrator."
        ),
        Operation.CONSENT_GIVE: say(
            "Confirmed or disputed by a contributor or steward of the body, a steward above it, or an administrator."
        ),
        Operation.COMPETENCES_WRITE: say(
            "What a body is competent for is stated by a steward of a body above it, or an administrator."
        ),
        Operation.SETTINGS_CHANGE: say("The competence matrix of the programme is changed by its administrators."),
    }[operation]
