"""Everybody who might call: strangers of every kind, and members with every role and scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import jwt
from sqlalchemy import select

from interlace.db import tenancy
from interlace.db.models import Membership, Tenant, User
from interlace.identity import memberships, service_accounts
from interlace.identity.permissions import SCOPES, Operation, allows
from interlace.principals import SYSTEM, Grant, Principal
from tests.api.walk.lands import ABOVE, KNOWN_BY, Land
from tests.interlace.identity.people import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from uuid import UUID

    from interlace.db.connections import Database

SIGNED_OUT, NOT_THERE, SUSPENDED = 401, 404, 403


@dataclass(frozen=True)
class Caller:
    """Somebody, as requests show them. A stranger has no principal here, and one status that all of them end with."""

    name: str
    token: str | None
    principal: Principal | None = None
    turned_away: int = SIGNED_OUT

    @property
    def is_member(self) -> bool:
        """Whether they are somebody in the land that is walked."""
        return self.principal is not None

    @property
    def is_program(self) -> bool:
        """Whether they are a service account."""
        return self.principal is not None and self.principal.kind == "service"

    @property
    def headers(self) -> dict[str, str]:
        """What their requests show."""
        return {} if self.token is None else {"Authorization": f"Bearer {self.token}"}

    def may(self, operation: Operation, *bodies: str) -> bool:
        """Whether the one place that decides lets them do this for one of the bodies."""
        who = self.principal
        return who is not None and allows(who, who.tenant_id, operation, bodies, lambda body: ABOVE[body])

    def knows(self, kind: str) -> bool:
        """Whether they may know of what a kind of word marks."""
        return self.may(KNOWN_BY[kind], *(["A"] if kind == "draft" else []))


def everybody(land: Land, abroad: Land, closed: Land) -> Sequence[Caller]:
    """All callers; members of the land as the first ones, those who know most before those who know less."""
    return [*_people(land), *_accounts(land), *_signed_out(land), *_elsewhere(land, abroad, closed)]


def _person(land: Land, name: str, role: str, body: str | None = None, email: str | None = None) -> Caller:
    if email is None:
        user_id, email = land.somebody(role, body)
    else:
        user_id = land.administrator_id
    token = land.sign_in(email)["access_token"]
    return Caller(name, token, Principal("user", user_id, land.tenant_id, (Grant(role, body),)))


def _people(land: Land) -> Iterator[Caller]:
    yield _person(land, "administrator", "administrator", email=land.administrator_email)
    yield _person(land, "steward of R1, above", "steward", "R1")
    yield _person(land, "contributor of A", "contributor", "A")
    yield _person(land, "steward of R2, beside", "steward", "R2")
    yield _person(land, "contributor of E", "contributor", "E")
    yield _person(land, "contributor of C, which takes part", "contributor", "C")
    yield _person(land, "reader", "reader")
    operator = _person(land, "reader who runs the platform", "reader")
    assert operator.principal is not None
    _let_run(land.database, operator.principal.id)
    yield operator


def _let_run(database: Database, user_id: UUID | None) -> None:
    with tenancy.platform(database) as session:
        session.get_one(User, user_id).operator = True


def _accounts(land: Land) -> Iterator[Caller]:
    """A service account for each scope of an administrator and of a reader, one with all of a contributor."""
    makers: Mapping[str, tuple[UUID, Grant]] = {
        "an administrator": (land.administrator_id, Grant("administrator")),
        "a contributor of A": (land.somebody("contributor", "A")[0], Grant("contributor", "A")),
        "a reader": (land.somebody("reader")[0], Grant("reader")),
    }
    for maker, (user_id, grant) in makers.items():
        sets: list[tuple[str, ...]] = [(scope,) for scope in SCOPES]
        for scopes in (tuple(SCOPES),) if maker == "a contributor of A" else sets:
            account = land.account(user_id, *scopes)
            principal = Principal("service", account.id, land.tenant_id, (grant,), frozenset(scopes))
            yield Caller(f"{'+'.join(scopes)} for {maker}", land.admit(account), principal)


def _signed_out(land: Land) -> Iterator[Caller]:
    tokens = land.sign_in(land.administrator_email)
    claims: dict[str, Any] = jwt.decode(tokens["access_token"], options={"verify_signature": False})
    name, secret = KEYS.split(",")[0].split(":")
    past = int(datetime.now(UTC).timestamp()) - 60
    yield Caller("nobody", None)
    yield Caller("a token that is none", "x.y.z")
    yield Caller("an expired token", jwt.encode(claims | {"exp": past}, secret, "HS256", headers={"kid": name}))
    yield Caller("a token of another’s making", jwt.encode(claims, secret[::-1], "HS256", headers={"kid": name}))
    yield Caller("a refresh token", tokens["refresh_token"])
    yield _who_signed_out(land)
    yield _who_left(land)
    yield from _accounts_that_are_over(land)


def _who_signed_out(land: Land) -> Caller:
    token = land.sign_in(land.administrator_email)["access_token"]
    ended = land.app.test_client().post("/auth/revoke", headers={"Authorization": f"Bearer {token}"})
    assert ended.status_code == 204, ended.text
    return Caller("an administrator who signed out", token)


def _who_left(land: Land) -> Caller:
    user_id, email = land.somebody("administrator")
    token = land.sign_in(email)["access_token"]
    _take_roles(land, user_id)
    return Caller("an administrator until a moment ago", token)


def _take_roles(land: Land, user_id: UUID) -> None:
    with tenancy.reading(land.database, land.tenant_id) as session:
        held = session.scalars(select(Membership.id).where(Membership.user_id == user_id)).all()
    for one in held:
        memberships.remove(land.database, SYSTEM, land.tenant_id, one)


def _accounts_that_are_over(land: Land) -> Iterator[Caller]:
    revoked, renewed = (land.account(land.administrator_id, *SCOPES) for _ in range(2))
    leaver, _ = land.somebody("administrator")
    orphan = land.account(leaver, *SCOPES)
    tokens = [land.admit(account) for account in (revoked, renewed, orphan)]
    service_accounts.revoke(land.database, SYSTEM, land.tenant_id, revoked.id)
    service_accounts.rotate(land.database, SYSTEM, land.tenant_id, renewed.id)
    _take_roles(land, leaver)
    names = ("a revoked service account", "an old secret’s token", "a service account whose maker left")
    yield from (Caller(name, token) for name, token in zip(names, tokens, strict=True))


def _elsewhere(land: Land, abroad: Land, closed: Land) -> Iterator[Caller]:
    """Members of other tenants, at the address of this one."""
    token = abroad.sign_in(abroad.administrator_email)["access_token"]
    yield Caller("another tenant’s administrator", token, turned_away=NOT_THERE)
    account = abroad.account(abroad.administrator_id, *SCOPES)
    yield Caller("another tenant’s service account", abroad.admit(account), turned_away=NOT_THERE)
    operator, email = abroad.somebody("administrator")
    _let_run(abroad.database, operator)
    yield Caller(
        "an operator who is administrator elsewhere", abroad.sign_in(email)["access_token"], turned_away=NOT_THERE
    )
    suspended = closed.sign_in(closed.administrator_email)["access_token"]
    with tenancy.platform(closed.database) as session:
        session.get_one(Tenant, closed.tenant_id).status = "suspended"
    yield Caller("an administrator of a suspended tenant", suspended, turned_away=SUSPENDED)
    del land


def at_home(abroad: Land) -> Caller:
    """Another tenant's administrator at the address of their own."""
    token = abroad.sign_in(abroad.administrator_email)["access_token"]
    who = Principal("user", abroad.administrator_id, abroad.tenant_id, (Grant("administrator"),))
    return Caller("another tenant’s administrator at home", token, who)
