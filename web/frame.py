"""What stands around every page, and what every template may say and ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Response, render_template, request

import policies
from interlace.identity.permissions import Operation
from policies.rules import RULES
from web import days, languages, session
from web.arguments import other_arguments
from web.assets import asset
from web.languages import say
from web.names import named, named_by_code
from web.rights import may, own_bodies
from web.waiting import Waiting, waiting_for_caller

if TYPE_CHECKING:
    from collections.abc import Mapping

    from interlace.identity.callers import Caller

#: In six steps: nothing, then fifths.
_STEPS = 5


@dataclass(frozen=True)
class Way:
    """One of the ways through a register, at the head of every page; `count` is what waits there for the caller."""

    endpoint: str
    label: str
    count: int = 0


@dataclass(frozen=True)
class Frame:
    """Whose page it is. Without a caller, only language and help are offered."""

    caller: Caller | None
    outside: bool = False
    """Whether the page is of no tenant although its address is: pages of errors ask as little as they can."""

    @property
    def in_tenant(self) -> bool:
        """Whether the page is one of a tenant's."""
        return not self.outside and self.caller is not None and "tenant" in (request.view_args or {})

    @property
    def tenant_name(self) -> str:
        """What the tenant calls itself."""
        assert self.caller is not None  # noqa: S101 - asked within a tenant's page
        return days.shown().sight.snapshot.register.name or self.caller.tenant

    @property
    def waiting(self) -> Waiting:
        """What waits for the caller, read once a page."""
        return waiting_for_caller()

    @property
    def ways(self) -> list[Way]:
        """The ways that are open to the caller."""
        ways = [
            Way("overview", say("Overview")),
            Way("picture", say("Graph")),
            Way("alignment", say("Alignment")),
            Way("findings", say("Findings")),
            Way("bodies", say("Bodies")),
            Way("scenarios", say("Scenarios")),
            Way("commons_search", say("Commons")),
            Way("assessment_list", say("Assessments")),
        ]
        ways.append(Way("request_list", say("Requests"), self.waiting.questions))
        if own_bodies():
            # Its package holds pages, which need this module.
            from web.inbox.waiting import number_waiting

            waiting = number_waiting(days.shown(), own_bodies())
            ways += [Way("desk", say("My desk")), Way("inbox", say("Inbox"), waiting)]
        if may(Operation.MEMBERSHIPS_MANAGE):
            ways.append(Way("administration", say("Administration")))
        return ways

    @property
    def in_other_languages(self) -> Mapping[str, str]:
        """The address of this page in each other language."""
        asked = [pair for pair in request.args.items(multi=True) if pair[0] != "lang"]
        others = [one for one in languages.LANGUAGES if one != languages.language()]
        return {one: f"?{urlencode([*asked, ('lang', one)])}" for one in others}


def page(template: str, status: int = 200, **values: object) -> Response:
    """A page of this template."""
    return Response(render_template(template, **{**words(), **values}), status, content_type="text/html; charset=utf-8")


def go(where: str) -> Response:
    """Lead to another page, as after a form that was sent well."""
    return Response(status=303, headers={"Location": where})


def words() -> dict[str, object]:
    """What every template may say and ask."""
    return {
        "LANGUAGES": languages.LANGUAGES,
        "Operation": Operation,
        "RULES": RULES,
        "address": days.address,
        "asset": asset,
        "cover_step": cover_step,
        "csrf_token": session.csrf_token,
        "day": languages.day,
        "days": days,
        "frame": Frame(session.somebody()),
        "language": languages.language(),
        "may": may,
        "moment": languages.moment,
        "named": named,
        "other_arguments": other_arguments,
        "named_by_code": named_by_code,
        "number": languages.number,
        "policies": policies,
        "say_number": languages.say_number,
        "session_seconds": session.seconds_left,
        "share": languages.share,
        "told": languages.told,
    }


def cover_step(ratio: float | None) -> str:
    """The class of a cell by how much of something is covered: `cover-0` for nothing up to `cover-5` for all."""
    if ratio is None:
        return "cover-none"
    return "cover-0" if ratio <= 0 else f"cover-{min(_STEPS, 1 + int(ratio * _STEPS - 1e-9))}"
