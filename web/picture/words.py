"""A picture in words: what a mark says when one comes to it, and what colours and strokes mean."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import policies
from web.languages import number, say, say_number, share, told
from web.picture.asked import FINDINGS
from web.picture.nodes import Node, Others

if TYPE_CHECKING:
    from collections.abc import Iterator

    from web.picture.drawn import Picture

_FIFTHS = 5
#: So many letters make a line of a drawing.
_LETTERS = 110


def sentence(node: Node | Others) -> str:
    """What is told of a node when somebody comes to it."""
    if isinstance(node, Others):
        return further(node)
    return ". ".join(_parts(node)) + "."


def further(others: Others) -> str:
    """The members of a family that are not shown."""
    level = told(policies.LEVELS[others.level].name)
    return say_number("%(num)s further body: %(level)s", "%(num)s further bodies: %(level)s", others.count, level=level)


def _parts(node: Node) -> Iterator[str]:
    yield f"{node.named.name}, {told(policies.LEVELS[node.level].name)}"
    if node.score:
        yield say("Cover: %(share)s", share=cover(node))
    yield found(node)
    if node.partner_count:
        yield say_number("Coordinates with %(num)s body", "Coordinates with %(num)s bodies", node.partner_count)
    if node.below:
        below = say_number("%(num)s body below", "%(num)s bodies below", node.below)
        yield f"{below}, {say('expanded') if node.is_open else say('collapsed')}"


def cover(node: Node) -> str:
    """How far a body covers the principle that was chosen; a dash where that cannot be asked."""
    return share(node.score.covered, node.score.competent) if node.score else share(None)


def found(node: Node) -> str:
    """How much was found about a body; gaps and open questions apart."""
    gaps = say_number("%(num)s gap", "%(num)s gaps", node.gaps)
    return f"{gaps}, {say_number('%(num)s open question', '%(num)s open questions', node.questions)}"


def colour_name(colour: str) -> str:
    """By what a picture is coloured."""
    return say("Findings") if colour == FINDINGS else told(policies.PRINCIPLES[colour].name)


def looks(picture: Picture) -> list[tuple[str, str]]:
    """The marks of a picture and what they mean."""
    if picture.asked.colour == FINDINGS:
        return [
            ("gap", say("Gap: a finding that is confirmed")),
            ("question", say("Open question: nothing was reported")),
            ("neither", say("Nothing found")),
        ]
    steps = [("cover-0", share(0))]
    for step in range(1, _FIFTHS + 1):
        low, high = (step - 1) / _FIFTHS, step / _FIFTHS
        steps.append((f"cover-{step}", say("up to %(share)s", share=share(high)) if low == 0 else _between(low, high)))
    return [*steps, ("cover-none", say("Not applicable"))]


def _between(low: float, high: float) -> str:
    return say("over %(low)s, up to %(high)s", low=share(low), high=share(high))


def counted(picture: Picture) -> str:
    """How many of all bodies are shown."""
    return say(
        "%(shown)s of %(total)s bodies are shown.", shown=number(picture.bodies), total=number(len(picture.land))
    )


def about(picture: Picture) -> list[str]:
    """What a picture is about besides the country, in lines."""
    if picture.evidence:
        return wrap(picture.evidence.told.text, _LETTERS)
    node = picture.nodes[picture.current] if picture.around else None
    return [say("In focus: %(name)s", name=node.named.name)] if isinstance(node, Node) else []
