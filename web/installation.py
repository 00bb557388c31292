"""What pages know of the installation that they are at."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app

if TYPE_CHECKING:
    from flask import Flask

    from interlace.configuration import Configuration

_CONFIGURATION = "interlace.configuration"


def prepare(app: Flask, configuration: Configuration) -> None:
    """Let the pages of an application know its configuration."""
    app.extensions[_CONFIGURATION] = configuration


def _configuration() -> Configuration:
    return cast("Configuration", current_app.extensions[_CONFIGURATION])


def base_url() -> str:
    """Where people reach the installation."""
    return _configuration().base_url


def contact() -> str | None:
    """Where to write to whoever runs it: an e-mail address or a page; nothing unless the installation says so."""
    return _configuration().contact
