"""What is being done about a finding, as its page tells it, with the forms by which people go on from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from api.context import caller, database, snapshots, view
from api.writing import tenant_id
from interlace import cases
from interlace.cases.attachments import MOST_FILES
from interlace.cases.file_kinds import KINDS, MOST_MIB
from interlace.cases.people import mentionable
from web.cases.wording import Choice, done, labels, said, sayable, settling, states
from web.forms import Form
from web.names import named_by_code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from interlace.cases import CaseTold
    from interlace.cases.people import Person
    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.snapshots.store import SnapshotStore

FILES = ", ".join(ending for kind in KINDS for ending in kind.endings)


@dataclass(frozen=True)
class CasePart:
    """A case on a page: what is told of it, in words, and what its reader can say."""

    told: CaseTold
    form: Form
    state: str
    said: Mapping[str, str]
    sayable: Sequence[Choice]
    settling: Sequence[Choice]
    bodies: Sequence[tuple[str, str]]
    """The bodies for which the reader may answer, by code and name."""
    owners: Sequence[tuple[str, str]]
    people: Sequence[Person]
    names: Mapping[UUID, str]
    label: str
    done: str | None
    files: str = FILES
    most_mib: int = MOST_MIB
    most_files: int = MOST_FILES

    @property
    def labels(self) -> Mapping[str, str]:
        """What the fields of its forms are called."""
        return labels()

    @property
    def may_answer(self) -> bool:
        """Whether the reader can answer for a body: while a dispute waits, only the one that disputes."""
        if not self.told.allowed.answer_for or self.told.allowed.settle:
            return False
        last = next((one for one in reversed(self.told.answers) if one.said == "disputed"), None)
        disputed = self.told.state == "disputed" and last is not None
        return not disputed or (last is not None and last.body in self.told.allowed.answer_for)

    @property
    def may_close(self) -> bool:
        """Whether the reader can say what was done about a finding that is gone, and nobody has said so yet."""
        gone = not self.told.present and bool(self.told.episodes)
        return gone and bool(self.told.allowed.answer_for) and self.told.episodes[-1].closed_by != "hand"

    def name(self, user_id: UUID) -> str | None:
        """The name of somebody whom a comment names."""
        return self.names.get(user_id)


def asker() -> tuple[Database, SnapshotStore, Principal, UUID]:
    """What services of cases begin with."""
    return database(), snapshots(), caller().principal, tenant_id()


def part_of(key: str, sent: Form | None = None) -> CasePart:
    """The case of a finding, with what was typed into one of its forms. Raises Unknown."""
    told = cases.case(*asker(), key)
    people = mentionable(database(), tenant_id(), told)
    form = Form.of(
        {
            "owners": [owner.body for owner in told.owners],
            "deadline": told.deadline or "",
            "body": told.allowed.answer_for[0] if told.allowed.answer_for else "",
        }
    )
    if sent is not None:
        form = Form({**form.values, **sent.values}, sent.problems)
    return CasePart(
        told=told,
        form=form,
        state=states()[told.state],
        said=said(),
        sayable=sayable(told.state),
        settling=settling(),
        bodies=[(code, _called(code)) for code in told.allowed.answer_for],
        owners=[(owner.body, _called(owner.body)) for owner in told.owners],
        people=[one for one in people if one.id != caller().principal.id],
        names={one.id: one.name for one in people},
        label=caller().principal.label,
        done=done().get(request.args.get("done", "")),
    )


def _called(code: str) -> str:
    one = named_by_code("bodies", code, view())
    return code if one is None else one.name
