"""What somebody may not know of is in no answer of REST: not in lists and their totals, not by search, filter or sort,
not in any form, not in what was kept for others or is repeated to them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from graph.tables import SCHEMA
from interlace.reading.pages import filters_of, sorts_of
from tests.api.walk.asking import Asked, text_of
from tests.api.walk.deeds import DEEDS
from tests.api.walk.lands import KNOWN_BY
from tests.api.walk.rules import REST_READS, REST_RULES, REST_WRITES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.api.walk.asking import Operations, Walker
    from tests.api.walk.callers import Caller
    from tests.api.walk.conftest import Scene
    from tests.api.walk.lands import Land

MANY = 200
FORMS = ("csv", "graphml", "gexf", "jsonld", "zip")
#: One of each kind of reader: who sees the draft first, so that what is kept for them is there for the others.
READERS = (
    "administrator",
    "contributor of A",
    "steward of R2, beside",
    "contributor of C, which takes part",
    "reader",
    "read for a reader",
)


def readers(scene: Scene) -> list[Caller]:
    return [scene.caller(name) for name in READERS]


def test_the_words_are_there_to_be_found(scene: Scene, walker: Walker, operations: Operations) -> None:
    """Those who may know are told, so that silence to others says something."""
    administrator, found = scene.caller("administrator"), set()
    for name in REST_READS:
        answer = walker.ask(administrator, operations.read(name, scene.land))
        found |= {kind for kind in KNOWN_BY if any(mark in text_of(answer) for mark in scene.land.marks(kind))}
    assert found == set(KNOWN_BY)
    reader = scene.caller("reader")
    assert {kind for kind in KNOWN_BY if reader.knows(kind)} == {"shared"}


@pytest.mark.parametrize("name", sorted(REST_READS))
def test_no_form_and_no_day_of_a_read_tells_more(
    scene: Scene, walker: Walker, operations: Operations, name: str
) -> None:
    asked, told = operations.read(name, scene.land), operations.told(name)
    known = {one.get("name"): one.get("schema", {}) for one in told.get("parameters", ())}
    queries: list[dict[str, object]] = []
    if "first" in known:
        queries.append({"first": min(MANY, known["first"].get("maximum", MANY))})
    queries += [{"as_of": day} for day in ("2020-06-01", "2100-01-01") if "as_of" in known]
    queries += [{"format": form} for form in FORMS if "format" in known]
    for query in queries:
        for caller in readers(scene):
            answer = walker.ask(caller, Asked(asked.method, asked.path, query={**asked.query, **query}))
            assert answer.status_code in {200, 403, 404, 406}, answer.text


def _questions(land: Land, table: str) -> Iterator[dict[str, object]]:
    """What might tell of a hidden draft: its words, code and ids wherever a list can be asked for them."""
    yield {"q": land.words.draft}
    for record in land.hidden.get(table, ()):
        yield {"id": str(record.id)}
    for column in filters_of(table):
        if column == "code" or (column != "id" and "strategies" in SCHEMA[table][column].refers_to):
            yield {column: land.words.draft}
    if table == "strategies":
        yield {"status": "draft", "owner": "A", "q": "Plan"}


@pytest.mark.parametrize("table", SCHEMA)
def test_lists_answer_whoever_may_not_know_as_if_there_were_no_draft(scene: Scene, walker: Walker, table: str) -> None:
    where = f"/api/v1/tenants/{scene.land.slug}/{table}"
    for caller in readers(scene):
        for question in _questions(scene.land, table):
            told = walker.ask(caller, Asked("GET", where, query=question)).get_json()
            if not caller.knows("draft"):
                assert told["total"] == 0 if question.get("status") != "draft" else _none_of_a(told), question
        for sort in sorts_of(table):
            answer = walker.ask(caller, Asked("GET", where, query={"sort": f"-{sort}", "first": MANY}))
            assert answer.status_code == 200
    totals = [_all_of(walker, caller, where) for caller in readers(scene)]
    kept = set(totals[0]) - set(totals[-1])
    hidden = {str(record.id) for record in scene.land.hidden.get(table, ())}
    assert kept >= hidden if hidden else not kept


def _none_of_a(told: dict[str, Any]) -> bool:
    return not any("heron" in one["code"] for one in told["items"])


def _all_of(walker: Walker, caller: Caller, where: str) -> list[str]:
    """All ids of a list, as many as its total says, page by page."""
    ids, following, total = [], f"{where}?first={MANY}", 0
    while following:
        answer = walker.ask(caller, Asked("GET", following))
        ids += [one["id"] for one in answer.get_json()["items"]]
        total = answer.get_json()["total"]
        following = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")
    assert len(ids) == total
    return ids


def test_the_feed_has_each_revision_for_everybody_and_of_hidden_ones_no_deed_or_reason(
    scene: Scene, walker: Walker
) -> None:
    where = f"/api/v1/tenants/{scene.land.slug}/changes"
    revisions = []
    for caller in readers(scene):
        told: list[dict[str, Any]] = []
        following = f"{where}?after=0&first={MANY}"
        while following:
            answer = walker.ask(caller, Asked("GET", following))
            told += answer.get_json()["items"]
            following = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")
        revisions.append([one["revision"] for one in told])
        drafted = [one for one in told if one["operation"] == "strategy.draft"]
        assert bool(drafted) == caller.knows("draft")
    assert all(one == revisions[0] for one in revisions)


def test_a_tag_of_one_view_is_none_of_another(scene: Scene, walker: Walker, operations: Operations) -> None:
    knows, reader, same = (
        scene.caller(name) for name in ("administrator", "reader", "contributor of C, which takes part")
    )
    for name in ("list_strategies", "list_commitments", "list_links", "export_bundle", "list_body_strategies"):
        asked = operations.read(name, scene.land)
        tag = walker.ask(knows, asked).headers["ETag"]
        told = walker.ask(reader, Asked(asked.method, asked.path, headers={"If-None-Match": tag}))
        assert (told.status_code, told.headers["ETag"] != tag) == (200, True), name
        again = walker.ask(same, Asked(asked.method, asked.path, headers={"If-None-Match": told.headers["ETag"]}))
        assert again.status_code == 304, name


def test_a_key_of_one_caller_repeats_nothing_to_another(scene: Scene, walker: Walker, operations: Operations) -> None:
    administrator = scene.caller("administrator")
    for name, deed in REST_WRITES.items():
        if operations.place(name)[0] != "POST" or REST_RULES[name].status_for(administrator) != 200:
            continue
        ready = DEEDS[deed](scene.land)
        asked = operations.write(name, scene.land, ready)
        keyed = replace(asked, headers={**asked.headers, "Idempotency-Key": name})
        first = walker.ask(administrator, keyed)
        assert first.status_code in {200, 201, 202, 204}, first.text
        made = str((first.get_json(silent=True) or {}).get("id"))
        for other in ("reader", "contributor of E", "another tenant’s administrator", "nobody"):
            refused = walker.ask(scene.caller(other), keyed)
            # Whoever may do the same has done it for themself.
            own = REST_RULES[name].status_for(scene.caller(other)) == 200
            # A file of which all is there already adds nothing, whoever brings it.
            nothing = (refused.get_json(silent=True) or {}).get("written") is False
            assert own or nothing or refused.status_code >= 400, (name, other)
            assert "Idempotency-Replayed" not in refused.headers
            assert made in {str(ready.id), "None"} or made not in refused.text


def test_a_replay_to_who_lost_their_role_is_refused(scene: Scene, walker: Walker, operations: Operations) -> None:
    left = scene.caller("an administrator until a moment ago")
    asked = operations.write("create_body", scene.land)
    keyed = Asked(asked.method, asked.path, asked.json, {"Idempotency-Key": "left"})
    assert walker.ask(left, keyed).status_code == 401
