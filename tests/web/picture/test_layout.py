"""Where the bodies of a picture stand: apart from each other, each in the band of its level, below its parent."""

from __future__ import annotations

import random

import pytest

from web.picture.labels import LONGEST, MOST_LINES, label
from web.picture.layout import COLUMN, NOBODY, Layout, Placed, lay_out

NETWORK, CIVIL_SOCIETY = 6, 5
ORDER = [0, 1, 2, 3, 4, NETWORK, CIVIL_SOCIETY]


def random_tree(seed: int) -> list[Placed]:
    """Bodies in depth-first order, as a picture has them."""
    chance = random.Random(seed)
    placed: list[Placed] = []

    def grow(parent: int, level: int) -> None:
        own = len(placed)
        placed.append(Placed(parent, level, chance.randint(1, 3)))
        if level < 4:
            for _ in range(chance.choice([0, 0, 1, 3, 12] if level else [7])):
                grow(own, chance.randint(level + 1, min(level + 2, 4)))
        placed.extend(Placed(own, CIVIL_SOCIETY, 2) for _ in range(chance.choice([0, 0, 1, 4])))

    grow(NOBODY, 0)
    return [*placed, *(Placed(NOBODY, NETWORK, 3) for _ in range(chance.randint(0, 20)))]


def overlapping(placed: list[Placed], layout: Layout) -> list[tuple[int, int]]:
    """Pairs of bodies in one column whose names touch."""
    found = []
    for one, (x, y) in enumerate(layout.spots):
        for other, (other_x, other_y) in enumerate(layout.spots[:one]):
            least = (placed[one].height + placed[other].height) / 2
            if x == other_x and abs(y - other_y) < least - 1e-6:
                found.append((other, one))
    return found


@pytest.mark.parametrize("seed", range(12))
def test_names_stay_apart_and_each_body_stands_in_its_band(seed: int) -> None:
    placed = random_tree(seed)
    layout = lay_out(placed, ORDER, alone=NETWORK)
    assert layout == lay_out(placed, ORDER, alone=NETWORK)
    assert overlapping(placed, layout) == []
    bands = {band.level: band for band in layout.bands}
    for one, (x, y) in zip(placed, layout.spots, strict=True):
        band = bands[one.level]
        assert band.top < y - one.height / 2 < y + one.height / 2 <= band.top + band.height
        assert 0 < x < layout.width
    assert layout.width <= 9 * COLUMN


@pytest.mark.parametrize("seed", range(4))
def test_lines_lead_from_each_parent_to_each_child(seed: int) -> None:
    placed = random_tree(seed)
    layout = lay_out(placed, ORDER, alone=NETWORK)
    assert [line.end for line in layout.lines] == [index for index, one in enumerate(placed) if one.parent != NOBODY]
    for line in layout.lines:
        assert (line.points[0], line.points[-1]) == (layout.spots[line.start], layout.spots[line.end])
        straight = zip(line.points, line.points[1:], strict=False)
        assert all(x == other_x or y == other_y for (x, y), (other_x, other_y) in straight)
    for index, way in layout.from_parent.items():
        assert (way[0], way[-1]) == (layout.spots[placed[index].parent], layout.spots[index])


def test_one_body_alone_and_a_country_of_networks_are_laid_out_too() -> None:
    assert len(lay_out([Placed(NOBODY, 3, 1)], ORDER, alone=NETWORK).spots) == 1
    networks = [Placed(NOBODY, NETWORK, 3) for _ in range(40)]
    assert overlapping(networks, lay_out(networks, ORDER, alone=NETWORK)) == []


def test_a_long_name_keeps_its_first_and_its_last_words() -> None:
    assert label("Lisboa") == ("Lisboa",)
    long = label("Comunidade Intermunicipal das Beiras e Serra da Estrela")
    assert long == ("Comunidade", "… das Beiras e", "Serra da Estrela")
    assert label("Norte (região de planeamento)", "▸ 43")[-1] == "planeamento) ▸ 43"
    for name in ("x" * 500, "a b c d e f g h " * 30, "Wasserstraßen- und Schifffahrtsverwaltung des Bundes", ""):
        lines = label(name, "▸ 12,345")
        assert len(lines) <= MOST_LINES
        assert all(len(line) <= LONGEST + 3 for line in lines)
        assert lines[-1].endswith("▸ 12,345")
