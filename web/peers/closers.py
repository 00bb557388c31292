"""Who like the body of a finding has closed such a gap, with what they began meanwhile; and asking them to talk."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import request

from api.context import caller, database
from interlace import talks
from interlace.errors import Conflict, Forbidden, Invalid
from interlace.identity.permissions import Operation
from interlace.reading.findings import finding
from interlace.reading.peers import LEAST, peers_of
from policies.rules import RULES
from web.blueprint import pages
from web.days import address, shown
from web.forms import Form
from web.frame import go, page
from web.names import named
from web.rights import may
from web.words import told_record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from flask import Response

    from interlace.reading.peers import Peer
    from interlace.reading.view import View
    from web.names import Named
    from web.words import ToldRecord

_TABLES = ("strategies", "actions", "links", "relations")
_FIRST = 6


class ToldPeer(NamedTuple):
    """A body that closed such a gap, in words."""

    body: Named
    last_seen: date
    gone_by: date
    did: Sequence[ToldRecord]


@pages.route("/t/<tenant>/peers", methods=["GET", "POST"])
def peers(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Who has closed such a gap, for an open finding."""
    key, view, form = request.args.get("finding", ""), shown(), Form()
    found = peers_of(view, key)
    if request.method == "POST":
        form = Form.sent()
        values = {"finding": key, "body": form.text("body"), "message": form.text("message")}
        who = caller()
        assert who.principal.tenant_id is not None  # noqa: S101 - pages of a tenant
        try:
            talks.ask(database(), view, who.principal, who.principal.tenant_id, values)
        except Invalid as refused:
            form.refuse(refused)
        except (Conflict, Forbidden) as refused:
            form.refuse_whole(refused)
        else:
            return go(address("talks_page", done="asked"))
    one = finding(view, key)
    told = [_told(view, peer) for peer in found.items]
    return page(
        "peers/peers.html",
        422 if form.problems else 200,
        finding=one,
        rule=RULES[found.rule],
        own=named("bodies", found.body, view),
        alike=found.alike,
        least=LEAST,
        items=told,
        form=form,
        may_ask=may(Operation.FINDING_ANSWER, named("bodies", found.body, view).code),
        bodies=[(peer.body.code, peer.body.name) for peer in told],
    )


def _told(view: View, peer: Peer) -> ToldPeer:
    did = [told_record(table, row, view) for table in _TABLES for row in getattr(peer.did, table)[:_FIRST]]
    return ToldPeer(named("bodies", peer.body, view), peer.last_seen, peer.gone_by, did)
