"""Help that a person can copy from: examples stand before the options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable


class ExampleCommand(click.Command):
    """A command whose examples come right after what it does."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Usage, what it does, examples, options."""
        self.format_usage(ctx, formatter)
        self.format_help_text(ctx, formatter)
        self.format_epilog(ctx, formatter)
        self.format_options(ctx, formatter)


def command_with_examples(*examples: str) -> Callable[[Callable[..., Any]], click.Command]:
    """A click command with these lines as examples."""
    # click keeps line ends only in paragraphs that begin with \b.
    lines = "\n".join(f"  {example}" for example in examples)
    return click.command(cls=ExampleCommand, epilog=f"\b\nExamples:\n{lines}")


class ExampleGroup(click.Group):
    """A group of commands whose examples come right after what it does."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Usage, what it does, examples, commands and options."""
        self.format_usage(ctx, formatter)
        self.format_help_text(ctx, formatter)
        self.format_epilog(ctx, formatter)
        self.format_options(ctx, formatter)


def group_with_examples(*examples: str) -> Callable[[Callable[..., Any]], click.Group]:
    """A click group with these lines as examples."""
    lines = "\n".join(f"  {example}" for example in examples)
    return click.group(cls=ExampleGroup, epilog=f"\b\nExamples:\n{lines}")
