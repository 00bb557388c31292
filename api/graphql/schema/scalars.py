"""Values that are not GraphQL's own: days, exact numbers, large whole numbers, ids of records."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import strawberry
from graphql import GraphQLError

from api.graphql.schema.parts import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DECIMAL = re.compile(r"[0-9]{1,18}(\.[0-9]{1,18})?")
#: Whole numbers that every reader of JSON holds exactly.
MOST_EXACT = 2**53


def _read_day(value: object) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise GraphQLError("A day is written as YYYY-MM-DD.")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise GraphQLError("There is no such day; a day is written as YYYY-MM-DD.") from error


def _tell_day(value: object) -> str:
    if not isinstance(value, date):
        raise GraphQLError("This is no day.")
    return value.isoformat()


def _tell_moment(value: object) -> str:
    if not isinstance(value, datetime):
        raise GraphQLError("This is no moment.")
    return value.astimezone(UTC).isoformat()


def _read_decimal(value: object) -> str:
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise GraphQLError('A decimal is a text of digits, with "." before decimals.')
    return value


def _read_long(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -MOST_EXACT <= value <= MOST_EXACT:
        raise GraphQLError("A whole number up to 2⁵³ is expected.")
    return value


def _read_uuid(value: object) -> UUID:
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError as error:
        raise GraphQLError("A UUID is expected.") from error


#: What strawberry makes of the classes that stand for these values.
SCALARS: dict[object, Any] = {}


def _make() -> None:
    _add("Date", date, "A day as YYYY-MM-DD (ISO 8601).", _read_day, _tell_day)
    _add("Decimal", None, "An exact number as a text: digits, with `.` before decimals.", _read_decimal)
    _add("Long", None, "A whole number up to 2⁵³, which may be too large for Int.", _read_long)
    _add("UUID", None, "The id of a record, as REST tells it.", _read_uuid, str)
    _add("DateTime", datetime, "A moment in UTC (ISO 8601).", _same, _tell_moment)
    _add("JSON", None, "Any value of JSON.", _same)


def _add(
    name: str,
    class_: type | None,
    description: str,
    read: Callable[[object], object],
    tell: Callable[[object], object] | None = None,
) -> None:
    NAMES[name] = class_ or type(name, (), {})
    SCALARS[NAMES[name]] = strawberry.scalar(
        name=name, description=description, serialize=tell or _same, parse_value=read
    )


def _same(value: object) -> object:
    return value


_make()
