"""How a job ended, as JSON that every door can show: counts, or problems with their sentences in English and French."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from interlace.texts import LANGUAGES

if TYPE_CHECKING:
    from interlace.bundle import Report
    from interlace.errors import DomainError
    from interlace.transfer.importing import ImportResult

UNFORESEEN = {
    "code": "unforeseen",
    "sentence": "The job failed for a reason that nobody foresaw; nothing was written. The log tells more.",
}
NO_ROOM = {
    "code": "no_room",
    "sentence": "The database's disk is full; nothing was written. Make room, then ask again.",
}
INTERRUPTED = {
    "code": "interrupted",
    "sentence": "The job was interrupted each time it was tried; nothing was written. The log tells more.",
}


def told_result(result: ImportResult, *, dry_run: bool) -> dict[str, Any]:
    """What an import did or, as a dry run, would do."""
    return {
        "dry_run": dry_run,
        "nothing_changed": result.nothing_changed,
        "revision": result.revision,
        "settings_changed": result.settings_changed,
        "tables": {
            name: {
                "added": counts.added,
                "changed": counts.changed,
                "removed": counts.removed,
                "kept": counts.kept,
            }
            for name, counts in result.tables.items()
        },
    }


def told_report(report: Report) -> dict[str, Any]:
    """What is wrong with a bundle."""
    return {
        "code": "bundle_invalid",
        "problems": [
            {
                "file": _plain(problem.file),
                "line": problem.line or None,
                "column": _plain(problem.column),
                "value": _plain(problem.value),
                "code": problem.code,
                "expected": {language: _plain(problem.expected(language)) for language in LANGUAGES},
            }
            for problem in report.problems
        ],
        "more": report.more,
        "notes": [
            {
                "file": _plain(note.file),
                "column": _plain(note.column),
                "code": note.code,
                "text": {language: note.text(language) for language in LANGUAGES},
            }
            for note in report.notes
        ],
    }


def told_error(error: DomainError) -> dict[str, Any]:
    """What a service refused."""
    return {"code": error.code, "sentence": str(error)}


def _plain(text: str) -> str:
    """Text that the database can hold: file names and values may have in them what no JSON there has."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
