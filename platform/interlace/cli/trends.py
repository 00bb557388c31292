"""`interlace trends`: how findings and coverage developed month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from interlace.cli.failures import Failed
from interlace.cli.help import command_with_examples
from interlace.cli.options import Day, Source, format_option, lang_option, read_register, today, with_source
from interlace.texts import Speaker

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from interlace.reading.trends import Point, Span

_MEMORY = 2**30


@command_with_examples(
    "interlace trends demo/portugal --from 2023-01-01 --to 2026-11-22",
    "interlace trends --tenant portugal --known then --format csv > portugal.csv",
)
@with_source
@click.option("--from", "earlier", type=Day(), help="A day of the first month (default: 36 months are told).")
@click.option("--to", "later", type=Day(), default=today, help="The last day (default: today, UTC).")
@click.option("--known", type=click.Choice(("now", "then")), default="now", show_default=True,
              help="By the register as it is now, or, of a tenant, as it was known then.")  # fmt: skip
@format_option("table", "json", "csv")
@lang_option
def command(source: Source, earlier: date | None, later: date, known: str, form: str, lang: str) -> None:
    """Gaps and open questions at the ends of months and on the last day, by today's rules; JSON tells all."""
    from interlace.cli.output import print_csv, print_json
    from interlace.reading.trends import Span, told_point

    if known == "then" and source.tenant is None:
        raise click.UsageError("A bundle has no history: --known then is for a --tenant.")
    if earlier is not None and later < earlier:
        raise click.UsageError("The last day comes before the first one.")
    span = Span.until(later) if earlier is None else Span(earlier, later)
    points = _then(str(source.tenant), span) if known == "then" else _now(source, span, lang)
    if form == "json":
        print_json({"known": known, "items": [told_point(point) for point in points]})
    elif form == "csv":
        columns = ("day", "confirmed", "unreported", *_families())
        print_csv(columns, ([row[name] for name in columns] for row in map(_row, points)))
    else:
        _print(points, Speaker(lang))


def _now(source: Source, span: Span, lang: str) -> Sequence[Point]:
    from graph.trends.counting import counted_days
    from interlace.reading.trends import Point

    return [Point(one, 0) for one in counted_days(read_register(source, lang), _days(span), threads=2)]


def _then(tenant: str, span: Span) -> Sequence[Point]:
    from interlace.cli.installation import opened, tenant_id
    from interlace.reading.sight import Sight
    from interlace.reading.trends import trend_then
    from interlace.reading.view import View
    from interlace.snapshots.store import SnapshotStore

    _days(span)
    with opened() as database:
        snapshot = SnapshotStore(_MEMORY).current(database, tenant_id(database, tenant))
        return trend_then(database, View(Sight(snapshot, frozenset()), span.last), span)


def _days(span: Span) -> list[date]:
    from interlace.errors import Invalid
    from interlace.reading.trends import MOST_MONTHS

    try:
        return span.days
    except Invalid as invalid:
        raise Failed(Speaker("en").say("At most {most} months are told at once.", most=MOST_MONTHS)) from invalid


def _families() -> tuple[str, ...]:
    from policies import FAMILIES

    return tuple(FAMILIES.ids)


def _row(point: Point) -> dict[str, object]:
    from interlace.reading.trends import told_point

    told = told_point(point)
    return {"day": told["day"], **told["certainties"], **told["families"]}


def _print(points: Sequence[Point], speaker: Speaker) -> None:
    from interlace.cli.output import console, table
    from policies import FAMILIES

    say, number = speaker.say, speaker.number
    families = [family.name.in_language(speaker.language) for family in FAMILIES]
    heads = [say("Day"), say("Gaps"), say("Open questions"), *families]
    grid = table(say("Month by month"), heads, right=tuple(range(1, len(heads))))
    for point in points:
        one = point.counted
        grid.add_row(
            one.day.isoformat(),
            number(one.found(certainty="confirmed")),
            number(one.found(certainty="unreported")),
            *(number(one.found(family=family)) for family in FAMILIES.ids),
        )
    console().print(grid)
    console().print(say("Alignment and coverage too: --format json"), style="dim")
