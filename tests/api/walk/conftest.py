"""Three tenants with the same register, everybody who might call, and the counts of what was tried."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.api.walk.asking import Operations, Walker
from tests.api.walk.callers import Caller, everybody
from tests.api.walk.lands import Land, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from _pytest.terminal import TerminalReporter
    from flask import Flask

    from interlace.db.connections import Database

WALKED = "walked"


class Scene(NamedTuple):
    """The land that is walked, those beside it, and all who call."""

    land: Land
    abroad: Land
    closed: Land
    callers: Sequence[Caller]

    def caller(self, name: str) -> Caller:
        """The one of this name."""
        (found,) = (one for one in self.callers if one.name == name)
        return found

    @property
    def members(self) -> Sequence[Caller]:
        """Whoever has a role in the land, or acts for somebody who has."""
        return [one for one in self.callers if one.is_member]

    @property
    def strangers(self) -> Sequence[Caller]:
        """Everybody else."""
        return [one for one in self.callers if not one.is_member]


@pytest.fixture(scope="session")
def scene(app: Flask, accounts: Database) -> Scene:
    """Made once: whoever writes does so on things that are made for it."""
    land = Land(app, accounts, Words())
    abroad, closed = (Land(app, accounts, Words(*[word] * 6)) for word in ("kestrel", "osprey"))
    return Scene(land, abroad, closed, everybody(land, abroad, closed))


@pytest.fixture(scope="session")
def operations(app: Flask) -> Operations:
    """The operations of the OpenAPI document."""
    return Operations(app.test_client().get("/api/v1/openapi.json").get_json())


@pytest.fixture(scope="session")
def session_walker(app: Flask, scene: Scene) -> Walker:
    """One for all tests."""
    return Walker(app, scene.land, scene.abroad, scene.closed)


@pytest.fixture
def walker(session_walker: Walker, record_property: Callable[[str, object], None]) -> Iterator[Walker]:
    """Asks as anybody; what was tried is told at the end of all tests."""
    session_walker.counts.clear()
    yield session_walker
    for what, number in session_walker.counts.items():
        record_property(f"{WALKED} {what}", number)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Tell how much was tried, all processes together."""
    told: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) != "teardown":
                continue
            for name, value in getattr(report, "user_properties", ()):
                if name.startswith(WALKED):
                    told[name.removeprefix(f"{WALKED} ")] += int(value)
    if told:
        terminalreporter.write_line("The walk tried " + ", ".join(f"{told[what]:,} {what}" for what in sorted(told)))
