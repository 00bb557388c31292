"""What is wrong with a bundle: where, what was read, what was expected. In the languages of the field’s words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from interlace.bundle.messages import MESSAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from interlace.errors import FieldProblem

MOST_PROBLEMS = 1000


@dataclass(frozen=True)
class Problem:
    """One problem: `line` counts from 1, and is 0 where the problem is of the whole file or bundle."""

    file: str
    line: int
    column: str
    value: str
    code: str
    details: Mapping[str, str] = field(default_factory=dict)

    def expected(self, language: str) -> str:
        """What was expected instead, in a language."""
        return MESSAGES[self.code].in_language(language).format(**self.details)


@dataclass(frozen=True)
class Note:
    """Something worth knowing that is no problem, such as a column that is kept though nobody asked for it."""

    file: str
    column: str
    code: str

    def text(self, language: str) -> str:
        """The note in a language."""
        return MESSAGES[self.code].in_language(language)


@dataclass(frozen=True)
class Report:
    """The first problems in the order of files, lines and columns, and how many more there are."""

    problems: tuple[Problem, ...] = ()
    more: int = 0
    notes: tuple[Note, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def expected_of(problem: FieldProblem, language: str) -> str:
    """What was expected instead of one field of an input, in `en` or `fr`: the same sentences as of bundles."""
    return MESSAGES[problem.code].in_language(language).format(**problem.details)


class BundleInvalid(Exception):
    """A bundle with problems; nothing of it was kept."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"{len(report.problems) + report.more} problems")
        self.report = report


class ProblemList:
    """Collects problems; keeps no more of each kind than can be shown, and counts the rest."""

    def __init__(self) -> None:
        self._kept: list[Problem] = []
        self._count = 0
        self.notes: list[Note] = []

    def __len__(self) -> int:
        return self._count

    def add(self, file: str, line: int, column: str, value: object, code: str, **details: object) -> None:
        """Add one problem."""
        self.add_all(file, [line], column, [value], code, **details)

    def add_all(
        self,
        file: str,
        lines: Iterable[int],
        column: str,
        values: Iterable[object],
        code: str,
        **details: object,
    ) -> None:
        """Add a problem for each line; the lines ascend."""
        told = {name: str(detail) for name, detail in details.items()}
        for number, (line, value) in enumerate(zip(lines, values, strict=True)):
            self._count += 1
            if number < MOST_PROBLEMS:
                shown = _shown("" if value is None else str(value))
                self._kept.append(Problem(file, int(line), column, shown, code, told))

    def add_each(
        self, file: str, column: str, code: str, rows: Sequence[tuple[int, object, Mapping[str, object]]]
    ) -> None:
        """Add problems that each have details of their own: (line, value, details), the lines ascending."""
        for line, value, details in rows[:MOST_PROBLEMS]:
            self.add(file, line, column, value, code, **details)
        self.add_unshown(len(rows) - MOST_PROBLEMS)

    def add_unshown(self, more: int) -> None:
        """Count further problems that nobody will be shown."""
        self._count += max(more, 0)

    def report(self, files: Iterable[str]) -> Report:
        """All that was collected, in the order of `files`."""
        order = {name: place for place, name in enumerate(files)}
        kept = sorted(self._kept, key=lambda problem: (order.get(problem.file, -1), problem.line, problem.column))[
            :MOST_PROBLEMS
        ]
        return Report(tuple(kept), self._count - len(kept), tuple(self.notes))


def _shown(value: str) -> str:
    """A value fit to be shown: short, and without control characters, which could steer a terminal."""
    longest = 80
    plain = "".join(character if character.isprintable() else "\ufffd" for character in value[:longest])
    return plain if len(value) <= longest else f"{plain}… ({len(value)} characters)"
