"""Imports: a bundle is received and queued; how far it is, and what was wrong with it, is asked for or followed."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, cast

import orjson
from flask import Response, request
from marshmallow import fields, validate

from api.context import caller, database
from api.idempotency import key_of_request, once_beside
from api.receiving import MOST_BYTES, received
from api.requests import takes
from api.rest.beside import id_after, sent, tenant_id, told, told_list
from api.rest.examples import ID
from api.rest.operation import CSV, FORMATS, JSON, READ_HEADERS, Asks, Resource, Told, form, operation
from api.rest.parameters import AFTER, FIRST, Parameter, whole, yes_or_no
from api.rest.schemas import shape, text
from api.rest.schemas import whole as number
from api.rest.spoken import LANGUAGE, language
from interlace.db.models.jobs import STATES
from interlace.errors import Busy, DomainError, FieldProblem, Invalid
from interlace.jobs import listing, rows
from interlace.jobs.submitting import require_import, submit_import
from interlace.reading.pages import MOST, USUAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from api.answers import Answer
    from interlace.db.models import Job
    from interlace.transfer.importing import Mode

IMPORTS = Resource("imports", "Bundles that are brought into the register, all or nothing, while you wait or not.")

ZIP, EVENTS = FORMATS["zip"], "text/event-stream"
MODES = ("merge", "replace")
#: A stream of events ends after so many seconds; whoever reads it by the standard asks again by itself.
LONGEST_STREAM = 25.0
_PAUSE = 0.5
#: Each stream holds a thread while it lasts, so a process has few; what it refuses can be asked for one by one.
MOST_STREAMS = 2
_STREAMS = threading.BoundedSemaphore(MOST_STREAMS)

_JOB_COLUMNS: dict[str, fields.Field[Any]] = {
    "id": fields.UUID(required=True),
    "state": fields.String(required=True, validate=validate.OneOf(STATES)),
    "mode": fields.String(required=True, validate=validate.OneOf(MODES)),
    "dry_run": fields.Boolean(required=True, metadata={"description": "Whether it only checks."}),
    "by": text("Who asked for it.", required=True),
    "progress": number("How far it is, in percent.", required=True, validate=validate.Range(0, 100)),
    "step": text("What is being done now.", required=True, allow_none=True),
    "created_at": fields.DateTime(required=True),
    "ended_at": fields.DateTime(required=True, allow_none=True),
    "result": fields.Dict(
        required=True,
        allow_none=True,
        metadata={
            "description": "Of a success the revision and counts by table; of a failure its `code`, and a `sentence` or"
            " how many `problems` there are, which `/problems` tells."
        },
    ),
}
_JOB = shape("Import", _JOB_COLUMNS, description="An import that was asked for.")
_EXAMPLE = {
    "id": ID,
    "state": "succeeded",
    "mode": "merge",
    "dry_run": False,
    "by": "user:019ab9d0-5c5e-7d02-9a41-0c5d7be2f913",
    "progress": 100,
    "step": None,
    "created_at": "2026-03-31T10:15:00+00:00",
    "ended_at": "2026-03-31T10:15:09+00:00",
    "result": {
        "dry_run": False,
        "nothing_changed": False,
        "revision": 42,
        "settings_changed": False,
        "tables": {"bodies": {"added": 1, "changed": 0, "removed": 0, "kept": 94}},
    },
}
_WAITING = {**_EXAMPLE, "state": "waiting", "progress": 0, "ended_at": None, "result": None}
_MODE = Parameter(
    "mode",
    "`merge` adds and changes by code and removes nothing; `replace` leaves exactly what the bundle holds.",
    {"type": "string", "enum": [*MODES], "default": MODES[0]},
)
_DRY_RUN = Parameter("dry_run", "`true` only checks, and tells what would change.", {"type": "boolean"})


@operation(
    IMPORTS,
    "POST",
    "/imports",
    "import_bundle",
    Told(
        "It is queued.",
        {JSON: (_JOB, {**_EXAMPLE, "state": "waiting", "progress": 0, "result": None})},
        202,
        ("Location",),
    ),
    asks=Asks({"type": "string", "format": "binary"}, "PK", (ZIP,)),
    parameters=[_MODE, _DRY_RUN],
    refuses=[408],
)
@takes(MOST_BYTES)
def import_bundle() -> Response:
    """Import a bundle (.zip, at most 64 MiB). What is wrong inside it is told by the job that this answers with."""
    mode, dry_run = _mode(), yes_or_no("dry_run") or False
    who, where = caller().principal, tenant_id()
    require_import(who, where)
    with received("bundle.zip") as body:

        def make() -> Answer:
            job_id = submit_import(database(), where, who, body.path, mode, dry_run=dry_run)
            values = _job(listing.job(database(), who, where, job_id))
            return told(values, 202, {"Location": f"{request.path}/{job_id}"})

        return sent(once_beside(key_of_request(body=body.digest), make))


def _mode() -> Mode:
    mode = request.args.get("mode", MODES[0])
    if mode not in MODES:
        raise Invalid([FieldProblem("/mode", "bad-choice", {"choices": ", ".join(MODES)})])
    return cast("Mode", mode)


def _job(job: Job) -> dict[str, Any]:
    return {
        "id": str(job.id),
        "state": job.state,
        "mode": job.arguments["mode"],
        "dry_run": bool(job.arguments["dry_run"]),
        "by": job.actor,
        "progress": job.progress,
        "step": job.step,
        "created_at": job.created_at,
        "ended_at": job.ended_at,
        "result": _result(job),
    }


def _result(job: Job) -> dict[str, Any] | None:
    """What came of it; problems are counted here and told elsewhere."""
    if job.result is None or "problems" not in job.result:
        return job.result
    return {"code": job.result["code"], "problems": len(job.result["problems"]) + job.result["more"]}


@operation(
    IMPORTS,
    "GET",
    "/imports",
    "list_imports",
    Told(
        "A page.",
        {
            JSON: (
                shape("ImportList", {"items": fields.List(fields.Nested(_JOB), required=True)}),
                {"items": [_EXAMPLE]},
            )
        },
        headers=("Link", *READ_HEADERS),
    ),
    parameters=[FIRST, AFTER],
)
def list_imports() -> Response:
    """List the imports that were asked for, the last one first."""
    page = listing.jobs_page(database(), caller().principal, tenant_id(), whole("first", USUAL, 1, MOST), id_after())
    items = [_job(job) for job in page.jobs]
    return sent(told_list(items, tuple(_JOB_COLUMNS), page.jobs[-1].id if page.has_more else None))


@operation(
    IMPORTS,
    "GET",
    "/imports/<uuid:id>",
    "read_import",
    Told(
        "How it stands.",
        {JSON: (_JOB, _EXAMPLE), EVENTS: ({"type": "string"}, "event: progress\ndata: {}\n\n")},
        headers=READ_HEADERS,
    ),
)
def read_import(record_id: UUID) -> Response:
    """Read how far an import is and what came of it; as `text/event-stream`, follow it until it ends."""
    who, where, installed = caller().principal, tenant_id(), database()

    def now() -> Job:
        return listing.job(installed, who, where, record_id)

    job = now()
    return _followed(job, now) if form() == EVENTS else sent(told(_job(job)))


def _followed(job: Job, now: Callable[[], Job]) -> Response:
    """The progress of a job as events, for a while. Raises Busy where enough of them are being followed."""
    if not _STREAMS.acquire(blocking=False):
        raise Busy("Enough imports are being followed here. Ask for this one from time to time instead.")
    once = threading.Lock()

    def let_go() -> None:
        if once.acquire(blocking=False):
            _STREAMS.release()

    response = Response(_events(job, now, let_go), content_type=f"{EVENTS}; charset=utf-8")
    response.call_on_close(let_go)
    response.headers["Cache-Control"] = "no-store"
    # Proxies are not to wait for more.
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _events(job: Job, now: Callable[[], Job], let_go: Callable[[], None]) -> Iterator[bytes]:
    try:
        yield b"retry: 1000\n\n"
        until, before = time.monotonic() + LONGEST_STREAM, b""
        while True:
            ended = job.state in rows.ENDED
            content = orjson.dumps(_job(job))
            if content != before:
                yield _event("ended" if ended else "progress", content)
            if ended or time.monotonic() > until:
                return
            before = content
            time.sleep(_PAUSE)
            try:
                job = now()
            except DomainError:
                # Suspended, busy, no longer theirs: asking again tells which.
                return
    finally:
        let_go()


def _event(name: str, content: bytes) -> bytes:
    return f"event: {name}\ndata: ".encode() + content + b"\n\n"


@operation(
    IMPORTS,
    "POST",
    "/imports/<uuid:id>:cancel",
    "cancel_import",
    Told("It is cancelled.", {JSON: (_JOB, {**_EXAMPLE, "state": "cancelled", "result": None})}),
)
def cancel(record_id: UUID) -> Response:
    """Let an import that waits or runs end without having done anything."""

    def make() -> Answer:
        return told(_job(rows.cancel(database(), tenant_id(), caller().principal, record_id)))

    return sent(once_beside(key_of_request(), make))


_PROBLEM_COLUMNS: dict[str, fields.Field[Any]] = {
    "file": text("The file of the bundle.", required=True),
    "line": number("The line in it.", required=True, allow_none=True),
    "column": text("The column.", required=True),
    "value": text("What stands there.", required=True),
    "code": text("What is wrong, for programs.", required=True),
    "expected": text("What was expected.", required=True),
}
_PROBLEMS = shape(
    "ImportProblems",
    {
        "items": fields.List(fields.Nested(shape("ImportProblem", _PROBLEM_COLUMNS)), required=True),
        "more": number("How many more there are, of kinds that are told already.", required=True),
    },
)
_EXAMPLE_PROBLEM = {
    "file": "bodies.csv",
    "line": 17,
    "column": "level",
    "value": "town",
    "code": "bad-choice",
    "expected": "one of: national, regional, local",
}


@operation(
    IMPORTS,
    "GET",
    "/imports/<uuid:id>/problems",
    "list_import_problems",
    Told(
        "What is wrong.",
        {
            JSON: (_PROBLEMS, {"items": [_EXAMPLE_PROBLEM], "more": 0}),
            CSV: ({"type": "string"}, ",".join(_PROBLEM_COLUMNS) + "\r\n"),
        },
        headers=("Content-Language", *READ_HEADERS),
    ),
    parameters=[LANGUAGE],
)
def problems(record_id: UUID) -> Response:
    """List what was wrong with the bundle of an import, by file and line."""
    spoken = language()
    result = listing.job(database(), caller().principal, tenant_id(), record_id).result or {}
    items = [{**one, "expected": one["expected"][spoken]} for one in result.get("problems", ())]
    if form() == CSV:
        answer = told_list(items, tuple(_PROBLEM_COLUMNS))
    else:
        answer = told({"items": items, "more": result.get("more", 0)})
    response = sent(answer)
    response.headers["Content-Language"] = spoken
    return response
