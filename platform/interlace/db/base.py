"""What tables share: names of constraints, tenant and id of a record, checks that say what a bundle may hold."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, MetaData, PrimaryKeyConstraint, Text, text
from sqlalchemy import ForeignKeyConstraint as _ForeignKey
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from graph.tables import SCHEMA, Column, Kind
from interlace.db.identifiers import new_id
from policies import AREAS, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Table

MOST_CHARACTERS = 20_000
CODE = "^[A-Za-z0-9][A-Za-z0-9._-]*$"
MOST_CODE_CHARACTERS = 64
DECIMAL = r"^[0-9]{1,18}(\.[0-9]{1,18})?$"
#: The days that both a bundle and Python can write; the database alone knows others, and infinity.
DAYS = ("0001-01-01", "9999-12-31")
CELLS = tuple(f"{principle}:{area}" for principle in PRINCIPLES.ids for area in AREAS.ids)

#: Codes are compared by Unicode code points, everywhere and whatever the database's own language.
Code = Text(collation="C")


class Base(DeclarativeBase):
    """All tables of the register and of identity."""

    metadata = MetaData(
        naming_convention={
            "pk": "%(table_name)s_pk",
            "fk": "%(table_name)s_%(column_0_N_name)s_fk",
            "uq": "%(table_name)s_%(column_0_N_name)s_key",
            "ck": "%(table_name)s_%(constraint_name)s_check",
            "ix": "%(table_name)s_%(column_0_N_name)s_index",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own name and form
        str: Text,
        int: BigInteger,
        datetime: DateTime(timezone=True),
        list[str]: ARRAY(Text),
        dict[str, Any]: JSONB(none_as_null=True),
    }


class Owned(Base):
    """A table whose rows belong to one tenant, which the database itself keeps from every other."""

    __abstract__ = True

    tenant_id: Mapped[UUID] = mapped_column(
        server_default=text("current_setting('app.tenant_id')::uuid"), sort_order=-10
    )


class Shared(Base):
    """A table of the commons: rows that one tenant wrote and others may read, as policies of its own say."""

    __abstract__ = True


class Record(Owned):
    """One record of a register: it has an id, and the revision of the tenant at which it last changed."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(default=new_id, sort_order=-9)
    revision: Mapped[int] = mapped_column(sort_order=-8)
    further: Mapped[dict[str, Any] | None] = mapped_column(sort_order=90)
    """Columns of a bundle that no table names, kept as they are."""


def owned_tables() -> tuple[Table, ...]:
    """The tables of tenants, those that are referred to before those that refer to them."""
    return _tables_of(Owned)


def shared_tables() -> tuple[Table, ...]:
    """The tables of the commons, in the same order."""
    return _tables_of(Shared)


def _tables_of(kind: type[Base]) -> tuple[Table, ...]:
    names = {mapper.class_.__tablename__ for mapper in Base.registry.mappers if issubclass(mapper.class_, kind)}
    return tuple(table for table in Base.metadata.sorted_tables if table.name in names)


def owned_key(*columns: str) -> PrimaryKeyConstraint:
    """The primary key, the tenant first, so that the table can be spread over machines by tenant."""
    return PrimaryKeyConstraint("tenant_id", *columns)


def refers(columns: Sequence[str], table: str, to: Sequence[str]) -> _ForeignKey:
    """A reference within the tenant. Deferrable, since an import and a change of level alter both of its ends."""
    return _ForeignKey(
        ["tenant_id", *columns],
        [f"{table}.tenant_id", *(f"{table}.{column}" for column in to)],
        deferrable=True,
        initially="IMMEDIATE",
    )


def found_by(table: str, *columns: str) -> Index:
    """An index by which what refers to a record is found."""
    return Index(f"{table}_{'_'.join(columns)}_index", "tenant_id", *columns)


def checks_of(table: str) -> tuple[CheckConstraint, ...]:
    """What a bundle's columns may hold, as constraints: no way of writing leads past them."""
    return (
        *(check for name, column in SCHEMA[table].items() for check in _checks(name, column)),
        CheckConstraint("jsonb_typeof(further) = 'object'", name="further"),
    )


def _checks(name: str, column: Column) -> Iterator[CheckConstraint]:
    quoted = f'"{name}"'
    if column.kind is Kind.CHOICE:
        yield CheckConstraint(f"{quoted} IN ({_listed(column.choices)})", name=name)
    elif column.kind is Kind.WHOLE:
        yield CheckConstraint(f"{quoted} BETWEEN {column.least or 0} AND {column.most}", name=name)
    elif column.kind is Kind.DECIMAL:
        most = "" if column.most is None else f" AND {quoted}::numeric <= {column.most}"
        yield CheckConstraint(f"{quoted} ~ '{DECIMAL}'{most}", name=name)
    elif column.kind is Kind.CODE:
        # A bound in the expression itself would make PostgreSQL's matching twenty times slower.
        yield CheckConstraint(f"{quoted} ~ '{CODE}' AND length({quoted}) <= {MOST_CODE_CHARACTERS}", name=name)
    elif column.kind is Kind.CELLS:
        yield CheckConstraint(f"{quoted} <@ ARRAY[{_listed(CELLS)}]::text[] AND {_list(quoted)}", name=name)
    elif column.kind is Kind.TEXTS:
        nothing_empty = f"array_position({quoted}, NULL) IS NULL AND array_position({quoted}, '') IS NULL"
        yield CheckConstraint(f"{_list(quoted)} AND {nothing_empty}", name=name)
    elif column.kind is Kind.DATE:
        yield CheckConstraint(f"{quoted} BETWEEN '{DAYS[0]}' AND '{DAYS[1]}'", name=name)
    elif column.kind is Kind.TEXT:
        yield CheckConstraint(f"length({quoted}) BETWEEN 1 AND {MOST_CHARACTERS}", name=name)


def _list(quoted: str) -> str:
    """A list that is neither empty nor a list of lists."""
    return f"cardinality({quoted}) > 0 AND array_ndims({quoted}) = 1"


def _listed(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def ordered(start: str, end: str) -> CheckConstraint:
    """A period does not end before it begins; either end may be open."""
    return CheckConstraint(f"{start} <= {end}", name="period")
