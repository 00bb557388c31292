"""The log of a process: one JSON object a line on stderr.

Nothing in it tells a secret or a person. Of an error its kind and its place in the program are told; what an error says
is left out, for it often quotes what somebody sent.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

import orjson

#: Where a record has what is told beside its message: `extra={FIELDS: {…}}`.
FIELDS = "fields"
#: Without a server of mails, these are shown in the log on purpose: they hold the link that somebody waits for.
_LETTERS = "interlace.mail"
#: Those of others tell of themselves only when something is wrong.
_BRIDLED = (
    "werkzeug",
    "procrastinate",
    "psycopg",
    "psycopg.pool",
    "sqlalchemy",
    "alembic",
    "urllib3",
    "asyncio",
    "flask",
)
_HIDDEN = re.compile(
    r"[^\s@\"'<>(),;:=]+@[^\s@\"'<>(),;:]+"  # an e-mail address
    r"|(?<=://)[^\s/@]+:[^\s/@]+(?=@)"  # a password in a URL
    r"|\beyJ[\w-]+\.[\w-]+\.[\w-]*"  # a token
    r"|(?<=[Bb]earer )\S+"
    r"|(?<![\w.-])[A-Za-z0-9_-]{32,}(?![\w.-])"  # a secret; ids have their hyphens elsewhere, and stay
)
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def prepare() -> None:
    """Let everything that this process logs go to stderr: as JSON, or as text where a person looks at it."""
    handler = logging.StreamHandler()
    handler.setFormatter(Plain() if sys.stderr.isatty() else Json())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name in _BRIDLED:
        logging.getLogger(name).setLevel(logging.WARNING)


class Json(logging.Formatter):
    """A record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return orjson.dumps(_fields(record), default=str).decode()


class Plain(logging.Formatter):
    """A record as a line for a person."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and lines beneath it for an error."""
        told = _fields(record)
        error = told.pop("error", None)
        about = " ".join(f"{name}={value}" for name, value in told.items() if name not in {"time", "level", "message"})
        lines = [f"{told['time'][11:19]} {told['level']} {told['message']} {about}".rstrip()]
        if error:
            lines += [error["kind"], *(f"  {place}" for place in error["places"])]
        return "\n".join(lines)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    told: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": _message(record),
    }
    told |= getattr(record, FIELDS, {})
    if record.exc_info and record.exc_info[1] is not None:
        told["error"] = _error(record.exc_info[1])
    return told


def _message(record: logging.LogRecord) -> str:
    try:
        said = record.getMessage()
    except (TypeError, ValueError):
        said = str(record.msg)
    return said if record.name == _LETTERS else hidden(said)


def hidden(said: str) -> str:
    """A sentence without what looks like an address of a person, a password or a token."""
    return _HIDDEN.sub(lambda found: found[0] if _ID.fullmatch(found[0]) else "…", said)


def _error(error: BaseException) -> dict[str, Any]:
    """The kinds of an error and of its causes, and where in the program they come from; nothing that they say."""
    kinds: list[str] = []
    places: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(kinds) < 8:  # noqa: PLR2004 - a chain may be a ring
        state = getattr(cause, "sqlstate", None)
        kinds.append(f"{type(cause).__module__}.{type(cause).__qualname__}{f' ({state})' if state else ''}")
        frames = traceback.extract_tb(cause.__traceback__)[-12:]
        places += [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        cause = cause.__cause__ or cause.__context__
    return {"kind": " ← ".join(kinds), "places": places}
