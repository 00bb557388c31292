"""The OpenAPI document, written from the operations themselves, and a page to read it on."""

from __future__ import annotations

import hashlib
import re
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, cast

import orjson
from flask import Blueprint, Response, current_app, render_template, request
from flask_smorest import Api as SmorestApi
from markupsafe import Markup, escape

from api.errors import INTERNAL, PLAIN, PROBLEM, PROBLEMS, type_of
from api.guard import public
from api.rest.links import link
from api.rest.operation import SHARED
from api.rest.schemas import PROBLEM as PROBLEM_SHAPE
from api.rest.schemas import Plugin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from api.rest.operation import Resource

API = "interlace.rest"
DOCUMENT = "interlace.openapi"
_ABOUT = """\
Every operation needs an access token: `POST /auth/token` gives one for a password or for the credentials of a service
account. Answers about a tenant carry `ETag` and `Interlace-Revision`; lists come in pages, the next of which `Link`
names. Changes to a record need `If-Match`. Errors are told as RFC 9457 says, with what is wrong field by field.
"""
_TITLES = {problem.status: problem.title for problem in (INTERNAL, *PROBLEMS.values())}
_TITLES |= {
    408: "The body takes too long to arrive",
    409: "The register as it stands does not admit this",
    413: "The body is too large",
    422: "Some fields or parameters are not as expected",
    429: "Too many requests",
    403: "This is not yours to do, or the tenant is suspended",
}
_STATUSES = (400, 401, 403, 404, 406, 408, 409, 412, 413, 415, 422, 428, 429, 500, 503)
_HEADERS: Mapping[str, tuple[str, str]] = {
    "ETag": ("Names this state of the answer, for `If-None-Match`; that of a record also for `If-Match`.", "string"),
    "Interlace-Revision": ("The tenant’s revision that this shows.", "integer"),
    "Link": ('The next page, as `<address>; rel="next"`; missing on the last one.', "string"),
    "Content-Disposition": ("The name that a file of this may be given.", "string"),
    "Content-Language": ("The language of its sentences.", "string"),
    "Location": ("The address of what was made.", "string"),
    "Idempotency-Replayed": ("`true` where this is the answer that the first request of this key got.", "string"),
    "Retry-After": ("Seconds after which asking again may help.", "string"),
}

blueprint = Blueprint("reference", __name__, url_prefix="/api/v1", template_folder="templates")


