"""People's accounts: invited, accepted, with a password that is changed and reset, exported and erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select

from interlace import mail
from interlace.db import tenancy
from interlace.db.models import (
    Membership,
    RefreshFamily,
    ServiceAccount,
    SingleUseLink,
    Tenant,
    TenantRegister,
    User,
)
from interlace.errors import FieldProblem, Forbidden, Invalid, Unknown
from interlace.identity import kept_forms, letters, links, memberships, passwords, personal
from interlace.identity.lockout import confirm_password
from interlace.identity.permissions import Operation, require
from interlace.identity.sign_ins import sign_out
from interlace.texts import LANGUAGES

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.principals import Principal

MOST_CHARACTERS = 200
_LONGEST_LOCAL = 64
_LONGEST_DOMAIN = 189


@dataclass(frozen=True)
class Profile:
    """What somebody is known by, and the language in which they are written to."""

    email: str
    name: str
    language: str


def profile(database: Database, user_id: UUID) -> Profile:
    """The profile of a person. Raises Unknown."""
    with tenancy.platform(database) as session:
        user = _known(session, user_id)
        return Profile(user.email, user.name, user.language)


def change_profile(database: Database, user_id: UUID, *, name: str, language: str) -> None:
    """Let a person be known by another name, and be written to in another language. Raises Invalid, Unknown."""
    name, language = _checked_name(name), _checked_language(language)
    with tenancy.platform(database) as session:
        user = _known(session, user_id)
        user.name, user.language = name, language


def _known(session: Session, user_id: UUID) -> User:
    user = session.get(User, user_id)
    if user is None:
        raise Unknown(f"There is no user {user_id}.")
    return user


def invite(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    *,
    email: str,
    name: str,
    role: str,
    body: str | None = None,
    language: str = "en",
) -> UUID:
    """Give somebody a role in the tenant and write to them. Returns the user's id.

    Somebody new gets an account and a link by which to set a password; the link goes to them alone, never to whoever
    invites. Somebody who has a password keeps it, and their name. Raises Forbidden, Invalid, Unknown.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        require(unit.session, principal, Operation.MEMBERSHIPS_MANAGE, unit.today)
        title = _title(unit.session, tenant_id)
        with tenancy.among_users(unit.session):
            user, secret = _invited(unit.session, email, name, language)
        memberships.give(unit, user.id, role, body)
        unit.did("user.invite", f"user:{user.id}")
    base_url = database.configuration.base_url
    if secret is None:
        letter = letters.new_role(base_url, user.email, user.language, title)
    else:
        letter = letters.invitation(base_url, user.email, user.language, title, secret)
    mail.post(database.configuration, letter)
    return user.id


