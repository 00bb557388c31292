"""The commons: what tenants publish to each other by decision of a body and of its tenant, and can take back.

Nothing reaches it but by a publication; withdrawing removes the entry from every answer at once.
"""

from __future__ import annotations

from interlace.commons.deciding import decide, propose, withdraw, withdraw_subject
from interlace.commons.entries import Asked, EntryTold, Page, Place, entry, entry_in
from interlace.commons.kinds import Described, Kind, kind_of, register
from interlace.commons.publications import (
    PublicationPage,
    PublicationTold,
    publication,
    publications,
    standing_of,
    standing_of_all,
)
from interlace.commons.searching import Count, Facets, entries

__all__ = [
    "Asked",
    "Count",
    "Described",
    "EntryTold",
    "Facets",
    "Kind",
    "Page",
    "Place",
    "PublicationPage",
    "PublicationTold",
    "decide",
    "entries",
    "entry",
    "entry_in",
    "kind_of",
    "propose",
    "publication",
    "publications",
    "register",
    "standing_of",
    "standing_of_all",
    "withdraw",
    "withdraw_subject",
]
