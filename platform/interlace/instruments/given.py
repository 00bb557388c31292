"""What doors for programs send: the text of a file and how it is written. All that is wrong is told field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from interlace.errors import FieldProblem, Invalid
from interlace.instruments.loading import FORMATS, load, load_crosswalk, refused
from policies.instruments import MOST_BYTES, InstrumentInvalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.instruments.kept import CrosswalkListed, InstrumentListed
    from interlace.principals import Principal

_FIELDS = ("content", "format")
Made = TypeVar("Made")


def load_given(
    database: Database, principal: Principal, tenant_id: UUID, values: Mapping[str, object]
) -> InstrumentListed:
    """Load an instrument from `content`, a text, in `format`. Raises as `load` does, and Invalid for a bad file."""
    return _loaded(values, lambda content, name: load(database, principal, tenant_id, content, name))


def load_crosswalk_given(
    database: Database, principal: Principal, tenant_id: UUID, values: Mapping[str, object]
) -> CrosswalkListed:
    """Load a crosswalk likewise."""
    return _loaded(values, lambda content, name: load_crosswalk(database, principal, tenant_id, content, name))


def _loaded(values: Mapping[str, object], load_it: Callable[[bytes, str], Made]) -> Made:
    content, form = _checked(values)
    try:
        return load_it(content.encode(), f"content.{form}")
    except InstrumentInvalid as error:
        raise refused(error) from error


def _checked(values: Mapping[str, object]) -> tuple[str, str]:
    known = {"choices": ", ".join(_FIELDS)}
    problems = [FieldProblem(f"/{name[:64]}", "unknown-field", known) for name in values if name not in _FIELDS]
    content, form = values.get("content"), values.get("format", FORMATS[0])
    if content is None or content == "":
        problems.append(FieldProblem("/content", "required"))
    elif not isinstance(content, str):
        problems.append(FieldProblem("/content", "bad-text"))
    elif "\0" in content:
        problems.append(FieldProblem("/content", "nul"))
    elif len(content) > MOST_BYTES:
        problems.append(FieldProblem("/content", "too-long", {"most": str(MOST_BYTES)}))
    if form not in FORMATS:
        problems.append(FieldProblem("/format", "bad-choice", {"choices": ", ".join(FORMATS)}))
    if problems:
        raise Invalid(problems)
    return str(content), str(form)
