"""What somebody wants to ask, read from what a door was given; all that is wrong with it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from interlace.db.models.asked import MOST_REASON_CHARACTERS
from interlace.errors import FieldProblem, Invalid
from interlace.requests.entitled import below, on_behalf_of, require_asking, require_asking_somebody, rows_of
from interlace.requests.items import Item, applicable, bodies_of_finding, found_now, item_of
from policies import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from interlace.principals import Principal
    from interlace.reading.view import View

FIELDS = ("bodies", "below", "level", "items", "reason", "deadline", "for_body")
MOST_BODIES = 500
MOST_ITEMS = 20
#: So many questions at most come of one request.
MOST_PAIRS = 2_000
LONGEST = timedelta(days=2 * 365)


@dataclass(frozen=True)
class Wanted:
    """What is asked of whom, why and until when, all of it allowed."""

    bodies: Sequence[str]
    items: Sequence[Item]
    reason: str
    deadline: date
    for_body: str | None


def wanted(view: View, principal: Principal, given: Mapping[str, object]) -> Wanted:
    """`bodies` (codes), or `below` (a code) and `level`; `items`, `reason`, `deadline` and perhaps `for_body`.

    Without bodies, those that are concerned by the findings among the items are asked.

    Raises Invalid; Forbidden where one of the bodies, or any at all, is not the principal's to ask.
    """
    require_asking_somebody(view, principal)
    choices = {"choices": ", ".join(FIELDS)}
    problems = [FieldProblem(f"/{name}", "unknown-field", choices) for name in given if name not in FIELDS]
    read: dict[str, object] = {}
    readers: Mapping[str, Callable[[], object]] = {
        "items": lambda: _items(given),
        "bodies": lambda: _codes(view, given, read.get("items")),
        "reason": lambda: _reason(given),
        "deadline": lambda: _deadline(view, given),
        "for_body": lambda: _for_body(view, principal, given),
    }
    for name, reader in readers.items():
        try:
            read[name] = reader()
        except Invalid as invalid:
            problems += invalid.problems
    if problems:
        raise Invalid(problems)
    bodies, items = read["bodies"], read["items"]
    assert isinstance(bodies, list)  # noqa: S101 - as its reader gives it
    assert isinstance(items, list)  # noqa: S101 - as its reader gives it
    require_asking(view, principal, bodies)
    rows = rows_of(view, bodies)
    if len(bodies) * len(items) > MOST_PAIRS:
        raise Invalid([FieldProblem("/items", "item-count", {"most": str(MOST_PAIRS // len(bodies))})])
    for place, item in enumerate(items):
        applicable(view, item, rows, f"/items/{place}")
    return Wanted(bodies, items, str(read["reason"]), read["deadline"], read["for_body"])  # type: ignore[arg-type]


def _codes(view: View, given: Mapping[str, object], items: object) -> list[str]:
    """The bodies that are named one by one and those below another, each once; `items` are those that were read."""
    named, head, levels = given.get("bodies"), given.get("below"), given.get("level")
    if named is not None and not (isinstance(named, list | tuple) and all(isinstance(one, str) for one in named)):
        raise Invalid([FieldProblem("/bodies", "bad-list")])
    codes = list(dict.fromkeys(named if named is not None else () if head is not None else _concerned(view, items)))
    if head is not None:
        if not isinstance(head, str):
            raise Invalid([FieldProblem("/below", "bad-text")])
        codes = list(dict.fromkeys([*codes, *below(view, head, _levels(levels))]))
    elif levels is not None:
        raise Invalid([FieldProblem("/below", "required")])
    if not 1 <= len(codes) <= MOST_BODIES:
        raise Invalid([FieldProblem("/bodies", "item-count", {"most": str(MOST_BODIES)})])
    if head is None:
        rows_of(view, codes)
    else:
        codes = [code for code in codes if _is_live(view, code)]
    return codes


def _concerned(view: View, items: object) -> list[str]:
    """Where no body is named, the one that is concerned by each finding that is asked about."""
    if not isinstance(items, list):
        # What is wrong with the items is told where they are read.
        return []
    found = (found_now(view, item.subject) for item in items if item.kind == "finding")
    return [body for one in found if one is not None for body in bodies_of_finding(view, one)[:1]]


def _is_live(view: View, code: str) -> bool:
    row = view.sight.row_of_code("bodies", code)
    return row is not None and view.live(row)


def _levels(given: object) -> tuple[str, ...]:
    if given is None or given == "":
        return ()
    if not isinstance(given, str) or given not in LEVELS.ids:
        raise Invalid([FieldProblem("/level", "bad-choice", {"choices": ", ".join(LEVELS.ids)})])
    return (given,)


def _items(given: Mapping[str, object]) -> list[Item]:
    """What is asked for, each once."""
    items = given.get("items")
    if not isinstance(items, list | tuple) or not 1 <= len(items) <= MOST_ITEMS:
        raise Invalid([FieldProblem("/items", "item-count", {"most": str(MOST_ITEMS)})])
    read = [item_of(item, f"/items/{place}") for place, item in enumerate(items)]
    return list({(item.kind, item.subject): item for item in read}.values())


def _reason(given: Mapping[str, object]) -> str:
    reason = given.get("reason")
    if reason is None or (isinstance(reason, str) and not reason.strip()):
        raise Invalid([FieldProblem("/reason", "required")])
    return free_text(reason, "/reason", MOST_REASON_CHARACTERS)


def free_text(given: object, pointer: str, most: int) -> str:
    """Free text of some length. Raises Invalid."""
    if not isinstance(given, str) or "\0" in given:
        raise Invalid([FieldProblem(pointer, "bad-text")])
    try:
        given.encode()
    except UnicodeEncodeError as error:
        raise Invalid([FieldProblem(pointer, "not-utf8")]) from error
    text = given.strip()
    if not text:
        raise Invalid([FieldProblem(pointer, "required")])
    if len(text) > most:
        raise Invalid([FieldProblem(pointer, "too-long", {"most": str(most)})])
    return text


def _deadline(view: View, given: Mapping[str, object]) -> date:
    told = given.get("deadline")
    if told is None or told == "":
        raise Invalid([FieldProblem("/deadline", "required")])
    try:
        day = told if isinstance(told, date) else date.fromisoformat(str(told))
    except ValueError as error:
        raise Invalid([FieldProblem("/deadline", "bad-date")]) from error
    if day < view.as_of:
        raise Invalid([FieldProblem("/deadline", "end-before-start", {"start": view.as_of.isoformat()})])
    if day > view.as_of + LONGEST:
        raise Invalid([FieldProblem("/deadline", "in-future", {"today": (view.as_of + LONGEST).isoformat()})])
    return day


def _for_body(view: View, principal: Principal, given: Mapping[str, object]) -> str | None:
    named = given.get("for_body")
    if named is not None and not isinstance(named, str):
        raise Invalid([FieldProblem("/for_body", "bad-text")])
    return on_behalf_of(view, principal, named or None)
