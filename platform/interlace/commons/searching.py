"""The search of the commons: words in every language's own reduction, facets with counts, pages by place.

Each entry is searched by the configuration of its language, so that the words asked for are read once for each of
these. Only the fit of the text gives an order, and where no words are asked for, the day of publication does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import text

from interlace.commons.entries import Asked, EntryTold, Page, Place, entries_of
from interlace.db import tenancy
from interlace.db.models.commons import CONFIGURATIONS, KINDS, OTHERS
from interlace.errors import FieldProblem, Invalid
from policies import AREAS, LEVELS, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database

MOST_A_PAGE = 100
MOST_WORDS_CHARACTERS = 200
MOST_VALUES = 50
MOST_VALUE_CHARACTERS = 64
LAST_YEAR = 9_999
#: Of a facet so many values are told, those with most entries first.
MOST_COUNTS = 100
#: How much of the trigrams of what was typed a name has to have.
LIKENESS = 0.5


class Count(NamedTuple):
    """How many of what was found have a value."""

    value: str
    entries: int


@dataclass(frozen=True)
class Facets:
    """Value by value, how many there are; each facet as if nothing had been chosen in it."""

    total: int
    kinds: Sequence[Count]
    principles: Sequence[Count]
    areas: Sequence[Count]
    countries: Sequence[Count]
    languages: Sequence[Count]
    levels: Sequence[Count]
    years: Sequence[Count]


class _Facet(NamedTuple):
    """A facet: the column of an entry that it is of, whether that is a list, and what has to be known of its values."""

    name: str
    column: str
    many: bool = False
    known: Sequence[str] = ()


_FACETS = (
    _Facet("kinds", "kind", known=KINDS),
    _Facet("principles", "principles", many=True, known=PRINCIPLES.ids),
    _Facet("areas", "areas", many=True, known=AREAS.ids),
    _Facet("countries", "country"),
    _Facet("languages", "languages", many=True),
    _Facet("levels", "level", known=LEVELS.ids),
    _Facet("years", "year"),
)
_OPEN = "e.tenant_id IN (SELECT id FROM tenants WHERE status = 'open')"
_KEPT = (
    "e.tenant_id, e.id, e.published_at, e.body, e.rules,"
    " e.kind, e.principles, e.areas, e.country, e.languages, e.level, e.year"
)
_CONFIGURED = ", ".join(
    f"('{language}', '{name}'::regconfig)" for language, name in {**CONFIGURATIONS, "": OTHERS}.items()
)
#: The words as each language reduces them, with all languages that do so alike. Texts in further languages are kept as
#: they are, and so are the words for them; but what must not occur is told by the language of the entry alone.
READINGS = f"""
    SELECT own::text AS own, CASE WHEN plain::text LIKE '%!%' THEN own ELSE own || plain END::text AS whole, languages
    FROM (
        SELECT websearch_to_tsquery(configuration, :words) AS own, array_agg(language) AS languages
        FROM (VALUES {_CONFIGURED}) AS configured (language, configuration) GROUP BY own
    ) AS reduced, websearch_to_tsquery('{OTHERS}', :words) AS plain
    WHERE numnode(own) > 0 ORDER BY languages"""  # noqa: S608 - made of the configurations above
BY_NAMES = f"""
    SELECT {_KEPT}, word_similarity(lower(:words), e.names)::float8 AS fit
    FROM commons_entries e WHERE lower(:words) <% e.names AND {_OPEN}"""  # noqa: S608
ALL = f"SELECT {_KEPT}, 0::float8 AS fit FROM commons_entries e WHERE {_OPEN}"  # noqa: S608


def entries(
    database: Database,
    tenant_id: UUID,
    asked: Asked,
    *,
    first: int = MOST_A_PAGE,
    after: Place | None = None,
) -> Page:
    """What the commons has of what is asked for; at most `first` entries after a place. Raises Invalid, Busy."""
    check(asked, first)
    with tenancy.reading(database, tenant_id) as session:
        return entries_in(session, asked, first, after)


def entries_in(session: Session, asked: Asked, first: int, after: Place | None) -> Page:
    """The same within a transaction, of what was checked."""
    if not asked.words.strip():
        return _page(session, asked, ALL, first, after).page
    if after is None or after.fit >= 0:
        matching, values = by_words(session.execute(text(READINGS), {"words": asked.words}).all())
        found = _page(session, asked, matching, first, after, values)
        if found.matched or after is not None:
            return found.page
    # A place with a fit below nothing is one among names that resemble.
    near = None if after is None else after._replace(fit=-after.fit)
    session.execute(
        text("SELECT set_config('pg_trgm.word_similarity_threshold', :least, true)"), {"least": str(LIKENESS)}
    )
    page = _page(session, asked, BY_NAMES, first, near, {"words": asked.words}).page
    following = None if page.next_after is None else page.next_after._replace(fit=-page.next_after.fit)
    return page._replace(resembling=bool(page.items), next_after=following)


class _Found(NamedTuple):
    """A page, and how many there are whatever facets were chosen; that is known with the first page alone."""

    page: Page
    matched: int


def by_words(readings: Sequence[Any]) -> tuple[str, dict[str, Any]]:
    """SQL of the entries that have the words, with its values. Each reading is a condition that an index serves."""
    values: dict[str, Any] = {"known": [*CONFIGURATIONS]}
    conditions, fits = [], []
    for place, reading in enumerate(readings):
        values |= {f"own{place}": reading.own, f"whole{place}": reading.whole, f"of{place}": reading.languages}
        of = f"e.language = ANY (CAST(:of{place} AS text[]))"
        of = f"({of} OR e.language <> ALL (CAST(:known AS text[])))" if "" in reading.languages else of
        whole, own = f"CAST(:whole{place} AS tsquery)", f"CAST(:own{place} AS tsquery)"
        conditions.append(f"(e.search @@ {whole} AND {of} AND (e.search @@ {own} OR cardinality(e.languages) > 1))")
        fits.append(f"WHEN {of} THEN ts_rank(e.search, {whole})")
    if not conditions:
        return f"{ALL} AND false", {}
    fit = f"(CASE {' '.join(fits)} END)::float8"
    matching = f"SELECT {_KEPT}, {fit} AS fit FROM commons_entries e WHERE {_OPEN} AND ({' OR '.join(conditions)})"  # noqa: S608
    return matching, values


def check(asked: Asked, first: int) -> None:
    """Raise Invalid for what cannot be looked for."""
    problems = []
    if len(asked.words) > MOST_WORDS_CHARACTERS:
        problems.append(FieldProblem("/words", "too-long", {"most": str(MOST_WORDS_CHARACTERS)}))
    if "\0" in asked.words:
        problems.append(FieldProblem("/words", "nul"))
    for facet in _FACETS:
        chosen: Sequence[object] = getattr(asked, facet.name)
        if facet.known and not set(chosen) <= set(facet.known):
            problems.append(FieldProblem(f"/{facet.name}", "bad-choice", {"choices": ", ".join(facet.known)}))
    for name in (*(facet.name for facet in _FACETS), "rules", "bodies"):
        chosen = getattr(asked, name)
        if len(chosen) > MOST_VALUES or not all(map(_is_value, chosen)):
            problems.append(FieldProblem(f"/{name}", "bad-value"))
    if any(not 0 < year <= LAST_YEAR for year in asked.years):
        problems.append(FieldProblem("/years", "bad-whole", {"least": "1", "most": str(LAST_YEAR)}))
    if not 1 <= first <= MOST_A_PAGE:
        problems.append(FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST_A_PAGE)}))
    if problems:
        raise Invalid(problems)


def _is_value(value: object) -> bool:
    return 0 < len(str(value)) <= MOST_VALUE_CHARACTERS and "\0" not in str(value)


def statement(asked: Asked, found: str, *, placed: bool, counted: bool) -> tuple[str, Mapping[str, Any]]:
    """The one statement of a search, with its values but for the page’s own (`most`, and the place)."""
    conditions, values = _conditions(asked)
    parts = [f"found AS {'MATERIALIZED' if counted else 'NOT MATERIALIZED'} ({found})"]
    after = "(fit, published_at, id) < (CAST(:fit AS float8), CAST(:at AS timestamptz), CAST(:id AS uuid))"
    page = [*conditions.values(), *([after] if placed else [])]
    parts.append(
        f"page AS (SELECT tenant_id, id, fit, published_at FROM found WHERE {_all(page)}"  # noqa: S608
        " ORDER BY fit DESC, published_at DESC, id DESC LIMIT :most)"
    )
    nothing = "NULL::uuid, NULL::uuid, NULL::float8, NULL::timestamptz"
    told = ["SELECT 'page' AS facet, NULL AS value, 0 AS entries, tenant_id, id, fit, published_at FROM page"]
    if counted:
        told.append(f"SELECT 'matched', NULL, count(*), {nothing} FROM found")  # noqa: S608
        told.append(
            f"SELECT 'total', NULL, count(*), {nothing} FROM found WHERE {_all(conditions.values())}"  # noqa: S608
        )
        for facet in _FACETS:
            others = _all(condition for name, condition in conditions.items() if name != facet.name)
            of = (
                f"found, unnest({facet.column}) AS value"
                if facet.many
                else f"found, CAST({facet.column} AS text) AS value"
            )
            told.append(
                f"(SELECT '{facet.name}', value, count(*), {nothing} FROM {of} WHERE value IS NOT NULL AND {others}"  # noqa: S608
                f" GROUP BY value ORDER BY count(*) DESC, value LIMIT {MOST_COUNTS})"
            )
    return f"WITH {', '.join(parts)} {' UNION ALL '.join(told)}", values


def _page(
    session: Session, asked: Asked, found: str, first: int, after: Place | None, of: Mapping[str, Any] | None = None
) -> _Found:
    counted = after is None
    query, values = statement(asked, found, placed=not counted, counted=counted)
    place = {} if after is None else {"fit": after.fit, "at": after.published_at, "id": after.id}
    rows = session.execute(text(query), {**values, **(of or {}), **place, "most": first + 1}).all()
    places = sorted(
        ((row.fit, row.published_at, row.id, row.tenant_id) for row in rows if row.facet == "page"), reverse=True
    )
    whole = entries_of(session, [(tenant, one) for _, _, one, tenant in places[:first]])
    items: list[EntryTold] = [whole[one] for _, _, one, _ in places[:first]]
    following = Place(*places[first - 1][:3]) if len(places) > first else None
    matched = sum(row.entries for row in rows if row.facet == "matched")
    return _Found(Page(items, following, _facets(rows) if counted else None, resembling=False), matched)


def _facets(rows: Sequence[Any]) -> Facets:
    counts: dict[str, list[Count]] = {facet.name: [] for facet in _FACETS}
    total = 0
    for row in rows:
        if row.facet == "total":
            total = row.entries
        elif row.facet in counts:
            counts[row.facet].append(Count(row.value, row.entries))
    for found in counts.values():
        found.sort(key=lambda count: (-count.entries, count.value))
    return Facets(total, **counts)


def _conditions(asked: Asked) -> tuple[dict[str, str], dict[str, Any]]:
    """Facet → what its chosen values ask of what was found; and the values."""
    conditions: dict[str, str] = {}
    values: dict[str, Any] = {}
    for facet in _FACETS:
        chosen = getattr(asked, facet.name)
        if chosen:
            values[facet.name] = [*chosen]
            asks = f"CAST(:{facet.name} AS {'int[]' if facet.name == 'years' else 'text[]'})"
            conditions[facet.name] = f"{facet.column} && {asks}" if facet.many else f"{facet.column} = ANY ({asks})"
    if asked.rules:
        values["rules"] = [*asked.rules]
        conditions["rules"] = "rules && CAST(:rules AS text[])"
    if asked.bodies:
        values["bodies"] = [*asked.bodies]
        conditions["bodies"] = (
            "tenant_id = current_setting('app.tenant_id')::uuid AND body = ANY (CAST(:bodies AS text[]))"
        )
    return conditions, values


def _all(conditions: Iterable[str]) -> str:
    return " AND ".join(conditions) or "true"
