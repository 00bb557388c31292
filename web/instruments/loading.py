"""Administrators load an instrument or a crosswalk from a file; what is wrong with it is told line by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import request

from api.requests import takes
from interlace import instruments
from interlace.errors import Conflict, DomainError, Unknown
from interlace.identity.permissions import Operation
from policies.instruments import MOST_BYTES, InstrumentInvalid, is_crosswalk, read, read_crosswalk
from web.administration.access import Asker, asker
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.instruments.words import kinds, said, statuses
from web.languages import language, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from policies.instruments import InstrumentProblem

#: What a form takes beside the file itself.
_FORM_BYTES = 64 * 1024
#: So many problems stand on the page.
_SHOWN = 100


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a file that was sent: the first problems, and how many there are."""

    name: str = ""
    problems: Sequence[InstrumentProblem] = ()
    total: int = 0


@dataclass(frozen=True)
class Outcome:
    """What became of a file: something is wrong with it, or it was only checked and is right."""

    form: Form = field(default_factory=lambda: Form.of({"dry_run": "yes"}))
    wrong: Wrong = field(default_factory=Wrong)
    right: bool = False


@pages.get("/t/<tenant>/administration/instruments")
def administration_instruments(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """A form by which a file is sent, and what was loaded."""
    return _page(asker(Operation.SETTINGS_CHANGE), Outcome())


def _page(who: Asker, outcome: Outcome, status: int = 200) -> Response:
    return page(
        "instruments/loading.html",
        status,
        form=outcome.form,
        wrong=outcome.wrong,
        right=outcome.right,
        language=language(),
        most=MOST_BYTES >> 20,
        found=[one for one in instruments.instruments(*who) if not one.shipped],
        crosswalks=instruments.crosswalks(*who),
        said=said,
        kinds=kinds(),
        statuses=statuses(),
        done=request.args.get("done", ""),
    )


@pages.post("/t/<tenant>/administration/instruments")
@takes(MOST_BYTES + _FORM_BYTES)
def administration_instrument_load(tenant: str) -> Response:  # noqa: ARG001
    """Check a file that was sent, or load it."""
    who, form = asker(Operation.SETTINGS_CHANGE), Form.sent()
    file = request.files.get("file")
    if file is None or not file.filename:
        form.wrong("file", say("Choose a file."))
        return _page(who, Outcome(form), 422)
    content, name = file.stream.read(), (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1]
    try:
        if form.text("dry_run") == "yes":
            _check(who, content, name)
            return _page(who, Outcome(form, right=True))
        load = instruments.load_crosswalk if is_crosswalk(content, name) else instruments.load
        key = load(*who, content, name).key
    except InstrumentInvalid as error:
        form.wrong("file", say("Something is wrong with this file. Each line is told on this page."))
        wrong = Wrong(name[:200], error.problems[:_SHOWN], len(error.problems) + error.more)
        return _page(who, Outcome(form, wrong), 422)
    except (Conflict, Unknown) as error:
        form.wrong("file", str(error))
        return _page(who, Outcome(form), 409)
    return go(address("administration_instruments", done=key))


def _check(who: Asker, content: bytes, name: str) -> None:
    """Read a file as loading it would. Raises InstrumentInvalid; Unknown for a version that is not there."""
    if not is_crosswalk(content, name):
        read(content, name)
        return
    walk = read_crosswalk(content, name)
    old, new = (
        instruments.instrument(*who, f"{walk.instrument}@{version}").instrument
        for version in (walk.old_version, walk.new_version)
    )
    read_crosswalk(content, name, old, new)


@pages.get("/t/<tenant>/administration/instruments/<path:key>")
def administration_instrument_removal(tenant: str, key: str) -> Response:  # noqa: ARG001
    """Ask whether an instrument or a crosswalk is to be taken away."""
    return _removal(asker(Operation.SETTINGS_CHANGE), key, Form())


def _removal(who: Asker, key: str, form: Form, status: int = 200) -> Response:
    crosswalk = key.count("@") > 1
    found = instruments.crosswalk(*who, key) if crosswalk else instruments.instrument(*who, key).listed
    return page("instruments/removal.html", status, one=found, crosswalk=crosswalk, form=form, said=said)


@pages.post("/t/<tenant>/administration/instruments/<path:key>")
def administration_instrument_remove(tenant: str, key: str) -> Response:  # noqa: ARG001
    """Take it away."""
    who, form = asker(Operation.SETTINGS_CHANGE), Form.sent()
    remove = instruments.remove_crosswalk if key.count("@") > 1 else instruments.remove
    try:
        remove(*who, key)
    except DomainError as error:
        if not isinstance(error, Conflict):
            raise
        form.refuse_whole(error)
        return _removal(who, key, form, 409)
    return go(address("administration_instruments", done="removed"))
