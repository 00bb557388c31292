"""People of a programme: who they are, whom to invite, and what each may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from interlace.errors import Conflict, Invalid, Unknown
from interlace.identity import memberships, users
from interlace.identity.memberships import OVER_A_BODY
from interlace.identity.permissions import ROLES, Operation
from interlace.texts import LANGUAGES as LETTER_LANGUAGES
from web.administration.access import asker
from web.administration.roles import roles
from web.blueprint import pages
from web.choosing import body_typed
from web.days import address, shown
from web.forms import Form
from web.frame import go, page
from web.languages import LANGUAGES, language, say
from web.slices import asked_slice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from flask import Response

    from interlace.identity.memberships import Member


@dataclass(frozen=True)
class Somebody:
    """A person with all their roles in the programme."""

    id: UUID
    name: str
    email: str
    roles: Sequence[Member]


def _everybody() -> list[Somebody]:
    """Everybody who has a role, by name. Raises Forbidden."""
    found: dict[UUID, list[Member]] = {}
    for one in memberships.members(*asker(Operation.MEMBERSHIPS_MANAGE)):
        found.setdefault(one.user_id, []).append(one)
    return [Somebody(user_id, held[0].name, held[0].email, held) for user_id, held in found.items()]


def _somebody(user_id: UUID) -> Somebody:
    found = next((one for one in _everybody() if one.id == user_id), None)
    if found is None:
        raise Unknown(f"There is no member {user_id}.")
    return found


@pages.get("/t/<tenant>/administration/people")
def administration_people(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Everybody who has a role, chosen by a part of their name or address, by role."""
    everybody = _everybody()
    wanted, role = request.args.get("q", "").strip().casefold(), request.args.get("role", "")
    called = [one for one in everybody if wanted in f"{one.name}\n{one.email}".casefold()]
    chosen = [one for one in called if not role or any(held.role == role for held in one.roles)]
    return page("administration/people.html", everybody=len(everybody), slice=asked_slice(chosen), roles=roles())


@pages.get("/t/<tenant>/administration/people/invitation")
def administration_invitation(tenant: str) -> Response:  # noqa: ARG001
    """A form by which somebody is invited."""
    asker(Operation.MEMBERSHIPS_MANAGE)
    spoken = language() if language() in LETTER_LANGUAGES else LETTER_LANGUAGES[0]
    return _invitation(Form.of({"role": "contributor", "language": spoken}))


def _invitation(form: Form, status: int = 200) -> Response:
    spoken = [(one, LANGUAGES[one]) for one in LETTER_LANGUAGES]
    return page("administration/invitation.html", status, form=form, roles=roles(), languages=spoken)


@pages.post("/t/<tenant>/administration/people/invitation")
def administration_invite(tenant: str) -> Response:  # noqa: ARG001
    """Invite somebody: they get a role, and a letter."""
    who, form = asker(Operation.MEMBERSHIPS_MANAGE), Form.sent()
    role, body = _role(form)
    user_id = None
    if not form.problems:
        email, name, spoken = form.text("email"), form.text("name"), form.text("language")
        try:
            user_id = users.invite(*who, email=email, name=name, role=role, body=body, language=spoken)
        except Invalid as refused:
            form.refuse(refused)
        except Unknown:
            form.wrong("body", say("There is no such body."))
    if user_id is None:
        return _invitation(form, 422)
    return go(address("administration_person", user_id=user_id, done="invited"))


def _role(form: Form) -> tuple[str, str | None]:
    """The role that was chosen, and the code of the body that it is held over; what is wrong is noted."""
    role, typed = form.text("role"), form.text("body")
    if role not in ROLES:
        form.wrong("role", say("Please choose a role."))
    if role not in OVER_A_BODY:
        # Whoever typed a body and then chose a role of the whole programme meant the role.
        return role, None
    if not typed:
        form.wrong("body", say("A contributor or steward acts for one body: say which."))
        return role, None
    row = body_typed(shown(), typed, form, "body")
    return role, None if row is None else shown().sight.column("bodies", "code")[row]


@pages.get("/t/<tenant>/administration/people/<uuid:user_id>")
def administration_person(tenant: str, user_id: UUID) -> Response:  # noqa: ARG001
    """One person with their roles; further ones are given here."""
    return _person(_somebody(user_id), Form.of({"role": "contributor"}))


def _person(somebody: Somebody, form: Form, status: int = 200) -> Response:
    return page("administration/person.html", status, one=somebody, form=form, roles=roles())


@pages.post("/t/<tenant>/administration/people/<uuid:user_id>")
def administration_grant(tenant: str, user_id: UUID) -> Response:  # noqa: ARG001
    """Give somebody another role."""
    who, form = asker(Operation.MEMBERSHIPS_MANAGE), Form.sent()
    role, body = _role(form)
    if not form.problems:
        memberships.grant(*who, user_id, role, body)
        return go(address("administration_person", user_id=user_id, done="granted"))
    return _person(_somebody(user_id), form, 422)


@pages.post("/t/<tenant>/administration/people/<uuid:user_id>/letter")
def administration_letter(tenant: str, user_id: UUID) -> Response:  # noqa: ARG001
    """Write to somebody once more, with a new link where they have no password yet. Their roles stay as they are."""
    who, somebody = asker(Operation.MEMBERSHIPS_MANAGE), _somebody(user_id)
    held = somebody.roles[0]
    users.invite(*who, email=somebody.email, name=somebody.name, role=held.role, body=held.body)
    return go(address("administration_person", user_id=user_id, done="written"))


@pages.get("/t/<tenant>/administration/people/<uuid:user_id>/roles/<uuid:membership_id>")
def administration_role(tenant: str, user_id: UUID, membership_id: UUID) -> Response:  # noqa: ARG001
    """What taking a role away means, before it is done."""
    somebody = _somebody(user_id)
    return page("administration/role_removal.html", one=somebody, held=_held(somebody, membership_id), form=Form())


@pages.post("/t/<tenant>/administration/people/<uuid:user_id>/roles/<uuid:membership_id>")
def administration_role_remove(tenant: str, user_id: UUID, membership_id: UUID) -> Response:  # noqa: ARG001
    """Take a role away; the last administrator stays one."""
    who, somebody = asker(Operation.MEMBERSHIPS_MANAGE), _somebody(user_id)
    held = _held(somebody, membership_id)
    try:
        memberships.remove(*who, membership_id)
    except Conflict:
        form = Form()
        form.wrong("", say("This is the last administrator. Make somebody else administrator first."))
        return page("administration/role_removal.html", 422, one=somebody, held=held, form=form)
    if user_id == who.principal.id and held.role == "administrator":
        return go(address("overview"))
    if len(somebody.roles) == 1:
        return go(address("administration_people", done="left", who=somebody.name))
    return go(address("administration_person", user_id=user_id, done="removed"))


def _held(somebody: Somebody, membership_id: UUID) -> Member:
    found = next((one for one in somebody.roles if one.id == membership_id), None)
    if found is None:
        raise Unknown(f"There is no membership {membership_id}.")
    return found
