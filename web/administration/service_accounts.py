"""Service accounts: credentials of other systems, each told once, with at most the rights of whoever made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.errors import Conflict, Invalid, Unknown
from interlace.identity import service_accounts
from interlace.identity.permissions import SCOPES, Operation
from web.administration.access import asker
from web.administration.actors import actors
from web.administration.roles import scopes
from web.blueprint import pages
from web.days import address
from web.forms import Form, chosen
from web.frame import go, page
from web.languages import say

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

    from interlace.identity.service_accounts import Account, Credentials


@pages.get("/t/<tenant>/administration/service-accounts")
def administration_accounts(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The accounts that are open, and those that were closed."""
    found = service_accounts.accounts(*asker(Operation.SERVICE_ACCOUNTS_MANAGE))
    return page(
        "administration/accounts.html",
        open=[one for one in found if one.revoked_at is None],
        closed=[one for one in found if one.revoked_at is not None],
        scopes=scopes(),
        actors=actors(),
    )


@pages.get("/t/<tenant>/administration/service-accounts/new")
def administration_account_new(tenant: str) -> Response:  # noqa: ARG001
    """A form for another one."""
    asker(Operation.SERVICE_ACCOUNTS_MANAGE)
    return page("administration/account_new.html", form=Form.of({"scopes": ["read"]}), scopes=scopes())


@pages.post("/t/<tenant>/administration/service-accounts/new")
def administration_account_create(tenant: str) -> Response:  # noqa: ARG001
    """Make one. Its secret stands on the answer and nowhere else, so nothing else leads to that page."""
    who, form = asker(Operation.SERVICE_ACCOUNTS_MANAGE), Form.sent()
    wanted = chosen(form, "scopes", list(SCOPES))
    if not wanted:
        form.wrong("scopes", say("Please choose what it may do."))
    else:
        try:
            made = service_accounts.create(*who, name=form.text("name"), scopes=wanted)
        except Invalid as refused:
            form.refuse(refused)
        except Conflict:
            form.wrong("name", say("There is a service account of this name, or there was one: choose another name."))
        else:
            return _told_once(made, form.text("name"))
    return page("administration/account_new.html", 422, form=form, scopes=scopes())


def _told_once(made: Credentials, name: str) -> Response:
    return page("administration/account_secret.html", made=made, name=name)


@pages.get("/t/<tenant>/administration/service-accounts/<uuid:account_id>")
def administration_account(tenant: str, account_id: UUID) -> Response:  # noqa: ARG001
    """One that is open: to be given a new secret, or closed."""
    return page("administration/account.html", one=_account(account_id), scopes=scopes(), actors=actors())


@pages.post("/t/<tenant>/administration/service-accounts/<uuid:account_id>/rotate")
def administration_account_rotate(tenant: str, account_id: UUID) -> Response:  # noqa: ARG001
    """Give it a new secret, which is told once too."""
    name = _account(account_id).name
    return _told_once(service_accounts.rotate(*asker(Operation.SERVICE_ACCOUNTS_MANAGE), account_id), name)


@pages.get("/t/<tenant>/administration/service-accounts/<uuid:account_id>/removal")
def administration_account_removal(tenant: str, account_id: UUID) -> Response:  # noqa: ARG001
    """What closing it means, before it is done."""
    return page("administration/account_removal.html", one=_account(account_id), scopes=scopes())


@pages.post("/t/<tenant>/administration/service-accounts/<uuid:account_id>/removal")
def administration_account_revoke(tenant: str, account_id: UUID) -> Response:  # noqa: ARG001
    """Close it for good."""
    service_accounts.revoke(*asker(Operation.SERVICE_ACCOUNTS_MANAGE), account_id)
    return go(address("administration_accounts", done="closed"))


def _account(account_id: UUID) -> Account:
    found = service_accounts.accounts(*asker(Operation.SERVICE_ACCOUNTS_MANAGE))
    one = next((one for one in found if one.id == account_id and one.revoked_at is None), None)
    if one is None:
        raise Unknown(f"There is no service account {account_id}.")
    return one