def settle(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    *,
    email: str,
    name: str,
    role: str,
    body: str | None,
    language: str,
    password: str,
) -> UUID:
    """A role for somebody with this password, from the machine itself and without a mail, as demonstrations do.

    Raises Forbidden, Invalid, Unknown.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        require(unit.session, principal, Operation.MEMBERSHIPS_MANAGE, unit.today)
        with tenancy.among_users(unit.session):
            user, _ = _invited(unit.session, email, name, language)
        memberships.give(unit, user.id, role, body)
        unit.did("user.invite", f"user:{user.id}")
    set_password(database, principal, user.id, password)
    return user.id


def create_operator(database: Database, principal: Principal, *, email: str, name: str, language: str = "en") -> UUID:
    """Let somebody run the platform. Raises Forbidden, Invalid."""
    with tenancy.platform(database) as session:
        today = datetime.now(UTC).date()
        require(session, principal, Operation.TENANTS_MANAGE, today)
        user, secret = _invited(session, email, name, language)
        user.operator = True
    if secret is not None:
        base_url = database.configuration.base_url
        mail.post(database.configuration, letters.operator(base_url, user.email, user.language, secret))
    return user.id


def _invited(session: Session, email: str, name: str, language: str) -> tuple[User, str | None]:
    """The user of that address, new or not, and the secret of an invitation if they have no password."""
    user = _by_email(session, email)
    if user is None:
        user = User(email=_checked_email(email), name=_checked_name(name), language=_checked_language(language))
        session.add(user)
        session.flush()
    return user, None if user.password_hash else links.issue(session, user.id, "invitation")


def find_by_email(database: Database, email: str) -> UUID | None:
    """The account of that address, for commands on the machine itself: nothing else may ask who has an account."""
    with tenancy.platform(database) as session:
        user = _by_email(session, email)
    return None if user is None else user.id


def _by_email(session: Session, email: str) -> User | None:
    return session.scalar(select(User).where(func.lower(User.email) == func.lower(email.strip())))


def _title(session: Session, tenant_id: UUID) -> str:
    title = session.scalar(select(TenantRegister.name))
    return title or session.scalars(select(Tenant.slug).where(Tenant.id == tenant_id)).one()


def accept_invitation(database: Database, secret: str, name: str, password: str) -> UUID:
    """Set name and password by the link of an invitation. Raises Unknown where the link is not good; Invalid."""
    return _set_by_link(database, secret, "invitation", password, _checked_name(name))


def use_reset(database: Database, secret: str, password: str) -> UUID:
    """Set a new password by a link; every sign-in of the person ends. Raises Unknown, Invalid."""
    return _set_by_link(database, secret, "reset", password, None)


def _set_by_link(database: Database, secret: str, purpose: str, password: str, name: str | None) -> UUID:
    with tenancy.platform(database) as session:
        user = session.get(User, links.holder(session, secret, purpose))
        email, known_as = (user.email, name or user.name) if user else ("", name or "")
    passwords.check(password, email=email, name=known_as)
    kept = passwords.hashed(database.configuration, password)
    with tenancy.platform(database) as session:
        user_id = links.use(session, secret, purpose)
        _keep(session, user_id, kept, name)
    return user_id


def _keep(session: Session, user_id: UUID, kept: str, name: str | None = None) -> None:
    """Put a new password in place: attempts are forgotten, sign-ins are over. Raises Unknown."""
    user = session.get(User, user_id, with_for_update=True)
    if user is None:
        raise Unknown(f"There is no user {user_id}.")
    user.password_hash, user.failed_attempts, user.locked_until = kept, 0, None
    user.name = name or user.name
    session.flush()
    sign_out(session, user_id)


def request_reset(database: Database, email: str) -> None:
    """Write to the person of that address how to set a new password. Nothing tells whether there is such a person."""
    with tenancy.platform(database) as session:
        user = _by_email(session, email)
        if user is None or links.recently_issued(session, user.id, "reset"):
            return
        secret = links.issue(session, user.id, "reset")
    letter = letters.reset(database.configuration.base_url, user.email, user.language, secret)
    mail.post(database.configuration, letter)


def change_password(database: Database, user_id: UUID, current: str, password: str) -> None:
    """Set another password. Every sign-in ends; whoever asked begins a new one. Raises Unauthenticated, Invalid."""
    confirm_password(database, user_id, current)
    _check_for(database, user_id, password)
    kept = passwords.hashed(database.configuration, password)
    with tenancy.platform(database) as session:
        _keep(session, user_id, kept)


def set_password(database: Database, principal: Principal, user_id: UUID, password: str) -> None:
    """Set somebody's password from the machine itself, as demonstrations do. Raises Forbidden, Unknown, Invalid."""
    if principal.kind != "system":
        raise Forbidden("People set their own passwords.")
    _check_for(database, user_id, password)
    with tenancy.platform(database) as session:
        _keep(session, user_id, passwords.hashed(database.configuration, password))
        session.execute(delete(SingleUseLink).where(SingleUseLink.user_id == user_id))


def _check_for(database: Database, user_id: UUID, password: str) -> None:
    with tenancy.platform(database) as session:
        user = _known(session, user_id)
    passwords.check(password, email=user.email, name=user.name)


def export(database: Database, principal: Principal, user_id: UUID) -> dict[str, Any]:
    """Everything that is kept of a person, for them to take along. Raises Forbidden, Unknown."""
    _require_self(principal, user_id)
    with tenancy.platform(database, user_id) as session:
        user = _known(session, user_id)
        tenants = _tenants_of(session, user_id)
    told = {
        "id": str(user.id),
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "operator": user.operator,
        "created_at": _moment(user.created_at),
    }
    return told | {"tenants": {slug: _export_tenant(database, tenant_id, user_id) for tenant_id, slug in tenants}}


