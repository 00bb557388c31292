"""The desk: for whom somebody acts, and for one body what waits, what it gave, and what it gets back for that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from api.context import caller, database, today, view
from api.writing import tenant_id
from graph.encoding import NOBODY
from interlace import workspaces
from interlace.identity.permissions import Operation
from interlace.reading.alignment import cells, pairs
from interlace.reading.findings import AskedFindings, findings_page
from interlace.reading.pages import LONGEST_TEXT, MOST, Asked, page_of
from interlace.requests import waiting_for
from interlace.workspaces.opening import AUTHORITIES
from web.blueprint import pages
from web.days import address
from web.desk import answering, begun
from web.desk.acting import acting_for
from web.desk.given import given_by
from web.desk.saved import higher, neighbours
from web.frame import go, page
from web.inbox.waiting import number_waiting
from web.languages import say, say_number
from web.names import Named, named, named_by_code
from web.rights import may, own_bodies
from web.words import about

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from flask import Response

    from interlace.reading.findings import FindingsPage
    from web.desk.acting import Acting
    from web.desk.saved import Higher, Neighbour

_MOST_OFFERED, _MOST_ASKED, _MOST_CARRIED = 20, 5, 5
_CHOOSING = frozenset({"steward", "administrator"})


@pages.get("/t/<tenant>/desk")
def desk(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Choose for whom to act; whoever acts for one body alone has chosen."""
    own = [code for code in own_bodies() if may(Operation.RECORDS_WRITE, code)]
    wanted = request.args.get("q", "").strip()[:LONGEST_TEXT]
    if len(own) == 1 and "q" not in request.args:
        return go(address("desk_of", body=own[0]))
    bodies = [one for code in own if (one := named_by_code("bodies", code, view()))]
    return page(
        "desk/choose.html",
        own=bodies,
        may_choose=may_choose(),
        wanted=wanted,
        found=_found(wanted) if may_choose() and wanted else [],
    )


def may_choose() -> bool:
    """Whether the caller may act for bodies that are not their own: all below one, or everybody."""
    return any(grant.role in _CHOOSING for grant in caller().principal.grants)


def _found(wanted: str) -> list[Named]:
    found = page_of(view(), "bodies", Asked(text=wanted, live=True, first=MOST)).rows
    codes = view().sight.column("bodies", "code")
    writes = [row for row in found if may(Operation.RECORDS_WRITE, codes[row])]
    return [named("bodies", row, view()) for row in writes[:_MOST_OFFERED]]


@pages.get("/t/<tenant>/desk/<body>")
def desk_of(tenant: str, body: str) -> Response:  # noqa: ARG001
    """The desk of one body."""
    acting = acting_for(body)
    questions, gaps = _found_on(acting, "unreported"), _found_on(acting, "confirmed")
    shown = [*questions.items, *gaps.items][:_MOST_ASKED]
    return page(
        "desk/desk.html",
        acting=acting,
        done=_done(),
        may_choose=may_choose() or len(own_bodies()) > 1,
        standing=_standing(acting),
        waiting=number_waiting(view(), [body]),
        questions=waiting_for(database(), tenant_id(), [body]),
        consultations=workspaces.waiting_for(database(), tenant_id(), [body], today()),
        is_authority=view().sight.column("bodies", "level")[acting.row] in AUTHORITIES,
        begun=begun.begun_for(body),
        asked=[(one, answering.way(one, acting)) for one in shown],
        further=questions.total + gaps.total - len(shown),
        given=given_by(acting),
        back=_back(acting),
        told_about=lambda one: about(one, view()),
    )


def _found_on(acting: Acting, certainty: str) -> FindingsPage:
    """What matters most of what was found on a body, of one certainty."""
    return findings_page(view(), AskedFindings(body=[acting.row], certainty=[certainty], first=_MOST_ASKED))


@dataclass(frozen=True)
class Standing:
    """What was last said of a body's register: when it was declared complete, and whether that still counts."""

    on: date | None
    fresh: bool
    today: bool
    declaration: str | None
    revision: int | None


def _standing(acting: Acting) -> Standing:
    sight, rows = view().sight, view().sight.rows_where("declarations", "body", acting.code)
    days = sight.column("declarations", "declared_on")
    said = [row for row in rows if days[row] <= today()]
    place = view().place_of(acting.row)
    fresh = place != NOBODY and bool(view().graph.declared[place])
    if not said:
        return Standing(None, fresh=False, today=False, declaration=None, revision=None)
    last = max(said, key=lambda row: days[row])
    told = sight.told("declarations", last)
    return Standing(days[last], fresh, days[last] == today(), told["id"], told["revision"])


@dataclass(frozen=True)
class Carried:
    """A strategy above, how many of the cells that it asks of the body the body covers, and which it does not."""

    strategy: Named
    covered: int
    demand: int
    missing: Sequence[str]


@dataclass(frozen=True)
class Back:
    """What a body gets back for what it gave."""

    neighbours: Sequence[Neighbour]
    higher: Sequence[Higher]
    carried: Sequence[Carried]
    cells: int


def _back(acting: Acting) -> Back:
    place = view().place_of(acting.row)
    if place == NOBODY:
        return Back([], [], [], 0)
    cover = view().graph.works.cover[place]
    carried = [
        Carried(named("strategies", pair.strategy, view()), pair.covered, pair.demand, cells(view(), pair).missing)
        for pair in pairs(view(), body=acting.row)[:_MOST_CARRIED]
    ]
    return Back(
        neighbours(acting.row, cover),
        higher(acting.row, cover),
        carried,
        sum(int(word).bit_count() for word in cover),
    )


def _done() -> str | None:
    """What was done on the page before, as its address tells it; nothing for any other word."""
    number = request.args.get("number", "")
    count = int(number) if number.isdecimal() and len(number) < 7 else 0  # noqa: PLR2004 - of any upload
    return {
        "saved": say("Saved."),
        "kept": say("Kept. You find it below, under what you have begun."),
        "removed": say("It is taken out of the register."),
        "adopted": say("The strategy is adopted; from now on everybody in the programme sees it."),
        "withdrawn": say("The strategy is withdrawn. It stays on record."),
        "ended": say("The end of the relation is registered."),
        "undone": say("Your declaration is taken back, as if it had not been made."),
        "brought": say_number("%(num)s record is added.", "%(num)s records are added.", count),
        "nothing": say("There was nothing to add: the register has all of it."),
        "uploaded": say_number("%(num)s action is registered.", "%(num)s actions are registered.", count),
    }.get(request.args.get("done", ""))
