"""Changes of scenarios in words, and what stands against them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from interlace.bundle.problems import expected_of
from policies import AREAS, LEVELS, PHASES, PRINCIPLES, RELATION_KINDS, ROLES
from web.languages import language, say, told
from web.names import named_by_code

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from graph.whatif import Change
    from interlace.errors import Conflict, Invalid

    Values = Mapping[str, Any]


@dataclass(frozen=True)
class Trouble:
    """What stands against one change of a scenario, or against the whole where there is none."""

    number: int | None
    change: str
    sentence: str


def added(changes: Sequence[Change]) -> dict[str, str]:
    """The names of what changes add, by code."""
    return {
        str(change.values["code"]): str(change.values.get("name") or change.values.get("title"))
        for change in changes
        if change.verb == "add" and "code" in change.values
    }


def called(code: object, changes: Sequence[Change] = ()) -> str:
    """The name of a body, strategy or action by its code, also of one that a scenario adds."""
    for table in ("bodies", "strategies", "actions"):
        one = named_by_code(table, str(code))
        if one is not None:
            return one.name
    return added(changes).get(str(code), str(code))


def sentence_of(change: Change, changes: Sequence[Change] = ()) -> str:
    """A change in one line."""
    if change.verb == "add":
        return _added(change, changes)
    if change.table == "bodies":
        return say("Taken out: %(what)s", what=called(change.values["code"]))
    if change.table == "strategies":
        return say("Withdrawn: %(what)s", what=called(change.values["code"]))
    if change.table == "actions":
        return say("No longer: %(what)s", what=called(change.values["code"]))
    return say("No longer: %(what)s", what=_added(change, changes))


def _added(change: Change, changes: Sequence[Change]) -> str:
    return _SAYING[change.table](change.values, changes)


def _body(values: Values, _: Sequence[Change]) -> str:
    return say("New body: %(name)s (%(level)s)", name=values["name"], level=told(LEVELS[values["level"]].name))


def _strategy(values: Values, changes: Sequence[Change]) -> str:
    return say("%(body)s adopts: %(title)s", body=called(values["owner"], changes), title=values["title"])


def _action(values: Values, changes: Sequence[Change]) -> str:
    return say("%(body)s does: %(title)s", body=called(values["body"], changes), title=values["title"])


def _commitment(values: Values, changes: Sequence[Change]) -> str:
    return say(
        "%(strategy)s commits to %(principle)s in %(area)s",
        strategy=called(values["strategy"], changes),
        principle=told(PRINCIPLES[values["principle"]].name),
        area=told(AREAS[values["area"]].name),
    )


def _link(values: Values, changes: Sequence[Change]) -> str:
    one, other = called(values["from"], changes), called(values["to"], changes)
    return say("%(one)s supports %(other)s", one=one, other=other)


def _competence(values: Values, changes: Sequence[Change]) -> str:
    return say(
        "%(body)s in %(area)s: %(role)s",
        body=called(values["body"], changes),
        area=told(AREAS[values["area"]].name),
        role=told(ROLES[values["role"]].name) if values.get("role") else say("any role"),
    )


def _participation(values: Values, changes: Sequence[Change]) -> str:
    return say(
        "%(body)s takes part in %(strategy)s: %(phase)s",
        body=called(values["body"], changes),
        strategy=called(values["strategy"], changes),
        phase=told(PHASES[values["phase"]].name),
    )


def _relation(values: Values, changes: Sequence[Change]) -> str:
    one, other = called(values["source"], changes), called(values["target"], changes)
    if values["kind"] == "member_of":
        return say("%(one)s joins %(other)s", one=one, other=other)
    kind = told(RELATION_KINDS[values["kind"]].name)
    return say("%(one)s and %(other)s: %(kind)s", one=one, other=other, kind=kind)


_SAYING: Mapping[str, Callable[[Values, Sequence[Change]], str]] = {
    "bodies": _body,
    "strategies": _strategy,
    "actions": _action,
    "commitments": _commitment,
    "links": _link,
    "competences": _competence,
    "participations": _participation,
    "relations": _relation,
}


def told_problems(changes: Sequence[Change], refused: Conflict | Invalid) -> list[Trouble]:
    """What stands against a scenario, change by change; or the whole reason where none is named."""
    troubles = []
    for problem in refused.problems:
        parts = problem.pointer.strip("/").split("/")
        number = int(parts[1]) if len(parts) > 1 and parts[0] == "changes" and parts[1].isdecimal() else None
        known = number is not None and number < len(changes)
        words = sentence_of(changes[number], changes) if known and number is not None else ""
        what = say("Expected: %(what)s.", what=expected_of(problem, language()))
        troubles.append(Trouble(number, words, what))
    return troubles or [Trouble(None, "", str(refused))]
