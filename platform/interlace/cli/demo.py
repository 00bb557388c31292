"""`interlace demo`: the main job on the Portuguese register, and what to type next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from interlace.cli.failures import Failed
from interlace.cli.help import command_with_examples
from interlace.cli.options import Source, analysed, as_of_option, lang_option, read_graph
from interlace.texts import Speaker

if TYPE_CHECKING:
    from datetime import date

_MOST_IMPORTANT = 6
_DEMO = Path("demo") / "portugal"


@command_with_examples(
    "interlace demo --lang fr",
)
@as_of_option
@lang_option
def command(as_of: date, lang: str) -> None:
    """Read the Portuguese demonstration register and report: summary, alignment map, what matters most."""
    from graph.frames import finding_frame
    from graph.summary import alignment_map, summarise
    from interlace.cli.align import print_map
    from interlace.cli.gaps import print_findings
    from interlace.cli.output import console
    from interlace.cli.summary import print_summary

    if not _DEMO.is_dir():
        raise Failed("The demonstration data are not here: run this in the folder of the project, where demo/ is.")
    speaker, screen = Speaker(lang), console()
    say = speaker.say
    graph = read_graph(Source(_DEMO, None), as_of, lang)
    analysis = analysed(graph)
    print_summary(summarise(analysis), speaker)
    print_map(alignment_map(graph), speaker)
    frame = finding_frame(analysis).sort("priority", descending=True, maintain_order=True)
    # One finding a rule, so that the first screen shows what kinds of things are found.
    screen.print(say("What matters most, one of each kind"), style="bold")
    first = frame.unique("rule", keep="first", maintain_order=True).head(_MOST_IMPORTANT)
    print_findings(analysis, first, frame.height, str(_DEMO), speaker)
    screen.print()
    screen.print(
        say("An unofficial coding of public sources, not reviewed by the bodies named: demo/portugal/NOTES.md"),
        markup=False,
    )
    screen.print(say("What to type next:"), style="bold")
    for line in (
        f"interlace gaps {_DEMO} --family vertical",
        f"interlace gaps {_DEMO} --body PT-lisboa --lang fr",
        f"interlace compare {_DEMO} --from 2019-06-01 --to {as_of}",
        "interlace summary demo/spain",
        "interlace --help",
    ):
        screen.print(f"  .venv/bin/{line}")
