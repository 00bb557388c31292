"""`interlace guides`: eight themes with public sources, and what helps with the findings of a rule."""

from __future__ import annotations

from dataclasses import asdict

import click

from interlace.cli.help import command_with_examples
from interlace.cli.options import lang_option
from interlace.texts import Speaker


@command_with_examples(
    "interlace guides",
    "interlace guides --rule strategy-missing --lang fr",
    "interlace guides --format json",
)
@click.option("--rule", metavar="RULE", help="Only what helps with the findings of this rule.")
@lang_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(rule: str | None, lang: str, form: str) -> None:
    """Eight themes of intercultural policy in our own words, with public sources."""
    from policies.guides import GUIDES, helping_with
    from policies.rules import RULES

    if rule is not None and rule not in RULES:
        raise click.BadParameter(f"{rule} is no rule: {', '.join(RULES)}", param_hint="--rule")
    found = GUIDES.values() if rule is None else helping_with(rule)
    if form == "json":
        import orjson

        told = [
            {
                "id": guide.id,
                "title": guide.title.in_language(lang),
                "summary": guide.summary.in_language(lang),
                "first_step": guide.first_step.in_language(lang),
                "areas": guide.areas,
                "principles": guide.principles,
                "rules": guide.rules,
                "sources": [asdict(source) for source in guide.sources],
            }
            for guide in found
        ]
        click.echo(orjson.dumps({"guides": told}, option=orjson.OPT_INDENT_2).decode())
        return
    say = Speaker(lang).say
    for guide in found:
        click.echo(f"{guide.title.in_language(lang)}\n  {guide.summary.in_language(lang)}")
        click.echo(f"  {say('First step')}: {guide.first_step.in_language(lang)}")
        for source in guide.sources:
            click.echo(f"  {source.title}: {source.address}")
        click.echo()
