"""Somebody’s word on what others say: confirmed, one or several at once; disputed with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import request

from api.context import caller, database
from api.writing import perform, tenant_id
from interlace.db import tenancy
from interlace.errors import Conflict, Forbidden, Invalid, Stale, Unknown
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.inbox.statements import statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

_SERVICES = {"relations": "relation", "links": "link"}
#: No page shows more than this to tick.
_MOST = 200
Chosen = tuple[str, UUID, int]


@pages.post("/t/<tenant>/inbox/confirm")
def inbox_confirm(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Confirm what was ticked, or the one whose button was pressed; what changed meanwhile is left and told."""
    chosen = _chosen(request.form.getlist("only") or request.form.getlist("chosen"))
    if not chosen:
        return go(address("inbox", done="nothing", **_kept()))
    done = _confirmed(chosen)
    told = {"done": "confirmed" if done else "missed", "number": len(done), "missed": len(chosen) - len(done)}
    record = f"{chosen[0][0]}:{chosen[0][1]}" if len(chosen) == 1 else None
    return go(address("inbox", record=record, **told, **_kept()))


def _confirmed(chosen: Sequence[Chosen]) -> list[Chosen]:
    """All that could be confirmed, in one write: services look before they write, so one that refuses did nothing."""
    done = []
    with tenancy.writing(database(), tenant_id(), caller().principal) as unit:
        for table, record_id, revision in chosen:
            try:
                perform(unit, f"{_SERVICES[table]}.confirm", record_id, revision)
            except (Stale, Unknown, Forbidden):
                continue
            done.append((table, record_id, revision))
    return done


def _chosen(given: Sequence[str]) -> list[Chosen]:
    """What boxes and buttons name, `relations:<id>:<revision>`; anything else was typed by nobody."""
    found = []
    for text in dict.fromkeys(given[:_MOST]):
        table, _, rest = text.partition(":")
        record_id, _, revision = rest.partition(":")
        try:
            if table in _SERVICES:
                found.append((table, UUID(record_id), int(revision)))
        except ValueError:
            continue
    return found


@pages.post("/t/<tenant>/inbox/<any(relations, links):table>/<uuid:record_id>/dispute")
def inbox_dispute(tenant: str, table: str, record_id: UUID) -> Response:  # noqa: ARG001
    """Dispute a relation or link, with a reason that readers are told."""
    form = Form.sent()
    try:
        revision = int(form.text("revision"))
    except ValueError:
        revision = -1
    try:
        with tenancy.writing(database(), tenant_id(), caller().principal) as unit:
            perform(unit, f"{_SERVICES[table]}.dispute", record_id, revision, form.text("reason") or None)
    except Invalid as refused:
        form.refuse(refused)
    except (Stale, Conflict) as refused:
        form.refuse_whole(refused)
    if form.problems:
        return page("inbox/statement.html", 422, one=statement(table, record_id), form=form)
    return go(address("inbox", done="disputed", record=f"{table}:{record_id}", **_kept()))


def _kept() -> dict[str, str]:
    """Where somebody stood in the inbox, to come back there."""
    return {name: request.args[name] for name in ("show", "whose", "of") if request.args.get(name)}
