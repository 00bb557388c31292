"""Who is competent for what: a matrix by level, and rows for bodies that differ from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from interlace.synthetic.columns import OPEN, anyone, chance, dates, day, distinct, drawn, table
from interlace.synthetic.shape import Level
from policies import AREAS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from interlace.synthetic.bodies import Bodies
    from interlace.synthetic.columns import Random, Rows

#: For each area the roles of national, regional, intermediate, local and submunicipal authorities:
#: l lead, s shared, a advisory, n none.
_ROLES_BY_AREA: Mapping[str, str] = {
    "governance": "ssasn",
    "anti_discrimination": "lssan",
    "education": "slssn",
    "housing": "sslsn",
    "public_space": "naala",
    "public_services": "sssls",
    "health_social_care": "slssn",
    "business_employment": "lssan",
    "culture_sport": "ssals",
    "religion_interfaith": "saasn",
    "mediation": "nasls",
    "security_justice": "laasn",
    "languages": "lsasn",
    "media": "lanan",
    "international": "lanan",
    "intercultural_competence": "sssan",
    "welcoming": "sasls",
    "participation": "asals",
    "civil_society": "ssass",
    "specific_groups": "sssan",
}
_ROLE_OF = {"l": "lead", "s": "shared", "a": "advisory", "n": "none"}
_MATRIX_LEVELS = ("national", "regional", "intermediate", "local", "submunicipal")
_ROLES_DRAWN: Mapping[str | None, float] = {"lead": 0.25, "shared": 0.4, "advisory": 0.2, "none": 0.15}

MATRIX: Mapping[str, Mapping[str, str]] = {
    level: {area: _ROLE_OF[roles[rank]] for area, roles in _ROLES_BY_AREA.items()}
    for rank, level in enumerate(_MATRIX_LEVELS)
}


def competence_table(bodies: Bodies, random: Random) -> pl.DataFrame:
    """Rows for all regions and districts and some municipalities; some roles changed on a day."""
    body, area = _drawn_areas(bodies, random)
    kept = distinct(body, area)
    body, area = body[kept], area[kept]
    count = len(body)
    start = np.where(chance(random, 0.45, count), _new_years(random, 2012, 2020, count), OPEN)
    changed = np.flatnonzero(chance(random, 0.06, count))
    change = _new_years(random, 2022, 2027, len(changed))
    end = np.full(count, OPEN)
    end[changed] = change - 1
    after = np.where(chance(random, 0.9, len(changed)), OPEN, day(2030, 12, 31))
    year = random.integers(1990, 2021, count + len(changed)).astype(str)
    return table(
        "competences",
        {
            "body": bodies.code.gather(np.concatenate([body, body[changed]])),
            "area": pl.Series(AREAS.ids).gather(np.concatenate([area, area[changed]])),
            "role": drawn(random, _ROLES_DRAWN, count + len(changed)),
            "valid_from": dates(np.concatenate([start, change])),
            "valid_to": dates(np.concatenate([end, after])),
            "legal_basis": "Act of " + pl.Series(year) + " (invented)",
        },
    )


def _drawn_areas(bodies: Bodies, random: Random) -> tuple[Rows, Rows]:
    upper = np.concatenate([bodies.rows(Level.REGIONAL), bodies.rows(Level.INTERMEDIATE)])
    local = bodies.rows(Level.LOCAL)
    some = local[chance(random, 0.2, len(local))]
    left = max(0, round(bodies.shape.competences * 0.98) - 8 * len(upper)) if len(some) else 0
    body = np.concatenate([np.repeat(upper, 8), anyone(random, some, left)])
    return body, random.integers(0, len(AREAS.ids), len(body))


def _new_years(random: Random, first: int, last: int, count: int) -> Rows:
    """First days of years, drawn."""
    days = np.array([day(year) for year in range(first, last + 1)])
    return random.choice(days, count)
