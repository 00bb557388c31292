"""The `interlace` command. Each command lives in a module of its own, imported when it is called."""

from __future__ import annotations

import importlib
import signal
from importlib.metadata import version

import click

from interlace.cli.failures import explain_failures

_COMMANDS = {
    "check": "check",
    "summary": "summary",
    "align": "align",
    "profile": "profile",
    "gaps": "gaps",
    "explain": "explain",
    "analyse": "analyse",
    "compare": "compare",
    "whatif": "whatif",
    "recommend": "recommend",
    "trends": "trends",
    "guides": "guides",
    "export": "export",
    "generate": "generate",
    "demo": "demo",
    "tenant": "tenant",
    "user": "user",
    "service-account": "service_account",
    "case": "case",
    "assessment": "assessment",
    "request": "request",
    "gatherings": "gatherings",
    "workspace": "workspace",
    "visit": "visit",
    "instrument": "instrument",
    "practice": "practice",
    "commons": "commons",
    "import": "importing",
    "import-file": "import_file",
    "backup": "backup",
    "restore": "restore",
    "serve": "serve",
    "worker": "worker",
    "audit": "audit",
    "db": "db",
    "doctor": "doctor",
}


class LazyGroup(click.Group):
    """A group that imports the module of a command only when the command is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands in the order in which a person meets them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of this name."""
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"interlace.cli.{_COMMANDS[cmd_name]}")
        command: click.Command = module.command
        return command


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with:  interlace summary demo/portugal",
)
@click.version_option(version("interlace"), prog_name="interlace")
@click.option("--debug", is_flag=True, help="Show where in the program an error arose.")
def group(debug: bool) -> None:
    """How the levels of government and civil society of a country pull together on intercultural
    integration, and where they do not.

    A BUNDLE is a folder or .zip of CSV files; docs/bundle.md describes it.

    \b
    Examples:
      interlace check demo/portugal              is the bundle valid?
      interlace summary demo/portugal            the national picture
      interlace gaps demo/portugal --limit 20    what matters most
      interlace gaps demo/portugal --body PT-lisboa --lang fr
    """


def main() -> None:
    """Run the command line; every failure ends in one sentence and an exit status."""
    if hasattr(signal, "SIGPIPE"):
        # A reader that has seen enough (head, less) ends the program quietly, as it does other programs.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    explain_failures(group)
