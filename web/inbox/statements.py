"""The inbox: what waits for somebody’s word, what was answered, and what they wait for themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import request

from interlace.errors import Unknown
from policies import PARTICIPATION_DEPTHS, PHASES
from web.blueprint import pages
from web.days import shown
from web.forms import Form
from web.frame import page
from web.inbox.parts import COLUMNS, TABLE, part_rows, parts_of
from web.inbox.said import in_order, statements_of
from web.inbox.scope import asked_scope
from web.inbox.waiting import CONFIRMED, DECLARED, DISPUTED, Place, each_once, number_of, said_by, said_of, standing
from web.names import named_by_code
from web.rights import own_bodies
from web.slices import asked_slice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Response

    from graph.encoding import Int64s
    from web.inbox.parts import Part
    from web.inbox.said import Statement
    from web.inbox.scope import Scope
    from web.slices import Slice

WAITING, PARTS, SENT = "waiting", "parts", "sent"
#: So many a page shows: each is several lines long.
_FIRST = 20


@dataclass(frozen=True)
class Done:
    """What the form before has done, with the record that it was about where it was one."""

    deed: str
    number: int = 1
    missed: int = 0
    statement: Statement | None = None
    part: Part | None = None
    was: Sequence[str] = ()
    """Phase and depth of a part before it was corrected."""
    taken: Mapping[str, str] = field(default_factory=dict)
    """The values of a part that was taken out."""


@pages.get("/t/<tenant>/inbox")
def inbox(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """What others say of one’s own bodies, to be confirmed or disputed."""
    scope = asked_scope()
    if scope.name is None:
        return page("inbox/nobody.html")
    lists = _lists(scope)
    show = request.args.get("show", WAITING)
    show = show if show in lists else WAITING
    if show == PARTS:
        chosen: Slice[Any] = asked_slice(lists[PARTS][TABLE].tolist(), _FIRST)
        items: Sequence[object] = parts_of([Place(TABLE, row) for row in chosen.items])
    else:
        chosen = asked_slice(in_order(shown().sight, lists[show]), _FIRST)
        items = statements_of(chosen.items)
    return page(
        "inbox/inbox.html",
        scope=scope,
        own=[one for one in (named_by_code("bodies", code) for code in own_bodies()) if one],
        counts={name: number_of(rows) for name, rows in lists.items()},
        show=show,
        slice=chosen,
        items=items,
        done=_done(),
    )


def _lists(scope: Scope) -> Mapping[str, Mapping[str, Int64s]]:
    """What there is to look at, as rows by table, by the name that addresses have for it."""
    sight = shown().sight
    asked = said_of(sight, scope.bodies)
    told = asked if scope.bodies is None else said_by(sight, scope.bodies)
    # What two of somebody’s own bodies say of each other is one thing all the same.
    either = {table: each_once(sight, table, asked[table], told[table]) for table in asked}
    lists = {
        WAITING: standing(sight, asked, DECLARED),
        PARTS: {TABLE: part_rows(scope)},
        DISPUTED: standing(sight, either, DISPUTED),
        CONFIRMED: standing(sight, asked, CONFIRMED),
    }
    # Where everybody is asked, nobody else is.
    return lists if scope.bodies is None else {**lists, SENT: standing(sight, told, DECLARED)}


def _done() -> Done | None:
    given = request.args
    deed = given.get("done")
    if deed is None:
        return None
    table, _, record_id = given.get("record", "").partition(":")
    (statement,) = statements_of(_places(table, record_id)) or (None,)
    (part,) = parts_of(_places(TABLE, given.get("part", ""))) or (None,)
    phase, _, depth = given.get("was", "").partition(":")
    taken = given.get("part", "").split(":")
    return Done(
        deed,
        given.get("number", 1, int),
        given.get("missed", 0, int),
        statement,
        part,
        (phase, depth) if phase in PHASES and depth in PARTICIPATION_DEPTHS else (),
        dict(zip(COLUMNS, taken, strict=True)) if len(taken) == len(COLUMNS) else {},
    )


def _places(table: str, record_id: str) -> list[Place]:
    """The record of this table and id, if the caller may know of one."""
    try:
        row = shown().sight.row_of(table, UUID(record_id)) if table in {"relations", "links", TABLE} else None
    except ValueError:
        return []
    return [] if row is None else [Place(table, row)]


@pages.get("/t/<tenant>/inbox/<any(relations, links):table>/<uuid:record_id>")
def inbox_statement(tenant: str, table: str, record_id: UUID) -> Response:  # noqa: ARG001
    """One relation or link, to be confirmed or disputed."""
    return page("inbox/statement.html", one=statement(table, record_id), form=Form())


def statement(table: str, record_id: UUID) -> Statement:
    """A relation or link. Raises Unknown, also where the caller may not know of it."""
    places = _places(table, str(record_id))
    if not places:
        raise Unknown(f"There is no record {record_id} in {table}.")
    (found,) = statements_of(places)
    return found
