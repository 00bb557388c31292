"""Forms: what was typed, kept whatever happens, and what is wrong with it, told at each field and in a summary."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import request

from interlace.bundle.problems import expected_of
from interlace.errors import Conflict, Forbidden, Stale
from web.languages import language, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from interlace.errors import DomainError, FieldProblem, Invalid


@dataclass
class Form:
    """A form by its fields' names. A field holds one text, or several where boxes are ticked."""

    values: dict[str, list[str]] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    """What is wrong, by field; under the empty name, with the whole."""

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Form:
        """A form that begins with values: texts, days, numbers, lists of texts; nothing is left out."""
        return cls({name: _texts(value) for name, value in values.items()})

    @classmethod
    def sent(cls) -> Form:
        """What the present request sent."""
        return cls({name: request.form.getlist(name) for name in request.form if name != "csrf_token"})

    def text(self, name: str) -> str:
        """What was typed in a field, without white space around it; empty where nothing was."""
        return next((value.strip() for value in self.values.get(name, ())), "")

    def texts(self, name: str) -> list[str]:
        """All that was chosen in a field."""
        return [value for value in self.values.get(name, ()) if value]

    def given(self, *names: str) -> dict[str, str | None]:
        """These fields as services take them: a text, or nothing."""
        return {name: self.text(name) or None for name in names}

    def wrong(self, name: str, sentence: str) -> None:
        """Note what is wrong with a field; the first thing that is wrong stays."""
        self.problems.setdefault(name, sentence)

    def refuse(self, refused: Invalid, fields: Mapping[str, str] | None = None) -> None:
        """Note all that a service found wrong. `fields` names the field of a pointer where they are not alike."""
        for problem in refused.problems:
            pointer = problem.pointer.strip("/").split("/")[0]
            self.wrong((fields or {}).get(pointer, pointer), _sentence(problem))

    def refuse_whole(self, refused: DomainError) -> None:
        """Note why nothing was done although each field is right, such as a record that changed meanwhile."""
        self.wrong("", _why(refused))


def _why(refused: DomainError) -> str:
    if isinstance(refused, Stale):
        return say("Somebody changed this while you were typing. Look at it as it is now, then send yours again.")
    if isinstance(refused, Forbidden):
        return say("You may not do this. Ask the administrators of the programme.")
    if isinstance(refused, Conflict):
        return say("The register does not admit this: %(reason)s", reason=str(refused))
    return str(refused)


def _sentence(problem: FieldProblem) -> str:
    if problem.code == "required":
        return say("Please fill this in.")
    return say("Expected: %(what)s.", what=expected_of(problem, language()))


def _texts(value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return [str(value)]


def chosen(form: Form, name: str, choices: Sequence[str]) -> list[str]:
    """What was chosen among what can be; anything else was typed by nobody and is passed over."""
    return [value for value in form.texts(name) if value in choices]
