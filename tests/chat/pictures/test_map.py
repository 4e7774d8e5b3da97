"""Outlines with as many points as a scale shows, and the regions of a map drawn from them."""

import math
import re
from itertools import pairwise

import pytest

from bot.chat.pictures.canvas import BACKGROUND, LINE, PANEL, WIDTH
from bot.chat.pictures.map import Map, draw_map
from bot.chat.pictures.outlines import COARSEST, FINEST, losses, outlines

MIDDLES = {"RU-MOW": (55.75, 37.6), "RU-BEL": (50.8, 37.4), "RU-SAK": (50.0, 143.0)}


def shapes(svg: str) -> list[str]:
    return re.findall(r'<path d="([^"]*)" fill="#', svg)


def borders(svg: str, colour: str) -> str:
    return "".join(re.findall(rf'<path d="([^"]*)" fill="none" stroke="{colour}"', svg))


def test_each_point_is_worth_how_far_the_line_runs_from_it_without_it() -> None:
    # On the equator, where both degrees are as long.
    line = [(0.0, 0.0), (0.1, 1.0), (0.0, 2.0), (2.0, 3.0), (0.0, 4.0)]

    assert losses(line)[0] == losses(line)[-1] == math.inf
    assert losses(line)[3] == 2
    assert 0 < losses(line)[1] < losses(line)[2] < 2


def test_no_point_is_worth_more_than_one_that_must_stand_before_it() -> None:
    # A needle across the line between its end and the farthest point.
    line = [(0.0, 0.0), (1.0, 1.0), (-3.0, 1.1), (0.0, 4.0)]

    assert losses(line)[1] <= losses(line)[2]


def test_of_a_closed_line_the_farthest_point_stays() -> None:
    assert losses([(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0)])[2] == math.inf


@pytest.mark.parametrize("detail", [FINEST, 4 * FINEST, 1000.0])
def test_what_is_left_out_changes_no_ends_and_less_than_the_detail(detail: float) -> None:
    whole, thinned = outlines(), outlines(detail)

    assert thinned.regions == whole.regions
    assert sum(map(len, thinned.lines)) < sum(map(len, whole.lines))
    for line, left in zip(whole.lines, thinned.lines, strict=True):
        assert (left[0], left[-1]) == (line[0], line[-1])
        further = iter(line)
        assert all(point in further for point in left)
        assert len(left) > 2 or line[0] != line[-1]
    # Twice: a degree of longitude is not equally long all along a line.
    line, left = max(zip(whole.lines, thinned.lines, strict=True), key=lambda both: len(both[0]))
    shrink = math.cos(math.radians(line[0][0]))
    assert all(_away(point, left, shrink) <= 2 * min(detail, COARSEST) for point in line)


def _away(point: tuple[float, float], line: tuple[tuple[float, float], ...], shrink: float) -> float:
    at, *flat = (complex(longitude * shrink, latitude) for latitude, longitude in (point, *line))
    found = []
    for start, end in pairwise(flat):
        way = end - start
        share = ((at - start) * way.conjugate()).real / abs(way) ** 2
        found.append(abs(at - start - way * max(0.0, min(1.0, share))))
    return min(found)


def test_a_map_of_one_region_draws_only_what_is_near() -> None:
    svg = draw_map(Map("", "", {"RU-BEL": 1}, MIDDLES, frozenset({"RU-BEL"}))).svg()

    assert 5 < len(shapes(svg)) < 40
    assert len(svg) < 60_000


def test_a_border_is_drawn_once_and_that_of_a_counted_region_in_the_dark_colour() -> None:
    none = draw_map(Map("", "", {}, MIDDLES, frozenset({"RU-BEL"}))).svg()
    one = draw_map(Map("", "", {"RU-BEL": 1}, MIDDLES, frozenset({"RU-BEL"}))).svg()

    assert not borders(none, BACKGROUND)
    assert sorted((borders(one, BACKGROUND) + borders(one, LINE)).split("M")[1:]) == sorted(
        borders(none, LINE).split("M")[1:]
    )


def test_points_far_outside_are_left_out_and_the_picture_is_filled_all_the_same() -> None:
    """The land around a region far inside it covers the whole picture: no gap opens at its edges."""
    shown = Map("", "", {}, MIDDLES | {"RU-TOM": (58.5, 82.0)}, frozenset({"RU-TOM"}))
    svg = draw_map(shown).svg()
    rings = [
        [tuple(map(float, point.split())) for point in ring.strip("MZ").split("L")]
        for path in shapes(svg)
        for ring in re.findall(r"M[^Z]*Z", path)
    ]

    assert f'fill="{PANEL}"' in svg
    for x in range(20, WIDTH, 120):
        for y in range(140, 640, 120):
            assert sum(_holds(ring, x + 0.5, y + 0.5) for ring in rings) % 2


def _holds(ring: list[tuple[float, ...]], x: float, y: float) -> bool:
    inside = False
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (ay > y) != (by > y):
            inside ^= x < (bx - ax) * (y - ay) / (by - ay) + ax
    return inside
