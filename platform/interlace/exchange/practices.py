"""Good practices in formats of others: taken along as they can be published, and read as drafts of one's own body.

Records of the register, keys of findings and codes of actions stay in their tenant, whoever asks: a file tells how many
there are to those who see them, and never which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from graph.exchange import Practice, Unreadable, linked_practices, stratml_practices
from graph.exchange.reading import Note
from graph.exchange.strategies import Committed, in_order
from graph.whatif import Change
from interlace import commons
from interlace.db import tenancy
from interlace.db.models import Body
from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.exchange.preparing import Already, Prepared
from interlace.exchange.taking import MEDIA_TYPES, Taken
from interlace.practices import look, practice
from interlace.practices.plain import of_practice
from interlace.practices.values import TEXTS, rules_of
from interlace.reading.exports import require_export

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from interlace.commons import EntryTold
    from interlace.db.connections import Database
    from interlace.exchange.bringing import Asked
    from interlace.practices import PracticeTold
    from interlace.principals import Principal
    from interlace.scenarios.previewing import Desk

#: Forms of files to bring in → the forms in which practices are taken along.
_FORMS = {"practice-stratml": "stratml", "practice-jsonld": "jsonld"}
PRACTICE_FORMS = tuple(_FORMS)
_SUFFIXES = {"stratml": "practice.xml", "jsonld": "practice.jsonld"}
_RECORD = "record"
_FURTHER = ("place", *(name for name in TEXTS if name != "purpose"), "contacts", "translations")


def take_practice(database: Database, principal: Principal, tenant_id: UUID, form: str, practice_id: UUID) -> Taken:
    """A file of a practice that the principal may know of. Raises Forbidden, Unknown, Invalid."""
    require_export(principal)
    return practice_file(database, principal, tenant_id, form, practice_id)


def take_entry(database: Database, principal: Principal, tenant_id: UUID, form: str, entry_id: UUID) -> Taken:
    """A file of a practice that stands in the commons, whoever published it. Raises Forbidden, Unknown, Invalid."""
    require_export(principal)
    return entry_file(database, tenant_id, form, entry_id)


def practice_file(database: Database, principal: Principal, tenant_id: UUID, form: str, practice_id: UUID) -> Taken:
    """The same of a practice, for whoever needs no right to take things along."""
    told = practice(database, principal, tenant_id, practice_id)
    with tenancy.reading(database, tenant_id) as session:
        name = session.scalar(select(Body.name).where(Body.code == told.body))
    records = sum(one.kind == _RECORD for one in told.evidence)
    counts = {"records": records, "actions": len(told.actions), "findings": len(told.findings)}
    content = {
        **{name: getattr(told, name) for name in (*TEXTS, "place", "contacts", "translations")},
        "evidence": [one._asdict() for one in told.evidence],
    }
    shown = _shown(told, content, name or told.body, rules_of([*told.findings]))
    return _file(form, shown, practice_id, {what: count for what, count in counts.items() if count})


def entry_file(database: Database, tenant_id: UUID, form: str, entry_id: UUID) -> Taken:
    """The same of an entry."""
    told = commons.entry(database, tenant_id, entry_id)
    if told.kind != "practice":
        raise Unknown(f"There is no entry {entry_id} of a practice in the commons.")
    return _file(form, _shown(told, told.content, told.body_name, told.rules), entry_id, {})


def _shown(
    told: PracticeTold | EntryTold, content: Mapping[str, Any], body_name: str, rules: Sequence[str]
) -> Practice:
    """What may be told of a practice."""
    further = {
        **{name: content.get(name) for name in _FURTHER},
        "evidence": [{**one} for one in content.get("evidence", []) if one["kind"] != _RECORD],
        "rules": [*rules],
    }
    return Practice(
        title=told.title,
        language=told.language,
        summary=told.summary,
        body=told.body,
        body_name=body_name,
        purpose=content.get("purpose"),
        starts_on=told.starts_on,
        ends_on=told.ends_on,
        cells=in_order(Committed(cell.partition(":")[0], cell.partition(":")[2], 0) for cell in told.cells),
        further={name: value for name, value in further.items() if value},
    )


def _file(form: str, shown: Practice, named: UUID, left_out: dict[str, int]) -> Taken:
    if form not in _SUFFIXES:
        raise Invalid([FieldProblem("/form", "bad-choice", {"choices": ", ".join(_SUFFIXES)})])
    write = stratml_practices.write if form == "stratml" else linked_practices.write
    return Taken(f"{named}.{_SUFFIXES[form]}", MEDIA_TYPES[form], write(shown, left_out), left_out)


def prepare_practice(desk: Desk, asked: Asked) -> Prepared:
    """What a file of a practice comes to: a draft of the owner's, unless it has one of that title and language.

    Raises Forbidden, Conflict; Invalid with every problem, by place.
    """
    try:
        read = stratml_practices.read if _FORMS[asked.form] == "stratml" else linked_practices.read
        shown, notes = read(asked.content)
    except Unreadable as refused:
        problems = [FieldProblem(problem.place, problem.code, problem.details) for problem in refused.problems]
        raise Invalid(problems) from refused
    if not asked.owner:
        raise Invalid([FieldProblem("/owner", "required")])
    values, unplaced = _values(shown, asked.owner)
    try:
        there = look(desk.database, desk.principal, desk.tenant_id, values)
    except Invalid as refused:
        where = "/changes/0/values"
        raise Invalid(
            [FieldProblem(where + problem.pointer, problem.code, problem.details) for problem in refused.problems]
        ) from refused
    if there is not None:
        return Prepared((), (Already("practices", str(there.id), _differing(there, values)),), (*notes, *unplaced))
    return Prepared((Change("add", "practices", values),), (), (*notes, *unplaced))


def _values(shown: Practice, owner: str) -> tuple[dict[str, Any], list[Note]]:
    """What the service is given, and what it has no place for."""
    notes = [] if shown.body in {None, owner} else [Note.of("", "body", shown.body_name)]
    if shown.further.get("rules"):
        notes.append(Note.of("", "rules", ", ".join(shown.further["rules"])))
    evidence = shown.further.get("evidence", [])
    notes += [Note.of("", "evidence", one["text"]) for one in evidence if one["kind"] == _RECORD]
    values: dict[str, Any] = {
        "body": owner,
        **{name: getattr(shown, name) for name in ("title", "summary", "language", "starts_on", "ends_on", "purpose")},
        **{name: shown.further.get(name) for name in _FURTHER},
        "cells": [f"{one.principle}:{one.area}" for one in shown.cells],
        "evidence": [one for one in evidence if one["kind"] != _RECORD],
    }
    return {name: value for name, value in values.items() if value}, notes


def _differing(there: PracticeTold, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields in which a file says something else than the practice; what it does not say is no difference."""
    known = of_practice(there)
    known["evidence"] = [one for one in known["evidence"] if one["kind"] != _RECORD]
    told = {name: value.isoformat() if name in {"starts_on", "ends_on"} else value for name, value in values.items()}
    return tuple(name for name, value in told.items() if _plain(known[name]) != _plain(value))


def _plain(value: object) -> object:
    """Values in whose order nothing lies."""
    return sorted(map(str, value)) if isinstance(value, list) else value
