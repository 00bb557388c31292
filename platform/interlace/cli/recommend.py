"""`interlace recommend`: the few changes that close most of what is open in a branch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from interlace.cli.help import command_with_examples
from interlace.cli.options import Source, analysed, place_of, read_graph, with_register
from interlace.texts import Speaker, to_say

if TYPE_CHECKING:
    from datetime import date

    from graph.explain import Names
    from graph.remedies import Recommendation, Step

_SENTENCES = {
    "link": to_say("{body} links {source} to {target}, and {other} confirms it."),
    "relation": to_say("{body} and {other} coordinate, and register it."),
    "membership": to_say("{body} joins {network}."),
    "network": to_say("{members} bodies found a network that serves {head}."),
    "commitment": to_say("{body} takes up in {strategy}, with objectives: {cells}."),
    "participation": to_say("{owner} invites {body} to take part in {strategy} ({phase}, {depth})."),
}
_PERMITTED = {
    "both-in-force": to_say("Both are in force or under way; the link waits for no third."),
    "either-side": to_say("Bodies coordinate by a decision of their own."),
    "body-and-network": to_say("A body and a network agree on membership between them."),
    "members-together": to_say("Bodies found a network by a decision of their own."),
    "competent": to_say("The body is competent for all of these areas."),
    "owner-invites": to_say("An owner may invite to its own strategy."),
}
_FATES = {
    "closes": to_say("Closes: {count}"),
    "eases": to_say("Eases: {count}"),
    "opens": to_say("Opens: {count}"),
    "worsens": to_say("Worsens: {count}"),
}
_WORKS, _TERMS = {"source", "target", "strategy"}, {"phase", "depth"}


@command_with_examples(
    "interlace recommend demo/portugal",
    "interlace recommend demo/portugal --branch PT-NUTS2-PT11 --changes 5",
    "interlace recommend --tenant portugal --changes 10 --format json",
)
@with_register("table", "json")
@click.option("--branch", metavar="CODE", help="The branch of this body (default: all bodies).")
@click.option(
    "--changes",
    type=click.IntRange(1, 20),
    default=5,
    show_default=True,
    help="How many changes at most.",
)
def command(source: Source, as_of: date, form: str, lang: str, branch: str | None, changes: int) -> None:
    """The changes that close most of what is open in a branch, and what no choice could exceed."""
    from graph.explain import Names
    from graph.remedies import recommend
    from graph.remedies.telling import as_object
    from interlace.cli.output import print_json

    graph = read_graph(source, as_of, lang)
    head = None if branch is None else int(graph.body[place_of(graph, branch, "--branch")])
    told = recommend(analysed(graph), head, changes)
    if form == "json":
        print_json({"as_of": as_of.isoformat(), **as_object(told, graph.register.bodies.code)})
    else:
        _print(told, Names(graph.register, lang), Speaker(lang))


def _print(told: Recommendation, names: Names, speaker: Speaker) -> None:
    from interlace.cli.output import console

    say, screen = speaker.say, console()
    if not told.steps:
        screen.print(say("None of the changes that could be looked at helps here."), markup=False)
        return
    for number, step in enumerate(told.steps, 1):
        screen.print(f"{number}. {_sentence(step, names, speaker)}", markup=False, style="bold")
        for line in _about(step, told, speaker):
            screen.print(f"   {line}", markup=False)
    sentence = say(
        "Together they close {total} of {open} in priority. "
        "No {asked} of the {candidates} changes looked at close more than {bound}.",
        total=f"{told.total:.2f}",
        open=f"{told.open:.2f}",
        asked=told.asked,
        candidates=told.candidates,
        bound=f"{told.bound:.2f}",
    )
    screen.print(sentence, markup=False)


def _sentence(step: Step, names: Names, speaker: Speaker) -> str:
    from policies import PARTICIPATION_DEPTHS, PHASES

    told = {}
    for name, value in step.change.details.items():
        if name in _WORKS:
            told[name] = names.work(value)
        elif name in _TERMS:
            terms = PHASES if name == "phase" else PARTICIPATION_DEPTHS
            told[name] = terms[value].name.in_language(speaker.language)
        elif step.change.kind == "network" and name != "head":
            told[name] = value
        else:
            told[name] = names.body(value)
    told["cells"] = names.cells(list(step.change.cells))
    return speaker.say(_SENTENCES[step.change.kind], **told)


def _about(step: Step, told: Recommendation, speaker: Speaker) -> list[str]:
    from collections import Counter

    from graph.remedies.telling import PERMITTED, fates_of, share_of

    say = speaker.say
    gained = say(
        "{gain} in priority; with those before it {share} of the bound.",
        gain=f"{step.gain:.2f}",
        share=speaker.share(share_of(step.total, told.bound), 1.0),
    )
    lines = [gained, say(_PERMITTED[PERMITTED[step.change.kind]])]
    for fate, moved in fates_of(step).items():
        if moved:
            rules = Counter(one.key.rule for one in moved)
            counts = ", ".join(f"{rule} {count}" for rule, count in sorted(rules.items()))
            lines.append(f"{say(_FATES[fate], count=len(moved))} ({counts})")
    return lines
