"""Files of other formats brought into the register, or beside it as drafts of practices: looked at before, then all of
it in one write, or nothing.

What a file adds is added by the ordinary services, as if whoever brings it had typed it. What the register has already
stays as it is: nothing is changed and nothing removed; where the file says otherwise, that is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from interlace.db import tenancy
from interlace.errors import Busy, FieldProblem, Invalid
from interlace.exchange.practices import PRACTICE_FORMS, prepare_practice
from interlace.exchange.preparing import prepare
from interlace.exchange.taking import FORMS
from interlace.practices import write
from interlace.register import strategies
from interlace.scenarios.applying import perform_all
from interlace.scenarios.performing import perform

if TYPE_CHECKING:
    from graph.exchange import Note
    from graph.whatif import Change
    from interlace.db.unit import Unit
    from interlace.exchange.preparing import Already, Prepared
    from interlace.reading.view import View
    from interlace.scenarios.previewing import Desk

_TRIES = 5


@dataclass(frozen=True)
class Asked:
    """A file to bring in: its form and bytes; for a strategy the body that leads it and its code, if not the file’s.

    A practice is always the `owner`’s, and has no code.
    """

    form: str
    content: bytes | str
    owner: str | None = None
    code: str | None = None


@dataclass(frozen=True)
class Brought:
    """What a file comes to, or came to: records added, those that are there already, and what has no place.

    `revision` is the register's, after the write where there was one.
    """

    written: bool
    revision: int
    added: tuple[Change, ...]
    already: tuple[Already, ...]
    notes: tuple[Note, ...]


def look(desk: Desk, asked: Asked) -> Brought:
    """What bringing a file in would come to; nothing is written. Raises Forbidden, Invalid with every problem."""
    snapshot = desk.present()
    read = prepare_practice(desk, asked) if asked.form in PRACTICE_FORMS else _read(desk.view(snapshot), asked)
    return Brought(False, snapshot.revision, read.changes, read.already, read.notes)


def bring(desk: Desk, asked: Asked) -> Brought:
    """Bring a file in, if every record that it adds is the asker's to add; else nothing.

    Raises Forbidden, Invalid; Conflict with what the register does not admit, each by the number of its change; Busy.
    """
    if asked.form in PRACTICE_FORMS:
        return _write_practice(desk, asked)
    for _ in range(_TRIES):
        snapshot = desk.present()
        read = _read(desk.view(snapshot), asked)
        if not read.changes:
            return Brought(False, snapshot.revision, (), read.already, read.notes)
        with tenancy.writing(desk.database, desk.tenant_id, desk.principal) as unit:
            if unit.head.revision != snapshot.revision:
                continue
            perform_all(unit, read.changes, partial(_make, drafts=read.drafts))
            unit.did("file.bring", f"file:{asked.form}", added=len(read.changes), already=len(read.already))
            return Brought(True, unit.revision, read.changes, read.already, read.notes)
    raise Busy("The register is written to all the time. Try again in a moment.")


def _write_practice(desk: Desk, asked: Asked) -> Brought:
    read = prepare_practice(desk, asked)
    made = [write(desk.database, desk.principal, desk.tenant_id, change.values) for change in read.changes]
    added = [
        replace(change, values={"id": str(one.id), **change.values})
        for change, one in zip(read.changes, made, strict=True)
    ]
    return Brought(bool(added), desk.present().revision, tuple(added), read.already, read.notes)


def _read(view: View, asked: Asked) -> Prepared:
    if asked.form not in FORMS:
        raise Invalid([FieldProblem("/form", "bad-choice", {"choices": ", ".join((*FORMS, *PRACTICE_FORMS))})])
    return prepare(view, asked.form, asked.content, asked.owner, asked.code)


def _make(unit: Unit, change: Change, drafts: frozenset[str]) -> object:
    """A change by its service; a strategy that the file says is a draft begins as one."""
    if change.table == "strategies" and change.values["code"] in drafts:
        return strategies.draft(unit, change.values)
    return perform(unit, change)
