"""Rounds: opened by a form, and looked after on a page with the voices on each body."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import request
from sqlalchemy import select

from api.context import database, today, view
from api.writing import tenant_id
from interlace import assessments
from interlace.cases.people import Person
from interlace.db import tenancy
from interlace.db.models import LoadedInstrument, Membership, User
from interlace.errors import Conflict, Forbidden, Invalid, Unknown
from interlace.requests.entitled import below
from policies.instruments import shipped
from web.assessments.home import MOST, after, may_open
from web.assessments.words import asker, in_language, instrument, words
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.languages import say
from web.names import named_by_code

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from flask import Response

    from interlace.assessments import RoundTold

_USUAL_SPAN = timedelta(days=60)
#: Where the service's pointers lead to in the form.
_FIELDS = {"instrument": "instrument", "version": "instrument"}
_MOST_PEOPLE = 500


@pages.get("/t/<tenant>/assessments/rounds/new")
def round_new(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """An empty form."""
    _require()
    return _form(Form.of({"due_on": (today() + _USUAL_SPAN).isoformat(), "voices": ["body"]}))


@pages.post("/t/<tenant>/assessments/rounds/new")
def round_open(tenant: str) -> Response:  # noqa: ARG001
    """Open the round; the people of each voice are told."""
    _require()
    form = Form.sent()
    name, _, version = form.text("instrument").partition("@")
    given: dict[str, Any] = {
        "title": form.text("title"),
        "description": form.text("description") or None,
        "instrument": name,
        "version": version or None,
        "voices": form.texts("voices"),
        "due_on": form.text("due_on"),
    }
    try:
        given["bodies"] = bodies_of(form, form.texts("voices"))
        made = assessments.open_round(*asker(), given)
    except Invalid as refused:
        form.refuse(refused, _FIELDS)
    except (Conflict, Forbidden, Unknown) as refused:
        form.wrong("instrument" if isinstance(refused, Unknown) else "bodies", str(refused))
    else:
        return go(address("round_one", round_id=made.id, done="opened"))
    return _form(form, 422)


def bodies_of(form: Form, voices: Sequence[str]) -> list[dict[str, Any]]:
    """The bodies that a form names, each with the civil society and reviewers that are asked on all of them."""
    codes = [picked(line) for line in form.text("bodies").splitlines() if line.strip()]
    head = picked(form.text("below"))
    if head:
        codes += [code for code in below(view(), head, ()) if _is_authority(code)]
    societies = [picked(line) for line in form.text("civil_society").splitlines() if line.strip()]
    people = form.texts("reviewers")
    return [
        {
            "body": code,
            **({"civil_society": societies} if "civil_society" in voices and societies else {}),
            **({"reviewers": people} if "reviewer" in voices and people else {}),
        }
        for code in dict.fromkeys(codes)
    ]


def _is_authority(code: str) -> bool:
    row = view().sight.row_of_code("bodies", code)
    return row is not None and view().sight.column("bodies", "level")[row] not in {"civil_society", "network"}


def picked(text: str) -> str:
    """The code of a body that was typed: alone, or in brackets after its name."""
    typed = text.strip()
    return typed.rpartition("(")[2].rstrip(")").strip() if typed.endswith(")") else typed


def instruments_offered() -> list[tuple[str, str]]:
    """What a round can be opened with: `id@version`, and its name with its version."""
    known = dict(shipped())
    with tenancy.reading(database(), tenant_id()) as session:
        rows = session.execute(select(LoadedInstrument.instrument, LoadedInstrument.version)).all()
    offered = {(one.id, one.version): one for one in known.values()}
    for name, version in rows:
        offered[name, version] = instrument(name, version)
    unofficial = say("unofficial")
    return [
        (
            f"{one.id}@{one.version}",
            f"{in_language(one.name)} ({one.version}{'' if one.status == 'official' else ', ' + unofficial})",
        )
        for one in sorted(offered.values(), key=lambda one: (in_language(one.name), one.version))
    ]


def people_offered() -> list[Person]:
    """Members of the tenant by name, who can be named as reviewers; for whoever opens rounds."""
    with tenancy.reading(database(), tenant_id()) as session:
        rows = select(User.id, User.name).join(Membership, Membership.user_id == User.id).distinct()
        found = session.execute(rows.order_by(User.name, User.id).limit(_MOST_PEOPLE))
        return [Person(row.id, row.name, ()) for row in found]


def _require() -> None:
    if not may_open():
        raise Forbidden("Rounds are opened by stewards of a body or of one above it, and by administrators.")


def _form(form: Form, status: int = 200) -> Response:
    return page(
        "assessments/round_new.html",
        status,
        form=form,
        instruments=instruments_offered(),
        people=people_offered(),
        **words(),
    )


def one(round_id: UUID) -> RoundTold:
    """A round of which the caller knows. Raises Unknown."""
    return assessments.round_of(*asker(), view(), round_id)


@pages.get("/t/<tenant>/assessments/rounds/<uuid:round_id>")
def round_one(tenant: str, round_id: UUID) -> Response:  # noqa: ARG001
    """A round with the voices on each body, as far as the caller may know of them."""
    return shown(round_id, Form.of({}))


def shown(round_id: UUID, form: Form, status: int = 200) -> Response:
    """The page of a round, with the form by which its day is changed."""
    asked = one(round_id)
    if not form.values:
        form = Form.of({"title": asked.title, "due_on": asked.due_on.isoformat(), "revision": asked.revision})
    told = assessments.assessments(*asker(), view(), round_id=round_id, first=MOST, after=after())
    places: dict[str, list[object]] = {}
    for each in sorted(told.assessments, key=lambda each: (each.body, each.voice, each.author or "", each.version)):
        places.setdefault(each.body, []).append(each)
    waiting = {each.body for each in told.assessments if each.state == "sent"}
    return page(
        "assessments/round.html",
        status,
        one=asked,
        instrument=instrument(asked.instrument, asked.version),
        places=places,
        releasable=sorted(waiting) if asked.manages else [],
        next_after=told.assessments[-1].id if told.has_more else None,
        form=form,
        done=request.args.get("done"),
        named=named_by_code,
        **words(),
    )


def conflict(form: Form, refused: Conflict) -> None:
    """Tell what stands against it, in the words of the service."""
    form.wrong("", str(refused))
