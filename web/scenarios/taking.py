"""Records found by search, of which a scenario can do without one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from flask import request

from graph.tables import SCHEMA
from graph.whatif import TABLES, Change
from interlace.errors import Conflict, Invalid, Stale, Unknown
from interlace.reading.pages import LONGEST_TEXT, Asked, page_of
from interlace.scenarios.values import read_changes, stored
from web.blueprint import pages
from web.days import address, shown
from web.forms import Form
from web.frame import go, page
from web.languages import say
from web.scenarios.asking import revision_of, scenario_of, with_changes
from web.scenarios.words import sentence_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from flask import Response

#: So many bodies and works are looked at that are called so, and so many records are offered.
_MOST_CALLED, _MOST_OFFERED = 10, 60
#: What tells records apart that are named alike.
_FURTHER = {"relations": ("valid_from", "valid_to"), "competences": ("role", "valid_from", "valid_to")}


@dataclass(frozen=True)
class Offered:
    """A record that can be done without: what it says, and how it is named."""

    sentence: str
    values: str


@pages.route("/t/<tenant>/scenarios/<uuid:scenario_id>/take", methods=["GET", "POST"])
def scenario_take(tenant: str, scenario_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """Look for records, and do without one."""
    found = scenario_of(scenario_id)
    if not found.own:
        raise Unknown("There is no such form.")
    form = Form.sent() if request.method == "POST" else Form.of({"revision": found.revision})
    text = (form.text("q") or request.args.get("q", "")).strip()[:LONGEST_TEXT]
    form.values["q"] = [text]
    if request.method == "POST":
        try:
            with_changes(found, revision_of(form), [*found.changes, *_chosen(form)])
        except (Stale, Conflict, Invalid) as refused:
            form.refuse_whole(refused)
        else:
            return go(address("scenario", scenario_id=scenario_id))
    offered = list(_offered(text)) if text else []
    status = 422 if form.problems else 200
    return page("scenarios/take.html", status, one=found, form=form, text=text, offered=offered, most=_MOST_OFFERED)


def _chosen(form: Form) -> tuple[Change, ...]:
    """What the form's button names. Raises Invalid."""
    try:
        given = json.loads(form.text("record") or "null")
    except ValueError:
        given = None
    return read_changes([given])


def _offered(text: str) -> Iterator[Offered]:
    for change in islice(_records(text), _MOST_OFFERED):
        told = json.dumps(stored([change])[0])
        yield Offered(sentence_of(change) + _since(change), told)


def _since(change: Change) -> str:
    since = change.values.get("valid_from")
    return "" if since is None else say(" (since %(day)s)", day=since.isoformat())


def _records(text: str) -> Iterator[Change]:
    """The records whose own name, or the name of what they are about, is like the text."""
    called: dict[str, list[str]] = {}
    for table in ("bodies", "strategies", "actions"):
        rows = page_of(shown(), table, Asked(text=text, first=_MOST_CALLED)).rows
        called[table] = [shown().sight.column(table, "code")[row] for row in rows]
        for code in called[table]:
            yield Change("remove", table, {"code": code})
    for table in ("relations", "links", "commitments", "competences", "participations"):
        seen: set[int] = set()
        for name, column in SCHEMA[table].items():
            for other in column.refers_to:
                for code in called.get(other, ()):
                    seen.update(shown().sight.rows_where(table, name, code))
        for row in sorted(seen):
            yield Change("remove", table, _naming(table, row))


def _naming(table: str, row: int) -> dict[str, Any]:
    """What a record is named by."""
    columns = (*TABLES[table], *_FURTHER.get(table, ()))
    return {name: shown().sight.column(table, name)[row] for name in columns}
