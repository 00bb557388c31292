"""Which role a body has in each policy area on a day, and by what: a record, the matrix of its level, or neither."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from policies import AREAS, LEVELS, ROLES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from interlace.reading.view import View


class AreaRole(NamedTuple):
    """A role in an area. `row` is the competence record that says so; without one it is the matrix of the level, or,
    where the matrix is silent too, what is `usual`."""

    area: str
    role: str
    row: int | None
    usual: bool


def roles_of(view: View, body: int) -> Sequence[AreaRole]:
    """The role of an authority in every area; of any other body only what records say of it."""
    sight = view.sight
    level = sight.column("bodies", "level")[body]
    decides = _deciding(view, sight.column("bodies", "code")[body])
    role = sight.column("competences", "role")
    matrix = sight.snapshot.settings.competence_matrix.get(level, {})
    usual = "none" if level == "submunicipal" else "shared"
    return [
        AreaRole(area, role[decides[area]], decides[area], usual=False)
        if area in decides
        else AreaRole(area, matrix.get(area, usual), None, usual=area not in matrix)
        for area in AREAS.ids
        if LEVELS[level].authority or area in decides
    ]


def _deciding(view: View, code: str) -> dict[str, int]:
    """By area, the competence record that decides on the day: the one that began last, of these the strongest role."""
    sight = view.sight
    area, role, begins, ends = (
        sight.column("competences", name) for name in ("area", "role", "valid_from", "valid_to")
    )

    def strength(row: int) -> tuple[bool, date, int]:
        begun: date | None = begins[row]
        return begun is not None, begun or view.as_of, -ROLES.index(role[row])

    decides: dict[str, int] = {}
    for row in sight.rows_where("competences", "body", code):
        live = (begins[row] is None or begins[row] <= view.as_of) and (ends[row] is None or ends[row] >= view.as_of)
        known = decides.get(area[row])
        if live and (known is None or strength(row) > strength(known)):
            decides[area[row]] = row
    return decides
