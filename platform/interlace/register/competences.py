"""Competences: the role that a body has in a policy area, stated by who stands above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.identity.permissions import Operation
from interlace.register import keeping
from interlace.register.access import changes, current, load, must, new

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit


def state(unit: Unit, values: Mapping[str, object]) -> StoredRecord:
    """State the role of a body in an area. Raises Forbidden, Invalid."""
    given = new(unit, "competences", values)
    must(unit, Operation.COMPETENCES_WRITE, given.values["body"])
    return keeping.add(unit, "competence.state", "competences", given)


def change(unit: Unit, competence_id: UUID, revision: int, values: Mapping[str, object]) -> StoredRecord:
    """Change a competence; it stays with its body. Raises Unknown, Forbidden, Stale, Invalid."""
    competence = current(_stated(unit, competence_id), revision)
    return keeping.change(unit, "competence.change", competence, changes(unit, competence, values, "body"))


def remove(unit: Unit, competence_id: UUID, revision: int) -> StoredRecord:
    """Take out a competence that was stated by mistake. Raises Unknown, Forbidden, Stale."""
    competence = current(_stated(unit, competence_id), revision)
    return keeping.remove(unit, "competence.remove", competence, body=competence["body"], area=competence["area"])


def _stated(unit: Unit, competence_id: UUID) -> StoredRecord:
    competence = load(unit, "competences", competence_id)
    must(unit, Operation.COMPETENCES_WRITE, competence["body"])
    return competence
