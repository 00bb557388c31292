"""What mutations answer: the record as it stands now, or what was wrong, with nothing written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.errors import PROBLEMS, told_fields
from api.graphql.schema import nodes
from api.graphql.schema.inputs import CLIENT_MUTATION_ID, pointer_of
from api.graphql.schema.parts import attribute, field, object_type
from api.graphql.schema.sources import OF_TABLE, Row
from api.refusals import InFlight, KeyReused, NotKept
from interlace import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from strawberry.types.field import StrawberryField

    from api.graphql.schema.context import Context

#: What a service refuses is told in the payload; what keeps it from trying is an error of the request.
REFUSALS = (
    errors.Unknown,
    errors.Forbidden,
    errors.Stale,
    errors.Invalid,
    errors.Conflict,
    KeyReused,
    InFlight,
    NotKept,
)


class InputError:
    """One thing that is wrong with an input."""

    __slots__ = ("code", "detail", "pointer")

    def __init__(self, pointer: str | None, detail: str, code: str) -> None:
        self.pointer = pointer
        self.detail = detail
        self.code = code


class Outcome:
    """What a mutation came to. `subject` is what it was about; `told` what else it has to tell."""

    __slots__ = ("client_mutation_id", "errors", "revision", "subject", "told")

    def __init__(self, client_mutation_id: str | None) -> None:
        self.client_mutation_id = client_mutation_id
        self.errors: list[InputError] = []
        self.revision: int | None = None
        self.subject: UUID | None = None
        self.told: Any = None


def performed(context: Context, given: Mapping[str, Any], perform: Callable[[Outcome], None]) -> Outcome:
    """The outcome of a mutation; what the service refuses is in its errors. What was read before is read anew."""
    outcome = Outcome(given.get(CLIENT_MUTATION_ID))
    try:
        perform(outcome)
    except REFUSALS as refused:
        outcome.errors = told(refused)
    context.forget()
    return outcome


def told(refused: Exception) -> list[InputError]:
    """What a service refused, field by field where it is about fields."""
    if isinstance(refused, errors.Invalid | errors.Conflict) and refused.problems:
        fields = zip(refused.problems, told_fields(refused), strict=False)
        return [InputError(pointer_of(problem), field["detail"], field["code"]) for problem, field in fields]
    return [InputError(getattr(refused, "item", None), str(refused), PROBLEMS[type(refused)].code)]


def _record(table: str) -> Callable[[Outcome, Context], Row | None]:
    def plain(source: Outcome, context: Context) -> Row | None:
        seen = context.seen
        row = None if source.subject is None or seen is None else seen.sight.row_of(table, source.subject)
        return None if row is None or seen is None else OF_TABLE[table](seen, row)

    return plain


def _id(table: str) -> Callable[[Outcome, Context], str | None]:
    def plain(source: Outcome, _context: Context) -> str | None:
        if source.subject is None:
            return None
        return nodes.encoded(OF_TABLE[table].__name__, str(source.subject))

    return plain


COMMON = (
    attribute("errors", "list[InputError]", "What was wrong; if there is anything, nothing was written.", page=10),
    attribute("revision", "int | None", "The revision that was made; null where the register was not written."),
    attribute(
        CLIENT_MUTATION_ID, "str | None", "What the input said, for clients that ask for it.", "client_mutation_id"
    ),
)
object_type(
    "InputError",
    "One thing that is wrong with an input, as REST tells it too.",
    [
        attribute(
            "pointer", "str | None", "The field, as a JSON pointer into the input; null where it is not about one."
        ),
        attribute("detail", "str", "What was expected, in a sentence."),
        attribute("code", "str", "The same for programs; it stays as it is."),
    ],
    source=InputError,
)


def payload_type(name: str, description: str, fields: Sequence[StrawberryField]) -> None:
    """The type of what a mutation answers."""
    object_type(name, description, [*fields, *COMMON], source=Outcome)


for _table, _type in OF_TABLE.items():
    payload_type(
        f"{_type.__name__}Payload",
        "What a write came to.",
        [
            field(
                "record",
                f"{_type.__name__} | None",
                "The record as it stands now; null where nothing was written, where it was removed, or where the"
                " caller may no longer see it.",
                _record(_table),
                fresh=True,
            ),
            field(
                "id",
                "ID | None",
                "The id of what was written or removed.",
                _id(_table),
            ),
        ],
    )
