"""A report in a page of words: what pulls together, what does not, what changed, what is not reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.rules import RULES
from web.languages import day, number, say, say_number, share, told
from web.words import inline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.tally import Tally
    from web.report.contents import Contents
    from web.report.scope import Figures

#: So many kinds of findings are named in a sentence.
_NAMED = 3


def together(contents: Contents) -> Sequence[str]:
    """What pulls together."""
    figures = contents.scope.figures
    sentences = [
        say_number(
            "%(part)s of %(num)s authority has a strategy for intercultural integration in force.",
            "%(part)s of %(num)s authorities have a strategy for intercultural integration in force.",
            figures.authorities,
            part=number(figures.with_strategy),
        )
    ]
    if figures.pairs:
        sentences += [
            say_number(
                "In %(num)s case a strategy of a higher level asks something of an authority: %(part)s cover enough of "
                "it (%(share)s).",
                "In %(num)s cases a strategy of a higher level asks something of an authority: in %(part)s of them "
                "enough of it is covered (%(share)s).",
                figures.pairs,
                part=number(figures.carrying),
                share=share(figures.carrying, figures.pairs),
            ),
            say_number(
                "%(num)s of these cases is joined by a link between the two.",
                "%(num)s of these cases are joined by a link between the two.",
                figures.linked,
            ),
        ]
    else:
        sentences.append(say("No strategy of a higher level in force asks anything of an authority here."))
    return [
        *sentences,
        say_number("%(num)s action is being delivered.", "%(num)s actions are being delivered.", figures.actions),
    ]


def apart(contents: Contents) -> Sequence[str]:
    """What does not."""
    tally = contents.scope.tally
    if not tally.gaps:
        return [say("No gap is confirmed.")]
    grave = sum(tally.of(certainty="confirmed", severity=severity) for severity in ("critical", "high"))
    return [
        say_number("%(num)s gap is confirmed.", "%(num)s gaps are confirmed.", tally.gaps),
        say_number(
            "%(num)s of them is of critical or high severity.",
            "%(num)s of them are of critical or high severity.",
            grave,
        ),
        say("What weighs most: %(kinds)s.", kinds=_kinds(contents, "confirmed")),
    ]


def _kinds(contents: Contents, certainty: str) -> str:
    """The first kinds of gaps or open questions, by name."""
    return "; ".join(inline(told(RULES[kind.rule].title)) for kind in contents.weightiest[certainty].rows[:_NAMED])


def changed(contents: Contents) -> Sequence[str]:
    """What changed."""
    since = day(contents.compare_to, "long")
    if contents.changes is None:
        return [say("The day to compare to is not before the day of this report: nothing is compared.")]
    tallies = contents.changes.tallies
    opened, closed, otherwise = (tallies[change] for change in ("opened", "closed", "changed"))
    if not opened.of() + closed.of() + otherwise.of():
        return [say("Since %(day)s no gap or open question opened, closed or changed.", day=since)]
    sentences = [
        say("Opened since %(day)s: %(what)s.", day=since, what=_counted(opened)),
        say("Closed: %(what)s.", what=_counted(closed)),
    ]
    if otherwise.of():
        sentences.append(say("More or less grave or certain than before: %(what)s.", what=_counted(otherwise)))
    return sentences


def _counted(tally: Tally) -> str:
    told_ = [
        say_number("%(num)s gap", "%(num)s gaps", tally.gaps) if tally.gaps else "",
        say_number("%(num)s open question", "%(num)s open questions", tally.questions) if tally.questions else "",
    ]
    return ", ".join(filter(None, told_)) or say("nothing")


def unreported(contents: Contents) -> Sequence[str]:
    """What is not reported."""
    figures, questions = contents.scope.figures, contents.scope.tally.questions
    sentences = [_declared(figures)]
    if not questions:
        return [*sentences, say("No question is open.")]
    return [
        *sentences,
        say_number(
            "%(num)s question is open: the register does not show something, and nobody said that it is complete.",
            "%(num)s questions are open: the register does not show something, and nobody said that it is complete.",
            questions,
        ),
        say("What weighs most: %(kinds)s.", kinds=_kinds(contents, "unreported")),
        say("Open questions are asked of bodies. They are not counted as missing, and are no fault of anyone."),
    ]


def _declared(figures: Figures) -> str:
    if not figures.declared:
        return say("No authority has declared its register complete: most of what is missing is a question, not a gap.")
    return say_number(
        "%(part)s of %(num)s authority has declared its register complete.",
        "%(part)s of %(num)s authorities have declared their registers complete.",
        figures.authorities,
        part=number(figures.declared),
    )