def _export_tenant(database: Database, tenant_id: UUID, user_id: UUID) -> dict[str, Any]:
    with tenancy.reading(database, tenant_id, although_suspended=True) as session:
        roles = session.scalars(select(Membership).where(Membership.user_id == user_id)).all()
        sign_ins = session.scalars(select(RefreshFamily).where(RefreshFamily.user_id == user_id)).all()
        accounts = session.scalars(select(ServiceAccount.name).where(ServiceAccount.created_by == user_id)).all()
        return {
            "roles": [{"role": role.role, "body": role.body, "since": _moment(role.created_at)} for role in roles],
            "sign_ins": [
                {"client": one.client, "began_at": _moment(one.created_at), "last_used_at": _moment(one.last_used_at)}
                for one in sign_ins
            ],
            "service_accounts": list(accounts),
            "unfinished_forms": kept_forms.told(session, user_id),
            **personal.told(session, user_id),
        }


def erase(database: Database, principal: Principal, user_id: UUID) -> None:
    """Erase a person: roles and sign-ins in every tenant, then the account. Histories name an id without a person.

    What was interrupted is done by asking again. Raises Forbidden, Unknown; Conflict where they are the last
    administrator of any tenant, before anything is erased.
    """
    _require_self(principal, user_id)
    with tenancy.platform(database, user_id) as session:
        tenants = _tenants_of(session, user_id)
    for tenant_id, _ in tenants:
        with tenancy.reading(database, tenant_id, although_suspended=True) as session:
            memberships.require_another_administrator(session, user_id)
    for tenant_id, _ in tenants:
        with tenancy.writing(database, tenant_id, principal, although_suspended=True) as unit:
            held = unit.session.scalars(select(Membership).where(Membership.user_id == user_id)).all()
            memberships.take(unit, held)
            unit.did("user.erase", f"user:{user_id}")
    with tenancy.platform(database) as session:
        session.execute(delete(SingleUseLink).where(SingleUseLink.user_id == user_id))
        if session.scalar(delete(User).where(User.id == user_id).returning(User.id)) is None:
            raise Unknown(f"There is no user {user_id}.")


def _tenants_of(session: Session, user_id: UUID) -> list[tuple[UUID, str]]:
    joined = select(Tenant.id, Tenant.slug).join(Membership, Membership.tenant_id == Tenant.id)
    return [(row.id, row.slug) for row in session.execute(joined.where(Membership.user_id == user_id).distinct())]


def _require_self(principal: Principal, user_id: UUID) -> None:
    if principal.kind != "system" and (principal.kind, principal.id) != ("user", user_id):
        raise Forbidden("This is for the person themself.")


def _checked_email(email: str) -> str:
    """An address that mail can be sent to and that a mail's head can hold."""
    address = email.strip()
    local, at, domain = address.rpartition("@")
    sized = 1 <= len(local) <= _LONGEST_LOCAL and 1 <= len(domain) <= _LONGEST_DOMAIN
    usable = at and sized and "@" not in local and address.isprintable()
    if not usable or any(character.isspace() or character in ',;:<>()[]\\"' for character in address):
        raise Invalid([FieldProblem("/email", "bad-email")])
    return address


def _checked_name(name: str) -> str:
    trimmed = name.strip()
    if not trimmed:
        raise Invalid([FieldProblem("/name", "required")])
    if len(trimmed) > MOST_CHARACTERS:
        raise Invalid([FieldProblem("/name", "too-long", {"most": str(MOST_CHARACTERS)})])
    if not trimmed.isprintable():
        raise Invalid([FieldProblem("/name", "bad-value")])
    return trimmed


def _checked_language(language: str) -> str:
    if language not in LANGUAGES:
        raise Invalid([FieldProblem("/language", "bad-choice", {"choices": ", ".join(LANGUAGES)})])
    return language


def _moment(moment: datetime) -> str:
    return moment.isoformat()
