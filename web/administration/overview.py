"""All that an administrator sees to, with how it stands."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from graph.settings import Thresholds
from interlace.identity import memberships, service_accounts
from interlace.identity.permissions import Operation
from interlace.jobs import listing
from interlace.reading import feed
from interlace.webhooks import managing
from web.administration.access import asker
from web.blueprint import pages
from web.days import address, shown
from web.frame import page
from web.inbox.scope import ALL
from web.inbox.waiting import DECLARED, number_of, said_of, standing
from web.rights import own_bodies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from interlace.db.models import Job
    from interlace.identity.memberships import Member
    from interlace.identity.service_accounts import Account
    from interlace.reading.feed import Audited
    from interlace.webhooks.showing import WebhookTold


@dataclass(frozen=True)
class Standing:
    """How the parts of a programme stand."""

    members: Sequence[Member]
    thresholds_changed: int
    roles_stated: int
    competences: int
    last_import: Job | None
    last_deed: Audited | None
    deeds: int
    accounts: Sequence[Account]
    webhooks: Sequence[WebhookTold]
    waiting: int


@pages.get("/t/<tenant>/administration")
def administration(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The parts of administration, with how each stands."""
    # Whoever acts for no body sees those of all bodies anyway.
    answers = address("inbox", whose=ALL if own_bodies() else None)
    return page("administration/overview.html", now=_standing(), answers=answers)


def _standing() -> Standing:
    who = asker(Operation.MEMBERSHIPS_MANAGE)
    sight = shown().sight
    settings = sight.snapshot.settings
    changed = [one for one in fields(Thresholds) if getattr(settings.thresholds, one.name) != one.default]
    audited = feed.audit(*who, None, 1)
    return Standing(
        members=memberships.members(*who),
        thresholds_changed=len(changed),
        roles_stated=sum(len(roles) for roles in settings.competence_matrix.values()),
        competences=len(sight.tables["competences"].ids),
        last_import=next(iter(listing.jobs(*who, 1)), None),
        last_deed=next(iter(audited.records), None),
        deeds=audited.total,
        accounts=[one for one in service_accounts.accounts(*who) if one.revoked_at is None],
        webhooks=managing.webhooks(*who),
        waiting=number_of(standing(sight, said_of(sight, None), DECLARED)),
    )
