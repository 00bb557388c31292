"""What another tenant publishes or takes back is so in the next answer, whatever was kept and whoever has a tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace import commons
from interlace.principals import SYSTEM
from tests.interlace.commons.lands import Land

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from werkzeug.test import TestResponse

    from tests.api.rest.conftest import Person, World


def _withdraw(land: Land, entry: UUID) -> None:
    (found,) = [one for one in commons.publications(land.database, SYSTEM, land.tenant_id).items if one.entry == entry]
    commons.withdraw(land.database, SYSTEM, land.tenant_id, found.id)


def _ways(person: Person, entry: UUID) -> list[Callable[[str], TestResponse]]:
    """All that tells of an entry, asked with a tag."""
    queries = [
        '{ tenant { commonsEntries(words: "lighthouse") { items { title } } } }',
        "{ tenant { revision commonsEntries { facets { total } items { title } } } }",
        f'{{ tenant {{ commonsEntry(uuid: "{entry}") {{ title }} }} }}',
    ]
    paths = ["commons/entries?q=lighthouse", "commons/entries", f"commons/entries/{entry}"]

    def read(path: str) -> Callable[[str], TestResponse]:
        return lambda tag: person.get(path, {"If-None-Match": tag})

    def ask(query: str) -> Callable[[str], TestResponse]:
        return lambda tag: person.ask(
            "POST", f"/graphql/{person.slug}", {"query": query}, headers={"If-None-Match": tag}
        )

    return [*map(read, paths), *map(ask, queries)]


def test_what_another_tenant_takes_back_is_gone_from_every_answer_that_was_kept(
    world: World, administrator: Person
) -> None:
    there = Land(world.database, "IE")
    entry = there.publish(title="A lighthouse for all")
    before = administrator.get("bodies").headers["Interlace-Revision"]
    ways = _ways(administrator, entry)
    tags = []
    for ask in ways:
        for _ in range(3):
            told = ask("none")
            assert "A lighthouse for all" in told.text
        tags.append(told.headers.get("ETag", "none"))
        assert ask(tags[-1]).status_code in {200, 304}
    _withdraw(there, entry)
    for ask, tag in zip(ways, tags, strict=True):
        for known in (tag, "none"):
            gone = ask(known)
            assert gone.status_code != 304
            assert "A lighthouse for all" not in gone.text
    again = there.publish(title="A lighthouse for all")
    assert str(again) in administrator.get("commons/entries?q=lighthouse", {"If-None-Match": tags[0]}).text
    # All that happened in the other tenant alone.
    assert administrator.get("bodies").headers["Interlace-Revision"] == before
