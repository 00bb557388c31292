"""`interlace commons`: what tenants have published to each other, as one of them reads it."""

from __future__ import annotations

import click

from interlace.cli.help import group_with_examples
from interlace.cli.installation import opened, say, tenant_argument, tenant_id

_MOST = 100
_USUAL = 20


@group_with_examples(
    'interlace commons search portugal "health mediators"',
    "interlace commons search portugal --area housing --country NO --language en",
    'interlace commons search portugal "habitação -arrendamento" --format json',
)
def command() -> None:
    """What tenants publish to each other: practices, mentoring, visits, networks, events."""


@command.command()
@tenant_argument
@click.argument("words", default="")
@click.option("--kind", "kinds", metavar="KIND", multiple=True, help="Only this kind of entry, such as practice.")
@click.option("--principle", "principles", metavar="ID", multiple=True, help="Only what is about this principle.")
@click.option("--area", "areas", metavar="ID", multiple=True, help="Only what is about this area.")
@click.option("--country", "countries", metavar="XX", multiple=True, help="Only what comes from this country.")
@click.option("--language", "languages", metavar="XX", multiple=True, help="Only what has texts in this language.")
@click.option("--level", "levels", metavar="ID", multiple=True, help="Only what comes from bodies of this level.")
@click.option("--rule", "rules", metavar="RULE", multiple=True, help="Only what speaks to findings of this rule.")
@click.option("--limit", type=click.IntRange(1, _MOST), default=_USUAL, show_default=True, help="So many at most.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def search(tenant: str, words: str, limit: int, form: str, **chosen: tuple[str, ...]) -> None:
    """Search the commons as TENANT reads it. WORDS may be "quoted", joined by or, or left out with -."""
    from interlace import commons
    from interlace.cli.output import console, print_json, table
    from interlace.commons.plain import of_entry, of_facets

    with opened() as database:
        asked = commons.Asked(words, **chosen)  # type: ignore[arg-type]
        page = commons.entries(database, tenant_id(database, tenant), asked, first=limit)
    facets = page.facets
    if form == "json":
        entries = [of_entry(one, whole=False) for one in page.items]
        counted = None if facets is None else of_facets(facets)
        print_json({"entries": entries, "facets": counted, "resembling": page.resembling})
        return
    if page.resembling:
        console().print(say("Nothing has these words. These have names or titles that resemble them."))
    grid = table("", [say("Title"), say("Kind"), say("Body"), say("Tenant"), say("Year")])
    for one in page.items:
        grid.add_row(one.title, one.kind, one.body_name, one.tenant_name, str(one.year))
    console().print(grid)
    if facets is not None:
        console().print(say("{shown} of {total}", shown=len(page.items), total=facets.total))
