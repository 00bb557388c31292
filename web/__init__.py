"""The door for people: pages."""

from web import (
    account,
    administration,
    alignment,
    assessments,
    bodies,
    cases,
    desk,
    findings,
    inbox,
    notices,
    overview,
    peers,
    picture,
    remedies,
    report,
    requests,
    results,
    scenarios,
    visits,
    workspaces,
)
from web.blueprint import NAME
from web.door import serve
from web.session import caller_of_page

__all__ = [
    "NAME",
    "account",
    "administration",
    "alignment",
    "assessments",
    "bodies",
    "caller_of_page",
    "cases",
    "desk",
    "findings",
    "inbox",
    "notices",
    "overview",
    "peers",
    "picture",
    "remedies",
    "report",
    "requests",
    "results",
    "scenarios",
    "serve",
    "visits",
    "workspaces",
]
