"""What something is about, as people choose it: areas and principles, of which the cells are the product.

Where areas and principles belong together in another way, the cells are ticked one by one, and those count alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies import AREAS, PRINCIPLES
from web.forms import chosen
from web.languages import say, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from web.forms import Form

ALL = tuple(f"{principle}:{area}" for principle in PRINCIPLES.ids for area in AREAS.ids)


def cells_of(form: Form) -> list[str]:
    """The cells that a form means."""
    exactly = chosen(form, "cells", ALL)
    areas, principles = chosen(form, "areas", AREAS.ids), chosen(form, "principles", PRINCIPLES.ids)
    return exactly or [f"{principle}:{area}" for principle in principles for area in areas]


def check(form: Form, *, required: bool) -> None:
    """Note what is missing of a choice that was begun; `required` asks for one at all."""
    areas, principles = form.texts("areas"), form.texts("principles")
    if form.texts("cells") or not (required or areas or principles):
        return
    if not areas:
        form.wrong("areas", say("Choose one area or more."))
    if not principles:
        form.wrong("principles", say("Choose one principle or more."))


def fields_of(cells: Sequence[str]) -> dict[str, list[str]]:
    """The fields of a form that mean these cells; ticked one by one where they are no product."""
    pairs = [cell.partition(":")[::2] for cell in cells]
    principles = [one for one in PRINCIPLES.ids if any(one == principle for principle, _ in pairs)]
    areas = [one for one in AREAS.ids if any(one == area for _, area in pairs)]
    fields = {"areas": areas, "principles": principles}
    return fields if len(areas) * len(principles) == len(set(cells)) else {**fields, "cells": list(cells)}


def area_choices() -> list[tuple[str, str, str]]:
    """The areas to choose from, each with what it means."""
    return [(area.id, told(area.name), told(area.description)) for area in AREAS]


def principle_choices() -> list[tuple[str, str, str]]:
    """The principles to choose from, each with what it means."""
    return [(principle.id, told(principle.name), told(principle.description)) for principle in PRINCIPLES]
