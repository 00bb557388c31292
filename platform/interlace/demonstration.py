"""The demonstration: two countries with people of each kind, on whatever database the installation has. Repeatable."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace import tenants
from interlace.db import tenancy
from interlace.db.models import Body, Tenant
from interlace.errors import Unknown
from interlace.identity import users
from interlace.principals import SYSTEM
from interlace.transfer.importing import import_bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from interlace.db.connections import Database


@dataclass(frozen=True)
class Person:
    """Somebody who tries the product in one of its roles; `does` says what for."""

    does: str
    account: str
    role: str
    body: str | None = None

    def email(self, country: str) -> str:
        """An address that no mail can ever reach."""
        return f"{self.account}@{country}.example"


@dataclass(frozen=True)
class Country:
    """A demonstration register and the people around it."""

    slug: str
    language: str
    people: tuple[Person, ...]


@dataclass(frozen=True)
class SignIn:
    """With what a person signs in."""

    person: Person
    email: str
    password: str


def _people(nation: str, region: str, town: str, society: str, network: str) -> tuple[Person, ...]:
    return (
        Person("national official", "national", "steward", nation),
        Person("regional official", "regional", "steward", region),
        Person("local authority", "local", "contributor", town),
        Person("civil-society body", "society", "contributor", society),
        Person("network secretariat", "network", "contributor", network),
        Person("tenant administrator", "admin", "administrator"),
        Person("reader", "reader", "reader"),
    )


COUNTRIES = (
    Country("portugal", "en", _people("PT", "PT-NUTS2-PT20", "PT-lisboa", "PT-CSO-CASA-BRASIL", "PT-NET-RPCI")),
    Country("spain", "en", _people("ES", "ES-andalucia", "ES-bilbao", "ES-CSO-QSL", "ES-NET-FEMP")),
)


def set_up(database: Database, country: Country, bundle: Path, watch: Callable[[str], None]) -> UUID:
    """The tenant of a country with its register; a register that has records already is left as it is."""
    tenant = _tenant(database, country.slug)
    with tenancy.reading(database, tenant.id) as session:
        empty = session.scalar(select(Body.id).limit(1)) is None
    if empty:
        with tenancy.writing(database, tenant.id, SYSTEM, bulk=True) as unit:
            import_bundle(unit, bundle, "replace", watch)
    return tenant.id


def _tenant(database: Database, slug: str) -> Tenant:
    try:
        return tenancy.tenant_of(database, slug)
    except Unknown:
        return tenants.create(database, SYSTEM, slug)


def sign_ins(database: Database, country: Country, tenant_id: UUID) -> Iterator[SignIn]:
    """An account for each person of a country; passwords stay the same from one time to the next on one machine."""
    kept = _Passwords(database.configuration.home / "demo-sign-ins.json")
    for person in country.people:
        email = person.email(country.slug)
        password, is_new = kept.of(email)
        if is_new or users.find_by_email(database, email) is None:
            users.settle(
                database,
                SYSTEM,
                tenant_id,
                email=email,
                name=f"{person.does} ({country.slug})",
                role=person.role,
                body=person.body,
                language=country.language,
                password=password,
            )
        yield SignIn(person, email, password)


#: Letters and digits that are not taken for one another when somebody types them from a screen.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class _Passwords:
    """Passwords by address, in a file that nobody else can read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def of(self, email: str) -> tuple[str, bool]:
        """The password of an address, and whether it was made just now."""
        if email in self._known:
            return self._known[email], False
        self._known[email] = "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
        self._path.parent.mkdir(parents=True, exist_ok=True)
        aside = self._path.with_suffix(".new")
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(self._known, file, indent=1)
        aside.replace(self._path)
        return self._known[email], True
