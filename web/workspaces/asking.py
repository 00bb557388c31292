"""What pages of workspaces and consultations ask the services with, and what they say in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import request

from api.context import caller, database, view
from api.writing import tenant_id
from interlace import workspaces
from interlace.errors import FieldProblem, Invalid
from interlace.identity.permissions import Operation
from policies import LEVELS
from web.languages import language, say, told
from web.rights import may

if TYPE_CHECKING:
    from collections.abc import Mapping

    from interlace.workspaces import WorkspaceTold


def asker() -> tuple[Any, Any, UUID]:
    """Who acts, and where."""
    return database(), caller().principal, tenant_id()


def reader() -> tuple[Any, Any, UUID, Any]:
    """The same with what they see of the register."""
    return *asker(), view()


def workspace_of(workspace_id: UUID) -> WorkspaceTold:
    """A workspace that the caller may know of. Raises Unknown."""
    return workspaces.workspace(*reader(), workspace_id)


def writes(one: WorkspaceTold) -> bool:
    """Whether the caller writes in a workspace."""
    return one.state != "closed" and may(Operation.RECORDS_WRITE, one.body)


def after() -> UUID | None:
    """The id that the page is to come after. Raises Invalid."""
    given = request.args.get("after")
    try:
        return UUID(given) if given else None
    except ValueError as error:
        raise Invalid([FieldProblem("/after", "bad-cursor")]) from error


def named_in(names: Mapping[str, str]) -> str:
    """A text of an instrument in the language of the page, else in English, else as it is."""
    return names.get(language()) or names.get("en") or next(iter(names.values()), "")


def words() -> dict[str, Any]:
    """What templates of this folder say."""
    return {
        "named_in": named_in,
        "levels": {level.id: told(level.name) for level in LEVELS},
        "parts": {
            "leads": say("leads"),
            "contributes": say("contributes"),
            "consulted": say("is consulted"),
            "informed": say("is informed"),
        },
        "proof_kinds": {
            "record": say("A record of the register"),
            "address": say("An address on the web"),
            "words": say("In words"),
            "outside": say("Outside our competence, because"),
        },
        "states": {"open": say("in the making"), "adopted": say("adopted"), "closed": say("given up")},
        "consultation_states": {
            "open": say("open for replies"),
            "over": say("over"),
            "withdrawn": say("taken back"),
        },
        "standings": {
            "answered": say("replied, and was answered"),
            "unanswered": say("replied, and waits for an answer"),
            "no_reply": say("consulted, no reply"),
        },
        "verdicts": {
            "taken_up": say("Taken up"),
            "in_part": say("Taken up in part"),
            "not": say("Not taken up"),
        },
        "columns": {
            "code": say("Code"),
            "title": say("Title"),
            "co_owners": say("Co-owners"),
            "starts_on": say("From"),
            "ends_on": say("Until"),
            "review_due_on": say("Next review"),
            "reviewed_on": say("Last review"),
            "evidence_base": say("Does it rest on data or a diagnosis?"),
            "monitoring": say("Is it monitored?"),
            "funded": say("Has it money of its own?"),
            "commitments_complete": say("Are all of its commitments registered?"),
            "url": say("Address on the web"),
            "owner": say("Owner"),
        },
    }
