"""Imports: a bundle is sent and queued; its page tells how far it is and what was wrong, whoever comes back to it."""

from __future__ import annotations

import tempfile
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from flask import Response, request

from api.context import database
from api.receiving import MOST_BYTES
from api.requests import takes
from api.rest.answering import as_csv
from interlace.bundle import BundleInvalid
from interlace.bundle.problems import MOST_PROBLEMS
from interlace.errors import Conflict, FieldProblem, Invalid
from interlace.identity.permissions import Operation
from interlace.jobs import listing, rows
from interlace.jobs.submitting import submit_import
from web.administration.access import asker
from web.administration.actors import actors
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.languages import language, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from werkzeug.datastructures import FileStorage

    from interlace.db.models import Job
    from interlace.transfer.importing import Mode

MODES = ("merge", "replace")
#: What a form takes beside the file itself.
_FORM_BYTES = 64 * 1024
#: So many problems stand on the page; the file has all that were kept.
_SHOWN_PROBLEMS = 100
#: So many imports a page lists.
_FIRST = 20


@dataclass(frozen=True)
class Trouble:
    """What was wrong with a bundle: the first problems one by one, and all of them by kind."""

    problems: Sequence[Mapping[str, Any]]
    total: int
    kinds: Sequence[tuple[tuple[str, str, str], int]]
    """File, column and what was expected, with how often; empty where the list itself is short."""


@pages.get("/t/<tenant>/administration/imports")
def administration_imports(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """A form by which a bundle is sent, and the imports that were asked for."""
    return _imports(Form.of({"mode": MODES[0], "dry_run": "yes"}))


def _imports(form: Form, status: int = 200) -> Response:
    who = asker(Operation.IMPORT_RUN)
    found = listing.jobs_page(*who, _FIRST, _after())
    return page("administration/imports.html", status, form=form, jobs=found, most=MOST_BYTES >> 20, actors=actors())


def _after() -> UUID | None:
    try:
        return UUID(request.args["after"]) if request.args.get("after") else None
    except ValueError as error:
        raise Invalid([FieldProblem("/after", "bad-cursor")]) from error


@pages.post("/t/<tenant>/administration/imports")
@takes(MOST_BYTES + _FORM_BYTES)
def administration_import(tenant: str) -> Response:  # noqa: ARG001
    """Queue a bundle that was sent."""
    asker(Operation.IMPORT_RUN)
    form, file = Form.sent(), request.files.get("bundle")
    mode, dry_run = form.text("mode"), form.text("dry_run") == "yes"
    if mode not in MODES:
        form.wrong("mode", say("Please choose one."))
    if mode == "replace" and not dry_run and form.text("sure") != "yes":
        form.wrong("sure", say("Say that you mean it, or only check for now."))
    if file is None or not file.filename:
        form.wrong("bundle", say("Choose the file of a bundle."))
    elif not form.problems:
        job_id = _submitted(file, cast("Mode", mode), dry_run=dry_run)
        if job_id is not None:
            return go(address("administration_import_job", job_id=job_id))
        form.wrong("bundle", say("This is no bundle: a bundle is a .zip file with bodies.csv in it."))
    return _imports(form, 422)


def _submitted(file: FileStorage, mode: Mode, *, dry_run: bool) -> UUID | None:
    """The job that will bring the file in; none where it is no zip at all, or cannot be read."""
    if not zipfile.is_zipfile(file.stream):
        return None
    file.stream.seek(0)
    _, principal, tenant_id = asker(Operation.IMPORT_RUN)
    with tempfile.TemporaryDirectory(prefix="interlace-form-") as folder:
        # Problems name the file as its sender does, by the last part of its name.
        path = Path(folder) / (Path((file.filename or "").replace("\\", "/")).name or "bundle.zip")
        file.save(path)
        try:
            return submit_import(database(), tenant_id, principal, path, mode, dry_run=dry_run)
        except BundleInvalid:
            return None


@pages.get("/t/<tenant>/administration/imports/<uuid:job_id>")
def administration_import_job(tenant: str, job_id: UUID) -> Response:  # noqa: ARG001
    """How far an import is and what came of it; to scripts that ask again, the part that changes."""
    job = listing.job(*asker(Operation.IMPORT_RUN), job_id)
    template = "administration/import_state.html" if "HX-Request" in request.headers else "administration/import.html"
    return page(
        template,
        job=job,
        ended=job.state in rows.ENDED,
        trouble=_trouble(job),
        step=_step(job.step),
        actors=actors(),
    )


def _trouble(job: Job) -> Trouble | None:
    told = _problems(job)
    if not told:
        return None
    more = (job.result or {}).get("more", 0)
    kinds = Counter((one["file"], one["column"], one["expected"]) for one in told)
    many = len(told) > _SHOWN_PROBLEMS // 5 and len(kinds) < len(told)
    return Trouble(told[:_SHOWN_PROBLEMS], len(told) + more, kinds.most_common(_SHOWN_PROBLEMS) if many else ())


def _problems(job: Job) -> list[dict[str, Any]]:
    """What was wrong with the bundle of a job, as far as it is kept; in the page’s language where it is told in it."""
    found = (job.result or {}).get("problems", ())
    return [{**one, "expected": one["expected"].get(language(), one["expected"]["en"])} for one in found]


def _step(step: str | None) -> str | None:
    """What is being done now, in words."""
    if step is None:
        return None
    verb, _, what = step.partition(" ")
    if step == "check references":
        return say("Checking what refers to what")
    if step == "write changes":
        return say("Writing down what changed")
    return (say("Reading %(file)s") if verb == "read" else say("Writing %(file)s")) % {"file": f"{what}.csv"}


@pages.get("/t/<tenant>/administration/imports/<uuid:job_id>/problems.csv")
def administration_import_problems(tenant: str, job_id: UUID) -> Response:  # noqa: ARG001
    """All problems that were kept, as a file for spreadsheets."""
    job = listing.job(*asker(Operation.IMPORT_RUN), job_id)
    headers = {
        "file": say("File"),
        "line": say("Line"),
        "column": say("Column"),
        "value": say("Value"),
        "expected": say("Expected"),
    }
    items = [{told: one[name] for name, told in headers.items()} for one in _problems(job)[:MOST_PROBLEMS]]
    disposition = {"Content-Disposition": f'attachment; filename="problems-{job_id}.csv"'}
    # Spreadsheets see by the first bytes that it is UTF-8.
    content = as_csv(items, list(headers.values())).encode("utf-8-sig")
    return Response(content, headers=disposition, content_type="text/csv; charset=utf-8; header=present")


@pages.post("/t/<tenant>/administration/imports/<uuid:job_id>/cancel")
def administration_import_cancel(tenant: str, job_id: UUID) -> Response:  # noqa: ARG001
    """Let an import end without having done anything; one that has ended already stays as it is."""
    installed, principal, tenant_id = asker(Operation.IMPORT_RUN)
    try:
        rows.cancel(installed, tenant_id, principal, job_id)
    except Conflict:
        return go(address("administration_import_job", job_id=job_id, done="too-late"))
    return go(address("administration_import_job", job_id=job_id))
