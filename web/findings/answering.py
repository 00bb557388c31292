"""What a body can answer to a finding, as far as the register keeps it: by registering, declaring or disputing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from interlace.identity.permissions import Operation
from policies.rules import RULES
from web.days import address
from web.desk.acting import acting_for
from web.desk.answering import way
from web.languages import say
from web.rights import may

if TYPE_CHECKING:
    from collections.abc import Iterator

    from web.findings.missing import Proven
    from web.names import Named


class Answer(NamedTuple):
    """One thing that can be done: what it says, what comes of it, and where the caller can do it, if they may."""

    title: str
    text: str
    where: str | None
    link: str


def answers(proven: Proven, acting: Named | None) -> list[Answer]:
    """What the body concerned can answer now; `acting` is a body for which the caller can register what is missing."""
    return [*_registering(proven, acting), *_declaring(proven, acting), *_disputing(proven)]


def _registering(proven: Proven, acting: Named | None) -> Iterator[Answer]:
    if proven.finding.rule == "relation-unconfirmed":
        return
    where, link = (None, "") if acting is None else _form(proven, acting)
    yield Answer(
        say("It is there: register it"),
        say("What is missing here may exist and not be registered. Once it is, this finding is gone the same moment."),
        where,
        link,
    )


def _form(proven: Proven, acting: Named) -> tuple[str, str]:
    """The form in which the body registers what is missing; its desk where no single form does."""
    where, link = way(proven.finding, acting_for(acting.code))
    if where != address("finding", key=proven.finding.key):
        return where, say("%(what)s, for %(body)s", what=link, body=acting.name)
    return address("desk_of", body=acting.code), say("Go to the desk of %(body)s", body=acting.name)


def _declaring(proven: Proven, acting: Named | None) -> Iterator[Answer]:
    """Who says that all is registered turns a question into a gap; for some rules a field of the strategy says it."""
    if proven.confirmed or not RULES[proven.finding.rule].certainty_by:
        return
    if RULES[proven.finding.rule].certainty_by == "field":
        yield Answer(
            say("It is not there: say so"),
            say("Answer “no”, or say that the list of commitments is complete. The question then becomes a gap."),
            address("desk_strategy", code=proven.finding.subject) if acting else None,
            say("Say so"),
        )
        return
    yield Answer(
        say("Nothing is missing from the register: declare it complete"),
        say("“Nothing changed” is said in one click. What is still not registered is then known to be absent: a gap."),
        address("desk_of", body=acting.code) if acting else None,
        say("Declare it at the desk of %(body)s", body=acting.name) if acting else "",
    )


def _disputing(proven: Proven) -> Iterator[Answer]:
    """Relations and links on which the finding rests can be disputed by those whom they name."""
    sight = proven.view.sight
    for table, ends in (("relations", ("target",)), ("links", ("to",))):
        for _, row in proven.records(table)[:1]:
            bodies = [_owner(proven, table, sight.column(table, end)[row]) for end in ends]
            allowed = any(body is not None and may(Operation.CONSENT_GIVE, body) for body in bodies)
            where = address("inbox_statement", table=table, record_id=sight.column(table, "id")[row])
            yield Answer(
                say("It is not so: dispute it"),
                say("A relation or link that names the body can be confirmed or disputed, with a reason."),
                where if allowed else None,
                say("Confirm or dispute it"),
            )


def _owner(proven: Proven, table: str, code: str) -> str | None:
    if table == "relations":
        return code
    row = proven.view.sight.row_of_code("strategies", code)
    owner: str | None = None if row is None else proven.view.sight.column("strategies", "owner")[row]
    return owner
