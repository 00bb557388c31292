"""What the commands share: the bundle, the day, the format, the language, and reading a register with progress."""

from __future__ import annotations

import functools
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import click
from click.core import ParameterSource

from interlace.cli.failures import INVALID
from interlace.texts import LANGUAGES, Speaker, language_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.analysis import Analysis
    from graph.governance import GovernanceGraph
    from graph.register import Register
    from interlace.db.connections import Database

Command = TypeVar("Command", bound="Callable[..., Any]")
_FIRST_SECOND = 1.0


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Parse the day or say what was expected."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value)) if len(str(value)) == len(self.name) else self._wrong(value)
        except ValueError:
            self.fail(f"“{value}” is not a day as YYYY-MM-DD.", param, ctx)

    def _wrong(self, value: object) -> date:
        raise ValueError(value)


def today() -> date:
    """Today in UTC, the day that holds where none is named."""
    return datetime.now(UTC).date()


@dataclass(frozen=True)
class Source:
    """Where a register comes from: a bundle of files, or a tenant of the installation."""

    bundle: Path | None
    tenant: str | None

    def __str__(self) -> str:
        """As a person types it, for lines that say what to type next."""
        return f"--tenant {self.tenant}" if self.tenant else str(self.bundle)


tenant_option = click.option("--tenant", metavar="SLUG", help="A tenant of the installation, in place of a BUNDLE.")


def source_of(bundle: Path | None, tenant: str | None) -> Source:
    """The one of the two that was named, or a usage error."""
    if (bundle is None) == (tenant is None):
        raise click.UsageError("Name a BUNDLE, which is a folder or .zip of files, or a --tenant, one of the two.")
    if bundle is not None and not bundle.exists():
        raise click.BadParameter(f"there is no folder or file {bundle}.", param_hint="BUNDLE")
    return Source(bundle, tenant)


def with_source(command: Command) -> Command:
    """The argument BUNDLE, or `--tenant SLUG` in its place, as one `source`."""

    @functools.wraps(command)
    def called(*arguments: Any, bundle: Path | None, tenant: str | None, **options: Any) -> Any:  # noqa: ANN401
        return command(*arguments, source=source_of(bundle, tenant), **options)

    argument = click.argument("bundle", type=click.Path(path_type=Path), required=False)
    return argument(tenant_option(called))  # type: ignore[return-value]


as_of_option = click.option("--as-of", type=Day(), default=today, help="The day to look at (default: today, UTC).")
lang_option = click.option(
    "--lang", type=click.Choice(LANGUAGES), default=language_of, help="Language (default: the environment's)."
)
body_option = click.option("--body", metavar="CODE", help="Only this body and all that are below it.")


def format_option(*formats: str) -> Callable[[Command], Command]:
    """`--format` with the formats that a command knows, the first by default."""
    return click.option("--format", "form", type=click.Choice(formats), default=formats[0], show_default=True)


def with_register(*formats: str) -> Callable[[Command], Command]:
    """The argument and options that every analysis command takes."""

    def decorated(command: Command) -> Command:
        for option in (lang_option, format_option(*formats), as_of_option, with_source):
            command = option(command)
        return command

    return decorated


@dataclass
class Progress:
    """A bar on the terminal (standard error), shown only where work takes longer than a second."""

    steps: int
    title: str

    def __enter__(self) -> Self:
        from rich.console import Console
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn
        from rich.progress import Progress as Bar

        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
        self._bar = Bar(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bar.add_task(self.title, total=self.steps)
        self._timer = threading.Timer(_FIRST_SECOND, self._bar.start)
        self._timer.daemon = True
        if console.is_terminal:
            self._timer.start()
        return self

    def step(self, what: str, advance: int = 1) -> None:
        """Say what is being done now, and how many steps that brings the work on."""
        self._bar.update(self._task, description=what, advance=advance)

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._bar.stop()


def read_register(source: Source, language: str, database: Database | None = None) -> Register:
    """The register of a bundle or tenant; where a bundle is invalid, print its problems and end with status 1.

    A tenant is looked for in the `database` that is open already, or else in the installation's.
    """
    if source.bundle is not None:
        return _read_bundle(source.bundle, language)
    if database is not None:
        return _read_tenant(str(source.tenant), database)
    from interlace.cli.installation import opened

    with opened() as installed:
        return _read_tenant(str(source.tenant), installed)


def _read_tenant(slug: str, database: Database) -> Register:
    from graph.register import Register
    from interlace.db import tenancy
    from interlace.transfer.exporting import export_bundle

    # Its rows come in an order of their own, so that the same register is told in the same way wherever it lies.
    with tenancy.reading(database, tenancy.tenant_of(database, slug).id, bulk=True) as session:
        bundle = export_bundle(session)
    return Register.of(bundle.tables, bundle.settings)


def _read_bundle(bundle: Path, language: str) -> Register:
    from graph.register import Register
    from graph.tables import SCHEMA
    from interlace.bundle import BundleInvalid, read_bundle
    from interlace.cli.problems import print_problems

    try:
        with Progress(len(SCHEMA) + 2, "") as progress:
            read = read_bundle(bundle, watch=progress.step)
            progress.step("register")
            return Register.of(read.tables, read.settings)
    except BundleInvalid as invalid:
        print_problems(invalid.report, Speaker(language), err=True)
        click.echo(
            Speaker(language).say("Mend the files, then look again: interlace check {bundle}", bundle=bundle),
            err=True,
        )
        raise click.exceptions.Exit(INVALID) from None


def read_graph(source: Source, as_of: date, language: str, database: Database | None = None) -> GovernanceGraph:
    """The governance graph of a bundle or tenant on a day."""
    from graph.governance import GovernanceGraph

    return GovernanceGraph.at(read_register(source, language, database), as_of)


def analysed(graph: GovernanceGraph) -> Analysis:
    """The analysis of a graph by every rule, with progress."""
    from graph.analysis import analyse
    from graph.rules import RULES

    with Progress(len(RULES), "") as progress:
        return analyse(graph, watch=progress.step)


def place_of(graph: GovernanceGraph, code: str, option: str = "--body") -> int:
    """The place of the body of this code, or a usage error about the option that named it."""
    codes = graph.register.bodies.code
    row = codes.search_sorted(code) if len(codes) else 0
    if row == len(codes) or codes[row] != code:
        raise click.BadParameter(f"there is no body {code} in this register.", param_hint=option)
    if not graph.live_body[row]:
        raise click.BadParameter(f"the body {code} is not live on {graph.as_of}.", param_hint=option)
    return int(graph.place[row])


def branch_codes(graph: GovernanceGraph, code: str) -> list[str]:
    """The codes of a body, of the authorities below it, and of civil society that works there."""
    place = place_of(graph, code)
    if place >= graph.authorities:
        return [code]
    inside = range(place, int(graph.hierarchy.end[place]))
    parents = graph.place[graph.parent_row[graph.body]]
    others = [other for other in range(graph.authorities, len(graph.body)) if parents[other] in inside]
    return [graph.cite.code(member) for member in (*inside, *others)]


def given(context: click.Context, name: str) -> bool:
    """Whether an option was named on the command line."""
    return context.get_parameter_source(name) is ParameterSource.COMMANDLINE
