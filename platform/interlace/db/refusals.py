"""What the database refuses, told in the words of the field: by the constraint that something ran against."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from psycopg.errors import ForeignKeyViolation, NotNullViolation
from sqlalchemy.exc import DataError, IntegrityError

from graph.tables import SCHEMA
from interlace.errors import Conflict, DomainError, FieldProblem, Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Error

#: Names of constraints that no column of the table has, and the column and message that they speak of.
_SPECIAL = {
    "bodies_parent_check": ("parent", "bad-parent"),
    "bodies_serves_check": ("serves", "not-an-authority"),
    "bodies_period_check": ("valid_to", "end-before-start"),
    "competences_period_check": ("valid_to", "end-before-start"),
    "relations_period_check": ("valid_to", "end-before-start"),
    "strategies_period_check": ("ends_on", "end-before-start"),
    "actions_period_check": ("ends_on", "end-before-start"),
    "oppositions_period_check": ("resolved_on", "end-before-start"),
    "measurements_span_check": ("score_to", "less-than"),
    "oppositions_pair_check": ("other", "self"),
    "relations_pair_check": ("target", "self"),
    "links_pair_check": ("to", "self"),
    "successions_pair_check": ("successor", "self"),
    "relations_member_of_check": ("target", "not-a-network"),
    "relations_part_of_check": ("target", "bad-parent"),
    "relations_follows_check": ("target", "twin"),
    "relations_tenant_id_one_other_kind_ends_key": ("target", "twin"),
    "relations_tenant_id_one_other_kind_follows_key": ("target", "twin"),
    "works_pk": ("code", "taken"),
    "bodies_tenant_id_code_key": ("code", "taken"),
}
_DETAILS = {
    f"{table}_period_check": {"start": start}
    for table, start in (
        ("bodies", "valid_from"),
        ("competences", "valid_from"),
        ("relations", "valid_from"),
        ("strategies", "starts_on"),
        ("actions", "starts_on"),
        ("oppositions", "marked_on"),
    )
} | {"measurements_span_check": {"start": "score_from"}}


@contextmanager
def explained() -> Iterator[None]:
    """Raise Invalid or Conflict in place of the database's own refusal."""
    try:
        yield
    except IntegrityError as refusal:
        raise _domain_error(refusal.orig) from refusal  # type: ignore[arg-type]
    except DataError as refusal:
        # A number too large for its type, or a NUL; the database does not say in which column.
        raise Invalid([FieldProblem("", "bad-value")]) from refusal


def _domain_error(refusal: Error) -> DomainError:
    table, name = refusal.diag.table_name or "", refusal.diag.constraint_name or ""
    if name in _SPECIAL:
        column, code = _SPECIAL[name]
        return Invalid([FieldProblem(f"/{column}", code, _DETAILS.get(name, {}))])
    if isinstance(refusal, NotNullViolation):
        return _value_missing(refusal.diag.column_name or "")
    if isinstance(refusal, ForeignKeyViolation):
        return Conflict(_reference_told(table, refusal.diag.message_detail or ""))
    columns = [column for column in SCHEMA.get(table, {}) if name == f"{table}_{column}_check"]
    if columns:
        return Invalid([FieldProblem(f"/{columns[0]}", "bad-value")])
    if name.endswith(("_key", "_pk")):
        return Conflict(f"There is such a record in {table} already.")
    return Conflict(f"The register does not admit this ({name}).")


def _value_missing(column: str) -> DomainError:
    # The database works a body's rank out of its level before it looks at the level itself.
    if column == "rank":
        return Invalid([FieldProblem("/level", "bad-value")])
    return Invalid([FieldProblem(f"/{column}", "required")])


def _reference_told(table: str, detail: str) -> str:
    """Either something refers to what was removed, or what was referred to is not there."""
    if "still referenced" in detail:
        return f"Records in {table} still refer to it. Remove or change those first, or merge it into another."
    return f"A record in {table} refers to one that is not there."
