"""The audit: who did what when, in a chain that shows whether anything in it was altered."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from flask import request
from sqlalchemy import func, select

from interlace.db import audit as chain
from interlace.db import tenancy
from interlace.db.audit import ChainBreak
from interlace.db.models import AuditRecord
from interlace.errors import FieldProblem, Invalid
from interlace.identity.permissions import Operation
from interlace.reading import feed
from interlace.webhooks import managing
from web.administration.access import asker
from web.administration.actors import actors
from web.administration.deeds import called, deeds, record_of
from web.blueprint import pages
from web.forms import Form
from web.frame import page
from web.languages import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from interlace.reading.feed import Audited

_FIRST = 50
_FEWEST_DIGITS = 16


@pages.get("/t/<tenant>/administration/audit")
def administration_audit(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """What was done, the last first: by whom, what, to what, between which days."""
    who = asker(Operation.AUDIT_READ)
    given = request.args
    since, until = _day("since"), _day("until")
    before, after = _number(given.get("after")), 0
    if until is not None:
        end = _first_from(until + timedelta(days=1))
        before = min((one for one in (before, end) if one is not None), default=None)
    if since is not None:
        after = (_first_from(since) or _past_all()) - 1
    chosen = {name: [given[name]] for name in feed.AUDIT_FILTERS if given.get(name)}
    found = feed.audit(*who, before, _FIRST, chosen)
    records = [one for one in found.records if one.number > after]
    words = deeds()
    return page(
        "administration/audit.html",
        records=records,
        next_after=_next_after(records, found.records, after),
        actors=actors(),
        deeds=words,
        called=lambda operation: called(words, operation),
        record_of=record_of,
        things=_things(),
    )


def _things() -> dict[str, str]:
    """What deeds are about besides records and people, in words."""
    webhooks = managing.webhooks(*asker(Operation.WEBHOOKS_MANAGE))
    return {
        **{f"webhook:{one.id}": one.description or one.url for one in webhooks},
        "tenant": say("the programme"),
        "merge": say("Add and change"),
        "replace": say("Replace all"),
    }


def _next_after(records: Sequence[Audited], read: Sequence[Audited], after: int) -> int | None:
    """The number before which the next page tells; none where nothing can follow."""
    goes_on = len(records) == len(read) == _FIRST and records[-1].number > after + 1
    return records[-1].number if goes_on else None


def _day(name: str) -> date | None:
    given = request.args.get(name, "")
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as error:
        raise Invalid([FieldProblem(f"/{name}", "bad-date")]) from error


def _number(given: str | None) -> int | None:
    return int(given) if given and given.isdecimal() and len(given) < len(str(2**53)) else None


def _first_from(day: date) -> int | None:
    """The number of the first record from a day on; records follow each other in time as they do in number."""
    installed, _, tenant_id = asker(Operation.AUDIT_READ)
    begins = datetime.combine(day, time.min, UTC)
    with tenancy.reading(installed, tenant_id) as session:
        return session.scalar(select(func.min(AuditRecord.number)).where(AuditRecord.at >= begins))


def _past_all() -> int:
    """A number that no record has yet."""
    return 2**53


@pages.get("/t/<tenant>/administration/audit/check")
def administration_audit_check(tenant: str) -> Response:  # noqa: ARG001
    """Read the whole chain again, and tell whether it holds; also against an end that was noted earlier."""
    installed, _, tenant_id = asker(Operation.AUDIT_READ)
    form = Form.of({"head": request.args.get("head", "")})
    noted = _noted(form)
    if form.problems:
        return page("administration/audit_check.html", 422, form=form, found=None, broken=False)
    with tenancy.reading(installed, tenant_id, bulk=True) as session:
        found = chain.verify(session, tenant_id, noted)
    return page(
        "administration/audit_check.html",
        form=form,
        found=found,
        broken=isinstance(found, ChainBreak),
        reason=_reason(found.reason) if isinstance(found, ChainBreak) else None,
        head=None if isinstance(found, ChainBreak) else f"{found.number}:{found.hash.hex()}",
    )


def _noted(form: Form) -> tuple[int, str] | None:
    head = form.text("head")
    if not head:
        return None
    number, _, digest = head.partition(":")
    if _number(number) is None or len(digest) < _FEWEST_DIGITS:
        form.wrong("head", say("Write it as it was told, number:hash, with 16 digits of the hash or more."))
        return None
    return int(number), digest


def _reason(reason: str) -> str:
    """Why a chain does not hold, in words."""
    known = {
        "removed": say("A record was removed."),
        "inserted or the one before altered": say("It was put in later, or the record before it was altered."),
        "altered": say("It was altered."),
        "not the record that was noted": say("It is not the record that was noted."),
        "the end of the chain was cut off or added to": say("The end of the chain was cut off, or added to."),
    }
    return known.get(reason, reason)
