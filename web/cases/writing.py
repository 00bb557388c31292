"""What people send from the page of a finding: answers, settlements, owners and deadlines, comments, files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from api.context import view
from api.requests import takes
from api.rest.cases import download
from interlace import cases
from interlace.db.models.cases import MOST_ATTACHMENT_BYTES
from interlace.errors import Conflict, Forbidden, Invalid, Stale
from web.blueprint import pages
from web.cases.part import asker
from web.choosing import body_typed
from web.days import address
from web.findings import one
from web.forms import Form
from web.frame import go, page
from web.languages import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask import Response

#: What a form takes beside the file itself.
_FORM_BYTES = 64 * 1024


def _sent(
    form: Form, key: str, did: str, write: Callable[[], object], fields: dict[str, str] | None = None
) -> Response:
    """Write, and lead back to the finding; what was wrong is told beside what was typed."""
    if not form.problems:
        try:
            write()
            return go(address("finding", key=key, done=did) + "#case")
        except Invalid as refused:
            form.refuse(refused, fields)
        except Stale:
            form.wrong("", say("Somebody said something else meanwhile. Look at what it is, then send yours again."))
        except (Conflict, Forbidden) as refused:
            form.wrong("", str(refused))
    return one.finding_page(key, form, 422)


def _number(form: Form, name: str) -> int:
    """A number that the form bears; whatever else was made of it is older than everything."""
    text = form.text(name)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else 0  # noqa: PLR2004 - a sane number


@pages.post("/t/<tenant>/case-answers")
def case_answer(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Answer a finding for a body."""
    form = Form.sent()
    if not form.text("said"):
        form.wrong("said", say("Please choose one."))
    values: dict[str, Any] = {
        **form.given("finding", "said", "reason", "evidence_url", "until", "body"),
        "after": _number(form, "after"),
    }
    if values["said"] != "accepted_risk":
        values["until"] = None
    return _sent(form, form.text("finding"), "answered", lambda: cases.answer(*asker(), values))


@pages.post("/t/<tenant>/case-settlements")
def case_settle(tenant: str) -> Response:  # noqa: ARG001
    """Settle what a body disputes."""
    form = Form.sent()
    if not form.text("settlement"):
        form.wrong("settlement", say("Please choose one."))
    values = {
        "finding": form.text("finding"),
        "said": form.text("settlement"),
        "reason": form.text("settlement_reason") or None,
        "after": _number(form, "after"),
    }
    fields = {"said": "settlement", "reason": "settlement_reason"}
    return _sent(form, form.text("finding"), "settled", lambda: cases.answer(*asker(), values), fields)


@pages.post("/t/<tenant>/case-owners")
def case_own(tenant: str) -> Response:  # noqa: ARG001
    """Say who owns a case, and until when."""
    form = Form.sent()
    owners = form.texts("owners")
    if form.text("add_owner"):
        row = body_typed(view(), form.text("add_owner"), form, "add_owner")
        owners += [] if row is None else [view().sight.column("bodies", "code")[row]]
    if not owners:
        form.wrong("owners", say("Somebody has to own it: leave at least one body."))
    values = {
        "finding": form.text("finding"),
        "revision": _number(form, "revision"),
        "owners": owners,
        "deadline": form.text("deadline") or None,
    }
    return _sent(form, form.text("finding"), "owned", lambda: cases.set_owners(*asker(), values))


@pages.post("/t/<tenant>/case-comments")
def case_comment(tenant: str) -> Response:  # noqa: ARG001
    """Say something about a case."""
    form = Form.sent()
    values = {"finding": form.text("finding"), "text": form.text("text"), "mentions": form.texts("mentions")}
    return _sent(form, form.text("finding"), "said", lambda: cases.comment(*asker(), values))


@pages.get("/t/<tenant>/case-comments/<uuid:comment_id>/removal")
def case_comment_removal(tenant: str, comment_id: UUID) -> Response:  # noqa: ARG001
    """What taking a comment away means, before it is done."""
    return page("cases/removal.html", key=request.args.get("finding", ""), file=None, what=comment_id)


@pages.post("/t/<tenant>/case-comments/<uuid:comment_id>/removal")
def case_uncomment(tenant: str, comment_id: UUID) -> Response:  # noqa: ARG001
    """Take a comment of one's own away, or for administrators any."""
    database, _, principal, tenant_id = asker()
    key = cases.uncomment(database, principal, tenant_id, comment_id)
    return go(address("finding", key=key, done="unsaid") + "#case")


@pages.post("/t/<tenant>/case-files")
@takes(MOST_ATTACHMENT_BYTES + _FORM_BYTES)
def case_attach(tenant: str) -> Response:  # noqa: ARG001
    """Attach a file."""
    form, file = Form.sent(), request.files.get("file")
    if file is None or not file.filename:
        form.wrong("file", say("Choose a file."))
        return one.finding_page(form.text("finding"), form, 422)
    name, content = file.filename, file.stream.read()
    return _sent(
        form,
        form.text("finding"),
        "attached",
        lambda: cases.attach(*asker(), form.text("finding"), name, content),
        {"name": "file"},
    )


@pages.get("/t/<tenant>/case-files/<uuid:file_id>")
def case_file(tenant: str, file_id: UUID) -> Response:  # noqa: ARG001
    """A file, to be saved."""
    return download(cases.attachment(*asker(), file_id))


@pages.get("/t/<tenant>/case-files/<uuid:file_id>/removal")
def case_file_removal(tenant: str, file_id: UUID) -> Response:  # noqa: ARG001
    """What taking a file away means, before it is done."""
    name = request.args.get("name", "")
    return page("cases/removal.html", key=request.args.get("finding", ""), file=name, what=file_id)


@pages.post("/t/<tenant>/case-files/<uuid:file_id>/removal")
def case_detach(tenant: str, file_id: UUID) -> Response:  # noqa: ARG001
    """Take a file away."""
    database, _, principal, tenant_id = asker()
    key = cases.detach(database, principal, tenant_id, file_id)
    return go(address("finding", key=key, done="detached") + "#case")
