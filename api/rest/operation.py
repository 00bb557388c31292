"""An operation of the REST door: what its document says is what its requests are held to."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any

from flask import g, request
from flask_smorest import Blueprint

from api.refusals import Unacceptable, WrongType
from api.rest.parameters import IDEMPOTENCY_KEY, IF_MATCH, IF_NONE_MATCH, Parameter, check_parameters, format_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from flask import Response

PREFIX = "/api/v1/tenants/<tenant>"
JSON, CSV = "application/json", "text/csv"
MERGE_PATCH = "application/merge-patch+json"
#: How `?format=` calls a form.
FORMATS: Mapping[str, str] = {
    "json": JSON,
    "csv": CSV,
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "jsonld": "application/ld+json",
    "stratml": "application/xml",
    "zip": "application/zip",
}
_READS = (401, 403, 404, 406, 422, 429, 500, 503)
_WRITES = (401, 403, 404, 409, 422, 429, 500, 503)
#: Headers of answers that the document's components describe.
READ_HEADERS = ("ETag", "Interlace-Revision")


@dataclass(frozen=True)
class Told:
    """An answer to a request that went well. `media` gives for each form its schema and an example."""

    description: str
    media: Mapping[str, tuple[object, object]] = field(default_factory=dict)
    status: int = 200
    headers: Sequence[str] = ()


@dataclass(frozen=True)
class Asks:
    """The body that a request has: JSON of this shape."""

    schema: object
    example: object
    media: Sequence[str] = (JSON,)
    required: bool = True


class Resource(Blueprint):  # type: ignore[misc]
    """A group of operations below a tenant's address; the document tells it by `name`."""

    def __init__(self, name: str, description: str) -> None:
        super().__init__(f"rest-{name}", "api.rest", url_prefix=PREFIX, description=description)
        self.tag = name


def operation(
    resource: Resource,
    method: str,
    address: str,
    name: str,
    *told: Told,
    asks: Asks | None = None,
    parameters: Sequence[Parameter] = (),
    refuses: Sequence[int] = (),
    performs: Sequence[str] = (),
    conditional: bool = False,
    once: bool = True,
) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Put a function at an address, as the operation of this name.

    Before it is called, parameters that are not `parameters` are refused, the form of a read's answer is settled, and
    a body must be of a type that is read. `performs` names the services of the register that it performs; `once` says
    that a POST knows idempotency keys. The function is given `record_id` for an `<uuid:id>` of the address; its
    docstring is what the document says. `conditional` asks for `If-Match`.
    """
    reads = method == "GET"
    forms = [form for answer in told if reads for form in answer.media]
    known = _parameters(method, told, parameters, forms, conditional=conditional, once=once)
    in_query = {parameter.name: parameter for parameter in known if parameter.place == "query"}

    def decorate(function: Callable[..., Response]) -> Callable[..., Response]:
        @wraps(function)
        def view(tenant: str, **named: Any) -> Response:  # noqa: ANN401 - parts of the address
            del tenant  # The guard has seen to it.
            if request.args:
                check_parameters(in_query)
            if reads:
                g.form = _form(forms)
            elif asks is not None:
                _check_type(asks)
            if "id" in named:
                named["record_id"] = named.pop("id")
            return function(**named)

        vars(view).update(performs=performs, _apidoc={"manual_doc": _document(name, told, asks, known, reads, refuses)})
        resource.add_url_rule(address, name, view, methods=[method], tags=[resource.tag])
        return view

    return decorate


def form() -> str:
    """The content type that the answer to this read is to have."""
    return str(g.form)


def _parameters(
    method: str,
    told: Sequence[Told],
    parameters: Sequence[Parameter],
    forms: Sequence[str],
    *,
    conditional: bool,
    once: bool,
) -> list[Parameter]:
    known = [*parameters]
    if len(forms) > 1:
        known.append(format_of(*(name for name, one in FORMATS.items() if one in forms)))
    if any("ETag" in answer.headers for answer in told) and method == "GET":
        known.append(IF_NONE_MATCH)
    if conditional:
        known.append(IF_MATCH)
    if method == "POST" and once:
        known.append(IDEMPOTENCY_KEY)
    return known


def _form(forms: Sequence[str]) -> str:
    """The form that the caller wants. Raises Unacceptable."""
    wanted = request.args.get("format")
    if wanted is not None:
        found = FORMATS.get(wanted)
    else:
        accepted = request.headers.get("Accept")
        if not accepted or accepted == "*/*":
            return forms[0]
        found = request.accept_mimetypes.best_match(forms)
    if found is None or found not in forms:
        raise Unacceptable(f"This can be had as: {', '.join(forms)}.")
    return found


def _check_type(asks: Asks) -> None:
    bodyless = not request.content_length and "Transfer-Encoding" not in request.headers
    if request.mimetype not in asks.media and not (bodyless and not asks.required and not request.mimetype):
        raise WrongType(f"Send {' or '.join(asks.media)}, and say so: Content-Type: {asks.media[0]}.")


def _document(
    name: str, told: Sequence[Told], asks: Asks | None, known: Sequence[Parameter], reads: bool, refuses: Sequence[int]
) -> dict[str, Any]:
    statuses = {*(_READS if reads else _WRITES), *refuses}
    if asks is not None:
        statuses |= {400, 413, 415}
    if IF_MATCH in known:
        statuses |= {412, 428}
    if IDEMPOTENCY_KEY in known:
        statuses.add(400)
    answers: dict[str, Any] = {str(answer.status): _answer(answer) for answer in told}
    if IF_NONE_MATCH in known:
        answers["304"] = "unchanged"
    answers |= {str(status): f"problem-{status}" for status in sorted(statuses)}
    document: dict[str, Any] = {"operationId": name, "responses": answers}
    if known:
        document["parameters"] = [_shared(parameter) for parameter in known]
    if asks is not None:
        one = {"schema": asks.schema, "example": asks.example}
        document["requestBody"] = {"required": asks.required, "content": dict.fromkeys(asks.media, one)}
    return document


#: Parameters that many operations have are described once.
SHARED = (IF_MATCH, IF_NONE_MATCH, IDEMPOTENCY_KEY)


def _shared(parameter: Parameter) -> object:
    return parameter.name if parameter in SHARED else parameter.told


def _answer(answer: Told) -> dict[str, Any]:
    told: dict[str, Any] = {"description": answer.description}
    if answer.headers:
        told["headers"] = {name: name for name in answer.headers}
    if answer.media:
        told["content"] = {
            kind: {"schema": schema, "example": example} for kind, (schema, example) in answer.media.items()
        }
    return told
