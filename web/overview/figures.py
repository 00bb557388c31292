"""What stands, as the sentences and the row of numbers at the head of the national view."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from web.days import address, as_of, compare_to
from web.languages import day, number, say, say_number

if TYPE_CHECKING:
    from interlace.reading.national import Figures, National, Since


class Count(NamedTuple):
    """A number, what it counts, what it was on the day that is compared to, and where it leads."""

    value: str
    what: str
    before: str
    link: str


def lede(told: National) -> list[str]:
    """What stands, in sentences."""
    figures = told.figures
    sentences = [_strategies(figures), _declared(figures), _found(figures)]
    return [*sentences, _since(told.since)] if told.since else sentences


def _strategies(figures: Figures) -> str:
    return say_number(
        "On %(day)s, %(part)s of %(num)s authority has a strategy in force.",
        "On %(day)s, %(part)s of %(num)s authorities have a strategy in force.",
        figures.authorities,
        day=day(as_of(), "long"),
        part=number(figures.with_strategy),
    )


def _declared(figures: Figures) -> str:
    if not figures.declared:
        return say("None has declared its register complete, so most of what is missing is a question, not a gap.")
    return say_number(
        "%(num)s has declared its register complete.",
        "%(num)s have declared their registers complete.",
        figures.declared,
    )


def _found(figures: Figures) -> str:
    return say(
        "The register shows %(gaps)s and %(questions)s.",
        gaps=say_number("%(num)s gap", "%(num)s gaps", figures.gaps),
        questions=say_number("%(num)s open question", "%(num)s open questions", figures.questions),
    )


def _since(since: Since) -> str:
    opened, closed, changed = (since.changes[change].of() for change in ("opened", "closed", "changed"))
    if not opened + closed + changed:
        return say("Nothing of this changed since %(day)s.", day=day(compare_to(), "long"))
    return say(
        "Since %(day)s, %(opened)s, %(closed)s and %(changed)s.",
        day=day(compare_to(), "long"),
        opened=say_number("%(num)s of these opened", "%(num)s of these opened", opened),
        closed=say_number("%(num)s closed", "%(num)s closed", closed),
        changed=say_number("%(num)s changed", "%(num)s changed", changed),
    )


def counts(told: National) -> list[Count]:
    """The row of numbers; each leads to what it counts."""
    now, before = told.figures, told.since and told.since.figures

    def count(name: str, what: str, link: str) -> Count:
        value = getattr(now, name)
        was = getattr(before, name) if before else value
        return Count(number(value), what, _before(was, value) if before else "", link)

    return [
        count("authorities", say("authorities"), address("bodies")),
        count("others", say("civil-society bodies and networks"), address("bodies")),
        count("strategies", say("strategies in force"), address("strategies", standing="in_force")),
        count("actions", say("actions being delivered"), address("actions", delivers="yes")),
        count("gaps", say("gaps"), address("findings", certainty="confirmed")),
        count("questions", say("open questions"), address("findings", certainty="unreported")),
    ]


def _before(was: int, value: int) -> str:
    if was == value:
        return say("as on %(day)s", day=day(compare_to()))
    return say("%(num)s on %(day)s", num=number(was), day=day(compare_to()))
