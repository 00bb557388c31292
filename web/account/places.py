"""Where somebody is signed in: each place can be ended alone, or all at once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from api.context import caller, database
from interlace.errors import Unknown
from interlace.identity import sign_ins
from web import session
from web.account import person
from web.blueprint import pages
from web.frame import go
from web.languages import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from flask import Response

    from interlace.identity.sign_ins import Programme

#: What the headers of programs hold, the more telling first: Edge says that it is Chrome, Chrome that it is Safari.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_LONGEST = 40


@dataclass(frozen=True)
class Place:
    """A sign-in as its person may recognise it; `here` is the one of this page."""

    id: UUID
    programme: Programme
    program: str
    address: str
    began_at: datetime
    last_used_at: datetime
    here: bool


def places() -> list[Place]:
    """Where the person is signed in, in all of their programmes, the latest first."""
    found = [
        Place(
            one.id,
            programme,
            _program(one.client),
            one.client.get("address", ""),
            one.created_at,
            one.last_used_at,
            one.id == caller().sign_in,
        )
        for programme in person.programmes()
        for one in sign_ins.active(database(), programme.id, person.user_id())
    ]
    return sorted(found, key=lambda place: (place.here, place.last_used_at), reverse=True)


def _program(client: Mapping[str, str]) -> str:
    """A browser and its system, as far as it says; what another program calls itself."""
    agent = client.get("agent", "")
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    if browser and system:
        return say("%(browser)s on %(system)s", browser=browser, system=system)
    return agent[:_LONGEST] or say("Unknown program")


@pages.post("/account/sign-ins/<slug>/<uuid:sign_in>")
def end_sign_in(slug: str, sign_in: UUID) -> Response:
    """End one sign-in; one that is over already is as good as ended."""
    programme = next((one for one in person.programmes() if one.slug == slug), None)
    if programme is not None:
        with suppress(Unknown):
            sign_ins.end(database(), programme.id, person.user_id(), sign_in)
    return _out() if sign_in == caller().sign_in else go(url_for("web.account", done="ended", _anchor="sign-ins"))


@pages.post("/account/sign-ins")
def end_sign_ins() -> Response:
    """End all of them, this one too."""
    sign_ins.end_everywhere(database(), person.user_id())
    return _out()


def _out() -> Response:
    response = go(url_for("web.sign_in"))
    session.end(response)
    return response
