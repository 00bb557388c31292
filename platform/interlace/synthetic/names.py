"""Names of places and bodies, made of syllables: none is meant to be a real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from interlace.synthetic.columns import anyone
from interlace.synthetic.shape import Level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from interlace.synthetic.columns import Random, Rows

# All begin with a consonant other than h, so that the French « de » is right before each of them.
_FIRST = (
    "Ba", "Bre", "Cal", "Dor", "Dru", "Fal", "Gre", "Jo", "Ka", "Lin", "Mer",
    "Mol", "No", "Pel", "Quo", "Ris", "Sa", "Tri", "Tul", "Vas", "Ven", "Zo",
)  # fmt: skip
_MIDDLE = (
    "", "", "ba", "da", "go", "la", "lo", "mi", "na", "no", "ra", "ri", "ro", "sa", "ta", "ve", "vi", "zu",
)  # fmt: skip
_LAST = (
    "bek", "don", "dra", "fell", "gard", "ka", "lin", "mar", "mond",
    "nau", "pol", "ra", "rin", "stal", "tor", "va", "vel", "zen",
)  # fmt: skip

_BODY_NAMES: Mapping[Level, Sequence[tuple[str, str]]] = {
    Level.NATIONAL: (("Republic of {}", "République de {}"),),
    Level.REGIONAL: (("Region of {}", "Région de {}"),),
    Level.INTERMEDIATE: (("District of {}", "District de {}"),),
    Level.LOCAL: (("{}", "{}"),),
    Level.SUBMUNICIPAL: (("Borough of {}", "Arrondissement de {}"),),
    Level.CIVIL_SOCIETY: (
        ("{} Welcome Association", "Association d’accueil de {}"),
        ("{} Mediators", "Médiateurs de {}"),
        ("{} Language Café", "Café des langues de {}"),
        ("{} Women’s Circle", "Cercle des femmes de {}"),
        ("{} Youth Forum", "Forum des jeunes de {}"),
        ("{} House of Cultures", "Maison des cultures de {}"),
    ),
}


def place_names(count: int, random: Random) -> pl.Series:
    """So many invented place names; a few places share one, as they do everywhere."""
    name = pl.Series([""] * count, dtype=pl.String)
    for syllables in (_FIRST, _MIDDLE, _LAST):
        name = name + pl.Series(syllables).gather(anyone(random, np.arange(len(syllables)), count))
    return name


def body_names(place: pl.Series, level: Rows, random: Random) -> tuple[pl.Series, pl.Series]:
    """The English and French names of authorities and civil-society bodies, level by level as bodies stand."""
    english, french = [], []
    for kind, patterns in _BODY_NAMES.items():
        rows = np.flatnonzero(level == kind)
        pattern = anyone(random, np.arange(len(patterns)), len(rows))
        english.append(filled([first for first, _ in patterns], pattern, place.gather(rows)))
        french.append(filled([second for _, second in patterns], pattern, place.gather(rows)))
    return pl.concat(english), pl.concat(french)


def filled(patterns: Sequence[str], pattern: Rows, value: pl.Series) -> pl.Series:
    """Each value in the pattern that was chosen for it, in the place of `{}`."""
    before, after = zip(*(text.split("{}") for text in patterns), strict=True)
    head = pl.Series(before, dtype=pl.String).gather(pattern)
    return head + value + pl.Series(after, dtype=pl.String).gather(pattern)