class Api(SmorestApi):  # type: ignore[misc]
    """flask-smorest's registration and document; errors are answered by `api.errors` alone."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def add(self, resource: Resource) -> None:
        """Put the operations of a resource in place and into the document."""
        self._app.register_blueprint(resource)
        resource.register_views_in_doc(self, self._app, self.spec, name=resource.name, parameters=None)
        self.spec.tag({"name": resource.tag, "description": resource.description})

    def _register_error_handlers(self) -> None:
        """Leave errors to those that are there."""

    def _register_responses(self) -> None:
        """Leave answers, headers and parameters to those that are described below."""

    _register_etag_headers = _register_pagination_header = _register_responses


def begin(app: Flask) -> Api:
    """The interface of an application, to which resources are added."""
    options = {
        "info": {
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "marshmallow_plugin": Plugin(_named),
    }
    app.config.update(API_TITLE="Interlace", API_VERSION=version("interlace"), OPENAPI_VERSION="3.1.0")
    api = Api(app, spec_kwargs=options)
    components = api.spec.components
    components.security_scheme("token", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    for parameter in SHARED:
        components.parameter(parameter.name, parameter.place, parameter.told)
    for name, (description, kind) in _HEADERS.items():
        components.header(name, {"description": description, "schema": {"type": kind}})
    components.response("unchanged", {"description": "You have the answer.", "headers": {"ETag": "ETag"}})
    for status in _STATUSES:
        components.response(f"problem-{status}", _problem(status))
    app.extensions[API] = api
    app.register_blueprint(blueprint)
    return api


def _named(schema: Any) -> str:  # noqa: ANN401 - a schema or its class, as apispec has it
    kind = schema if isinstance(schema, type) else type(schema)
    return kind.__name__.removesuffix("Schema")


def _problem(status: int) -> dict[str, Any]:
    title = _TITLES[status]
    code = next((one.code for one in (*PROBLEMS.values(), INTERNAL) if one.status == status), PLAIN)
    example: dict[str, Any] = {
        "type": type_of(code),
        "title": title,
        "status": status,
        "detail": title + ".",
        "instance": "urn:uuid:0b0f9a37-6c52-4c8e-9a0e-2f3d1a7c5e11",
    }
    if status == 422:  # noqa: PLR2004 - the one that tells fields
        example["errors"] = [{"pointer": "/name", "detail": "Expected: a value.", "code": "required"}]
    told: dict[str, Any] = {
        "description": title + ".",
        "content": {PROBLEM: {"schema": PROBLEM_SHAPE, "example": example}},
    }
    if status in {429, 503}:
        told["headers"] = {"Retry-After": "Retry-After"}
    return told


def document() -> dict[str, Any]:
    """The OpenAPI document of the application, the same as long as it runs."""
    known = current_app.extensions.get(DOCUMENT)
    if known is None:
        known = current_app.extensions[API].spec.to_dict()
        link(known)
        current_app.extensions[DOCUMENT] = known
    return cast("dict[str, Any]", known)


@blueprint.get("/openapi.json")
@public
def openapi() -> Response:
    """The document."""
    return _kept(orjson.dumps(document(), option=orjson.OPT_INDENT_2), "application/json")


@blueprint.get("/docs")
@public
def docs() -> Response:
    """The same for people: a page without scripts and without anything from elsewhere."""
    told = document()
    response = _kept(_page(told).encode(), "text/html")
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _page(told: Mapping[str, Any]) -> str:
    def resolved(part: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a reference leads to; anything else as it stands."""
        if "$ref" not in part:
            return part
        found: Any = told
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return cast("Mapping[str, Any]", found)

    about = {tag["name"]: tag["description"] for tag in told.get("tags", ())}
    helpers = {"resolved": resolved, "kind": _kind, "pretty": _pretty, "marked": _marked}
    return render_template("reference.html", told=told, groups=_groups(told), about=about, **helpers)


def _kind(schema: Mapping[str, Any]) -> Markup:
    """What a value is, in few words."""
    if "$ref" in schema:
        return escape(schema["$ref"].rpartition("/")[2])
    if "const" in schema:
        return escape(schema["const"] or "empty")
    if "enum" in schema:
        told = ("null" if one is None else one for one in schema["enum"])
        return Markup(" | ").join(Markup("<span>{}</span>").format(one) for one in told)
    for several in ("oneOf", "anyOf"):
        if several in schema:
            return Markup(" or ").join(_kind(one) for one in schema[several])
    types = schema.get("type", "anything")
    named = [types] if isinstance(types, str) else types
    words = escape(" or ".join("null" if one is None else one for one in named))
    if "array" in named:
        return words.replace("array", "list") + " of " + _kind(schema.get("items", {}))
    return words + f" ({schema['format']})" if "format" in schema else words


def _marked(text: str) -> Markup:
    """A text with what stands between back-quotes as code."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - it is escaped


def _pretty(example: object) -> str:
    return example if isinstance(example, str) else orjson.dumps(example, option=orjson.OPT_INDENT_2).decode()


def _groups(told: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The operations by the resource that they belong to, in the document's order."""
    groups: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in told.get("tags", ())}
    for address, methods in told["paths"].items():
        for method, one in methods.items():
            if method != "parameters":
                beside = {"method": method.upper(), "address": address}
                groups.setdefault(one["tags"][0], []).append({**one, **beside})
    return groups


def _kept(body: bytes, content_type: str) -> Response:
    response = Response(body, content_type=f"{content_type}; charset=utf-8" if "html" in content_type else content_type)
    response.set_etag(hashlib.sha256(body).hexdigest()[:40])
    response.headers["Cache-Control"] = "public, no-cache"
    return cast("Response", response.make_conditional(request))
