"""`python -m benchmarks commons`: the search over 50,000 invented practices of 20 tenants, beside its bare SQL."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from psycopg import connect
from psycopg.rows import namedtuple_row

from benchmarks.measuring import figure, goal
from interlace import commons
from interlace.commons import searching
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.principals import SYSTEM
from policies import AREAS, PRINCIPLES
from tests.databases import migrated_database, new_tenant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from interlace.db.connections import Database

PRACTICES, TENANTS, ROUNDS = 50_000, 20, 2
TITLE = f"## The commons, at {PRACTICES:,} practices"
LANGUAGES = ("en", "fr", "pt", "es", "de")
_SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su", "ta", "ve", "zo", "cal", "mer", "tin", "sor")
_VOCABULARY, _WORDS, _TITLE_WORDS, _SUMMARY_WORDS = 20_000, 120, 6, 20
#: The whole of an entry, as lists tell it.
_WHOLE = (
    "SELECT tenant_id, id, kind, language, languages, title, summary, body, body_name, level, tenant_name, country,"
    " principles, areas, cells, rules, starts_on, ends_on, year, published_at FROM commons_entries"
    " WHERE (tenant_id, id) IN (SELECT * FROM unnest(%s::uuid[], %s::uuid[]))"
)


def commons_lines() -> list[str]:
    """The lines of the report: times at the 95th percentile of the service and of its SQL, side by side."""
    rng = np.random.default_rng(1)
    words = _vocabulary(rng)
    with migrated_database() as database:
        tenants = [new_tenant(database) for _ in range(TENANTS)]
        _fill(database, tenants, rng, words)
        asked = list(_searches(words))
        service, bare = _measured(database, tenants[0], asked)
    ratio = _p95(service) / _p95(bare)
    return [
        TITLE,
        "",
        f"Invented texts of {_WORDS} words in {len(LANGUAGES)} languages of {TENANTS} tenants; {len(asked)} searches",
        f"for rare and frequent words, phrases, misspelt names and none, with facets or not, {ROUNDS} times each. The",
        "bare SQL is the same statements with the same rows read, sent by psycopg past row-level security.",
        "",
        "| goal | measured | met |",
        "|---|---:|---|",
        goal("search, p95 of the service in 2 times that of the bare SQL", ratio, 2.0),
        "",
        "| | service, ms | bare SQL, ms |",
        "|---|---:|---:|",
        f"| median | {figure(float(np.median(service)))} | {figure(float(np.median(bare)))} |",
        f"| p95 | {figure(_p95(service))} | {figure(_p95(bare))} |",
    ]


def _p95(spent: Sequence[float]) -> float:
    return float(np.percentile(spent, 95))


def _vocabulary(rng: np.random.Generator) -> list[str]:
    """Words of two to four syllables, the frequent ones first."""
    made = {"".join(rng.choice(_SYLLABLES, size=int(rng.integers(2, 5)))) for _ in range(3 * _VOCABULARY)}
    return sorted(made)[:: max(1, len(made) // _VOCABULARY)][:_VOCABULARY]


def _fill(database: Database, tenants: Sequence[UUID], rng: np.random.Generator, words: Sequence[str]) -> None:
    for number, tenant in enumerate(tenants):
        with tenancy.writing(database, tenant, SYSTEM) as unit:
            unit.set_head(name=f"Land {number}")
            unit.did("fill", "tenant")
        with connect(database.logins.owner) as connection:
            connection.execute("SELECT set_config('app.tenant_id', %s, false)", [str(tenant)])
            rows = [_entry(rng, words, tenant, number) for _ in range(PRACTICES // TENANTS)]
            columns = [*rows[0]]
            published = (
                "COPY publications (tenant_id, id, kind, subject, body, title, state, proposed, decided_at) FROM STDIN"
            )
            with connection.cursor() as cursor:
                with cursor.copy(published) as copy:
                    for row in rows:
                        one = row["publication"]
                        copy.write_row(
                            (tenant, one, "practice", f"practice:{one}", "B", row["title"], "published", "{}", _at())
                        )
                with cursor.copy(f"COPY commons_entries ({', '.join(columns)}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row([row[name] for name in columns])
    with connect(database.logins.owner, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE commons_entries")


def _at() -> datetime:
    return datetime.now(UTC)


def _entry(rng: np.random.Generator, words: Sequence[str], tenant: UUID, number: int) -> dict[str, Any]:
    # As in languages, few words are frequent and most are rare.
    places = np.minimum(rng.zipf(1.3, size=_WORDS) - 1, len(words) - 1)
    said = [words[place] for place in places]
    rare = [words[place] for place in rng.integers(0, len(words), size=_TITLE_WORDS)]
    area, principle = rng.choice(AREAS.ids), rng.choice(PRINCIPLES.ids)
    return {
        "tenant_id": tenant,
        "id": new_id(),
        "publication": new_id(),
        "kind": "practice",
        "language": (language := str(rng.choice(LANGUAGES))),
        "languages": [language],
        "title": " ".join(rare).capitalize(),
        "summary": " ".join(said[:_SUMMARY_WORDS]),
        "text": " ".join(said[_SUMMARY_WORDS:]),
        "body": f"B{int(rng.integers(0, 300))}",
        "body_name": " ".join(rare[:2]).title(),
        "level": str(rng.choice(("local", "regional", "national"))),
        "tenant_name": f"Land {number}",
        "country": ("PT", "ES", "FR", "NO")[number % 4],
        "principles": [principle],
        "areas": [area],
        "cells": [f"{principle}:{area}"],
        "rules": ["strategy-missing"] if rng.random() < 0.1 else [],
        "year": int(rng.integers(2010, 2026)),
        "content": json.dumps({"impact": " ".join(said)}),
        "published_at": _at(),
    }


def _searches(words: Sequence[str]) -> Iterator[commons.Asked]:
    """What people look for."""
    for place in (3, 10, 40, 150, 600, 3_000, 9_000):
        one, other = words[place], words[place + 1]
        yield commons.Asked(one)
        yield commons.Asked(f"{one} {other}")
        yield commons.Asked(f"{one} or {other}", areas=["housing", "education"])
        yield commons.Asked(f"{one} -{other}", languages=["en"])
        yield commons.Asked(f'"{one} {other}"')
        yield commons.Asked(f"{one}x{other}"[:12], countries=["PT"])
    yield commons.Asked()
    yield commons.Asked(areas=["housing"], levels=["local"])
    yield commons.Asked(rules=["strategy-missing"])


def _measured(database: Database, tenant: UUID, asked: Sequence[commons.Asked]) -> tuple[list[float], list[float]]:
    """Milliseconds of each search, by the service and by its SQL, one after the other in each round."""
    service, bare = [], []
    with connect(database.logins.owner, row_factory=namedtuple_row) as connection:
        connection.execute("SELECT set_config('app.tenant_id', %s, false)", [str(tenant)])
        for turn in range(ROUNDS + 1):
            for one in asked:
                spent = [_spent(lambda one=one: commons.entries(database, tenant, one, first=20))]
                spent.append(_spent(lambda one=one: _bare(connection, one)))
                if turn:
                    service.append(spent[0])
                    bare.append(spent[1])
    return service, bare


def _spent(work: Any) -> float:  # noqa: ANN401 - anything to call
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _bare(connection: Any, asked: commons.Asked) -> None:  # noqa: ANN401 - of rows with names
    """The statements of a search, as the service sends them, and the rows that it reads."""
    if asked.words:
        readings = _sent(connection, searching.READINGS, {"words": asked.words})
        rows = _found(connection, asked, *searching.by_words(readings))
    else:
        rows = _found(connection, asked, searching.ALL, {})
    if asked.words and not any(row.entries for row in rows if row.facet == "matched"):
        connection.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [f"{searching.LIKENESS}"]
        )
        rows = _found(connection, asked, searching.BY_NAMES, {"words": asked.words})
    told = [row for row in rows if row.facet == "page"]
    connection.execute(_WHOLE, [[row.tenant_id for row in told], [row.id for row in told]]).fetchall()


def _found(connection: Any, asked: commons.Asked, found: str, of: dict[str, Any]) -> list[Any]:  # noqa: ANN401
    query, values = searching.statement(asked, found, placed=False, counted=True)
    return _sent(connection, query, {**values, **of, "most": 21})


def _sent(connection: Any, query: str, values: dict[str, Any]) -> list[Any]:  # noqa: ANN401
    written = re.sub(r"(?<!:):([a-z]+[0-9]*)", r"%(\1)s", query.replace("%", "%%"))
    return list(connection.execute(written, values).fetchall())
