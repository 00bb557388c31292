"""Good practices of a body, as its people keep them: a list, and the form in which one is written."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import request

from api.context import caller, database
from api.writing import tenant_id
from interlace import practices as service
from interlace.errors import Conflict, Forbidden, Invalid, Stale, Unknown
from interlace.identity.permissions import Operation
from interlace.practices.values import EVIDENCE, TEXTS
from web.blueprint import pages
from web.commons import words
from web.days import address
from web.desk import cells
from web.forms import Form
from web.frame import go, page
from web.languages import LANGUAGES, language, say
from web.names import named_by_code
from web.rights import may, own_bodies

if TYPE_CHECKING:
    from flask import Response

    from interlace.practices import PracticeTold

_FIELDS = {"cells": "areas"}
_PLAIN = ("title", "summary", "language", "place", "starts_on", "ends_on", *TEXTS)
_A_PAGE = 100


@pages.get("/t/<tenant>/practices")
def practices(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Practices of the tenant's bodies: drafts of those whose drafts one sees, and all that are published."""
    body = request.args.get("body")
    if body and named_by_code("bodies", body) is None:
        raise Unknown(f"There is no body “{body[:64]}”.")
    found = service.practices(
        database(), caller().principal, tenant_id(), bodies=[body] if body else (), first=_A_PAGE, after=_after()
    )
    writes = [code for code in ([body] if body else own_bodies()) if may(Operation.RECORDS_WRITE, code)]
    return page(
        "commons/practices.html",
        found=found,
        body=body,
        writes=writes,
        states=words.practice_states(),
        done=request.args.get("done"),
    )


def _after() -> UUID | None:
    try:
        return UUID(request.args["after"]) if request.args.get("after") else None
    except ValueError:
        return None


@pages.route("/t/<tenant>/practices/new", methods=["GET", "POST"])
def practice_new(tenant: str) -> Response:  # noqa: ARG001
    """Write down a practice of a body."""
    body = request.args.get("body", "")
    if named_by_code("bodies", body) is None:
        raise Unknown(f"There is no body “{body[:64]}”.")
    if not may(Operation.RECORDS_WRITE, body):
        raise Forbidden("Practices are written by the people of a body, and those of bodies above it.")
    if request.method == "GET":
        findings = request.args.getlist("finding")
        return _form(Form.of({"language": language(), "findings": "\n".join(findings), **_asked_cells()}), body)
    form = Form.sent()
    values = _values(form)
    if not form.problems:
        try:
            made = service.write(database(), caller().principal, tenant_id(), {"body": body, **values})
        except Invalid as refused:
            form.refuse(refused, _FIELDS)
        except Conflict as refused:
            form.refuse_whole(refused)
        else:
            return go(address("practice", practice_id=made.id, done="written"))
    return _form(form, body, 422)


def _asked_cells() -> dict[str, list[str]]:
    return cells.fields_of([cell for cell in request.args.getlist("cells") if cell in cells.ALL])


@pages.route("/t/<tenant>/practices/<uuid:practice_id>/change", methods=["GET", "POST"])
def practice_change(tenant: str, practice_id: UUID) -> Response:  # noqa: ARG001
    """Write on."""
    found = service.practice(database(), caller().principal, tenant_id(), practice_id)
    if not found.may_write:
        raise Forbidden("Practices are written by the people of a body, and those of bodies above it.")
    if request.method == "GET":
        return _form(Form.of(_as_typed(found)), found.body, practice=found)
    form = Form.sent()
    values = _values(form)
    if not form.problems:
        revision = form.text("revision")
        known = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 19 else 0  # noqa: PLR2004
        try:
            service.change(database(), caller().principal, tenant_id(), practice_id, known, values)
        except Invalid as refused:
            form.refuse(refused, _FIELDS)
        except (Conflict, Stale) as refused:
            form.refuse_whole(refused)
        else:
            return go(address("practice", practice_id=practice_id, done="saved"))
    return _form(form, found.body, 422, practice=found)


def _form(form: Form, body: str, status: int = 200, *, practice: PracticeTold | None = None) -> Response:
    languages = [(code, words.language_name(code)) for code in sorted({*LANGUAGES, "de", "it", "nl", "no", "sv", "pl"})]
    typed = form.text("language")
    if typed and typed not in dict(languages):
        languages.append((typed, words.language_name(typed)))
    return page(
        "commons/write.html",
        status,
        form=form,
        body=named_by_code("bodies", body),
        code=body,
        practice=practice,
        languages=languages,
        texts=words.texts(),
        areas=cells.area_choices(),
        principles=cells.principle_choices(),
    )


def _as_typed(found: PracticeTold) -> dict[str, object]:
    """The fields of the form as a practice stands."""
    other, texts = next(iter(found.translations.items()), ("", {}))
    return {
        **{name: getattr(found, name) for name in (*_PLAIN, "revision")},
        **cells.fields_of(found.cells),
        **{kind: "\n".join(one.text for one in found.evidence if one.kind == kind) for kind in EVIDENCE},
        "contacts": "\n".join(found.contacts),
        "actions": "\n".join(found.actions),
        "findings": "\n".join(found.findings),
        "other_language": other,
        **{f"other_{name}": text for name, text in texts.items()},
    }


def _values(form: Form) -> dict[str, object]:
    """What the form says, as the service takes it."""
    cells.check(form, required=False)
    evidence = [{"kind": kind, "text": line} for kind in EVIDENCE for line in _lines(form, kind)]
    return {
        **form.given(*_PLAIN),
        "cells": cells.cells_of(form),
        "evidence": evidence,
        "contacts": _lines(form, "contacts"),
        "actions": _lines(form, "actions"),
        "findings": _lines(form, "findings"),
        "translations": _translations(form),
    }


def _translations(form: Form) -> dict[str, dict[str, str]]:
    """The texts in one other language; nothing where none was chosen."""
    names = ("title", "summary", *TEXTS)
    texts = {name: text for name in names if (text := form.text(f"other_{name}"))}
    other = form.text("other_language")
    if texts and not other:
        form.wrong("other_language", say("Choose the language of these texts."))
    if other and not texts.get("title"):
        form.wrong("other_title", say("Please fill this in."))
    return {other: texts} if other and texts else {}


def _lines(form: Form, name: str) -> list[str]:
    return [line.strip() for line in form.text(name).splitlines() if line.strip()]
