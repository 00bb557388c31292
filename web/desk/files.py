"""Files of other formats at the desk: shown what they come to, then brought in whole or not at all; and taken along."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Response, request

import policies
from api.context import caller, view
from api.requests import takes
from graph.exchange.reading import MOST_BYTES
from interlace import exchange
from interlace.bundle.problems import expected_of
from interlace.errors import Conflict, Invalid
from web.blueprint import pages
from web.commons.words import fields
from web.days import address
from web.desk.acting import acting_for
from web.forms import Form
from web.frame import go, page
from web.languages import language, number, say
from web.report.headings import column_names
from web.scenarios.asking import desk
from web.words import kind_of, term

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from interlace.errors import FieldProblem
    from interlace.exchange import Brought
    from interlace.exchange.preparing import Already
    from web.desk.acting import Acting

#: A form beside the file: its names and its token.
_BESIDE = 64 * 1024
#: What a page carries from the look to the writing.
_MOST_PACKED = 2 * MOST_BYTES
_MOST_SHOWN = 100


class Line(NamedTuple):
    """One line of what a file comes to: what it is about, and what is said of it."""

    what: str
    says: str


@pages.get("/t/<tenant>/files/<any(stratml, jsonld, popolo):form>")
def file_download(tenant: str, form: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """A strategy, or all bodies, in a format of others."""
    taken = exchange.take(caller().principal, view(), form, request.args.get("strategy"))
    headers = {"Content-Disposition": f'attachment; filename="{taken.name}"'}
    return Response(taken.content, content_type=taken.media_type, headers=headers)


@pages.get("/t/<tenant>/desk/<body>/file")
def desk_file(tenant: str, body: str) -> Response:  # noqa: ARG001
    """Choose a file."""
    return _choose(acting_for(body), Form.of({"form": "stratml"}))


@pages.post("/t/<tenant>/desk/<body>/file")
@takes(MOST_BYTES + _BESIDE)
def desk_file_try(tenant: str, body: str) -> Response:  # noqa: ARG001
    """Read a file and show what it would come to."""
    acting, form = acting_for(body), Form.sent()
    file = request.files.get("file")
    content = b"" if file is None else file.read()
    if not content:
        form.wrong("file", say("Choose a file."))
        return _choose(acting, form, 422)
    asked = _asked(acting, form.text("form"), content)
    try:
        return _trial(acting, asked, exchange.look(desk(), asked))
    except (Invalid, Conflict) as refused:
        return _choose(acting, form, 422, [_problem(one) for one in refused.problems] or [Line("", str(refused))])


@pages.post("/t/<tenant>/desk/<body>/file/bring")
@takes(_MOST_PACKED + _BESIDE)
def desk_file_bring(tenant: str, body: str) -> Response:  # noqa: ARG001
    """Bring a file in, as it was shown, or nothing."""
    acting, form = acting_for(body), Form.sent()
    asked = _asked(acting, form.text("form"), unpacked(request.form.get("packed", "")))
    try:
        brought = exchange.bring(desk(), asked)
    except (Invalid, Conflict) as refused:
        return _choose(acting, form, 422, [_problem(one) for one in refused.problems] or [Line("", str(refused))])
    if asked.form in exchange.PRACTICE_FORMS and brought.written:
        return go(address("practice", practice_id=brought.added[0].values["id"], done="written"))
    done = "brought" if brought.written else "nothing"
    return go(address("desk_of", body=body, done=done, number=len(brought.added)))


def _asked(acting: Acting, form: str, content: bytes) -> exchange.Asked:
    owner = None if form == "popolo" else acting.code
    return exchange.Asked(form, content, owner)


def packed_of(content: bytes) -> str:
    """A file as one line of a form."""
    return base64.b64encode(zlib.compress(content, 9)).decode()


def unpacked(packed: str) -> bytes:
    """The file again; it comes from a browser, as if a stranger had sent it. Raises Invalid for what is none."""
    try:
        inflating = zlib.decompressobj()
        content = inflating.decompress(base64.b64decode(packed, validate=True), MOST_BYTES)
    except (ValueError, binascii.Error, zlib.error) as error:
        raise Invalid([]) from error
    if inflating.unconsumed_tail or not inflating.eof:
        raise Invalid([])
    return content


def _forms() -> list[tuple[str, str, str]]:
    return [
        ("stratml", "StratML", say("A strategy as a strategic plan (.xml), of this program or another.")),
        ("jsonld", "JSON-LD", say("A strategy as this program writes it (.jsonld).")),
        ("popolo", "Popolo", say("Bodies and their memberships of networks (.json).")),
        (
            "practice-stratml",
            say("A practice, StratML"),
            say("A good practice as a plan (.xml), of this program or another: it begins as a draft of your body."),
        ),
        ("practice-jsonld", say("A practice, JSON-LD"), say("A good practice as this program writes it (.jsonld).")),
    ]


def _choose(acting: Acting, form: Form, status: int = 200, problems: list[Line] | None = None) -> Response:
    return page(
        "desk/file.html", status, acting=acting, form=form, forms=_forms(), wrong=(problems or [])[:_MOST_SHOWN]
    )


def _trial(acting: Acting, asked: exchange.Asked, found: Brought) -> Response:
    content = asked.content if isinstance(asked.content, bytes) else asked.content.encode()
    added = [Line(kind_of(one.table), _named(one.values)) for one in found.added]
    already = [Line(f"{kind_of(one.table)} {_key(one)}", _columns(one.differs)) for one in found.already]
    notes = [Line(f"{one.what} ({_where(one.place)})" if one.place else one.what, one.value) for one in found.notes]
    return page(
        "desk/file_trial.html",
        acting=acting,
        form_id=asked.form,
        packed=packed_of(content),
        count=len(added),
        added=added[:_MOST_SHOWN],
        already=already[:_MOST_SHOWN],
        notes=notes[:_MOST_SHOWN],
        more=max(len(added), len(already), len(notes)) > _MOST_SHOWN,
    )


def _named(values: object) -> str:
    """A record that would come, by what it is called or what makes it unique."""
    assert isinstance(values, dict)  # noqa: S101 - as changes are
    if "summary" in values:
        return str(values["title"])
    if "code" in values:
        return f"{values.get('title') or values.get('name')} ({values['code']})"
    told = {**values, **_cell(values)}
    return " · ".join(str(value) for value in told.values() if isinstance(value, str | int))


def _cell(values: Mapping[str, object]) -> dict[str, str]:
    """Principle and area in words, where there are any."""
    vocabularies: Mapping[str, policies.Vocabulary[Any]] = {"principle": policies.PRINCIPLES, "area": policies.AREAS}
    return {name: term(vocabulary, str(values[name])) for name, vocabulary in vocabularies.items() if name in values}


def _columns(names: Sequence[str]) -> str:
    known = {**fields(), **column_names()}
    return ", ".join(known.get(name, name) for name in names)


def _key(one: Already) -> str:
    """What a record that is there is known by."""
    if one.table == "practices":
        return say("of this title")
    if one.table != "commitments":
        return one.key
    strategy, principle, area = one.key.split(":")
    return " · ".join([strategy, *_cell({"principle": principle, "area": area}).values()])


def _where(place: str) -> str:
    line = place.removeprefix("/line/")
    return say("line %(line)s", line=number(int(line))) if line != place and line.isdecimal() else place


def _problem(problem: FieldProblem) -> Line:
    return Line(_where(problem.pointer), say("Expected: %(what)s.", what=expected_of(problem, language())))
