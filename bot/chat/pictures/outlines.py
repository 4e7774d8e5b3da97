"""Outlines of regions, with as many points as a scale shows. Pure.

They are Natural Earth's (public domain), simplified once by `seeds/regions/build_outlines.py`. They are there
to find one's way; where a border runs is that source's view.
"""

import gzip
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

FINEST: Final = 0.016
"""Degrees of latitude: what is smaller is always drawn as it is stored."""
_DOUBLED: Final = 5
COARSEST: Final = FINEST * 2**_DOUBLED
"""Still enough to tell where a region is."""

Place = tuple[float, float]
"""Latitude and longitude in degrees; what lies beyond the 180th is drawn east of it."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """Lines, and by its code the rings of each region: the numbers of the lines along it.

    `~number` is a line backwards. Neighbours share a line: whatever is done to it leaves no gap between them.
    """

    lines: tuple[tuple[Place, ...], ...]
    regions: Mapping[str, tuple[tuple[int, ...], ...]]


def outlines(detail: float = 0.0) -> Outlines:
    """Without the points of which nobody misses any that sees no less than *detail* degrees of latitude."""
    return _at(min(_DOUBLED, math.floor(math.log2(detail / FINEST))) if detail >= FINEST else None)


def warm() -> None:
    """Have all of them ready: that takes 0.2 s, which the first map of its scale would wait."""
    for doubled in (None, *range(_DOUBLED + 1)):
        _at(doubled)


@cache
def _at(doubled: int | None) -> Outlines:
    stored = _stored()
    if doubled is None:
        return stored
    least = FINEST * 2**doubled
    thinned = (
        tuple(point for point, lost in zip(line, losses, strict=True) if lost > least)
        for line, losses in zip(stored.lines, _losses(), strict=True)
    )
    return Outlines(tuple(thinned), stored.regions)


@cache
def _stored() -> Outlines:
    packed = (resources.files(__package__) / "outlines.json.gz").read_bytes()
    read = json.loads(gzip.decompress(packed))
    lines = tuple(_walked(steps, read["units"]) for steps in read["arcs"])
    return Outlines(lines, {code: tuple(map(tuple, rings)) for code, rings in read["regions"].items()})


def _walked(steps: Sequence[int], units: int) -> tuple[Place, ...]:
    x = y = 0
    points = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((y / units, x / units + (360 if x < 0 else 0)))
    return tuple(points)


@cache
def _losses() -> tuple[tuple[float, ...], ...]:
    return tuple(map(losses, _stored().lines))


def losses(line: Sequence[Place]) -> tuple[float, ...]:
    """How far, in degrees of latitude, a line runs from each point without it and all that matter less.

    The ends stay whatever happens, and of a closed line the point farthest from them. (Douglas and Peucker's
    way, for all scales at once.)
    """
    # A degree of longitude is as long as it is there.
    shrink = math.cos(math.radians(line[0][0]))
    flat = [complex(longitude * shrink, latitude) for latitude, longitude in line]
    lost = [math.inf] * len(line)
    spans = [(0, len(line) - 1, math.inf)]
    if line[0] == line[-1]:
        far = max(range(len(line)), key=lambda index: abs(flat[index] - flat[0]))
        spans = [(0, far, math.inf), (far, len(line) - 1, math.inf)]
    while spans:
        first, last, most = spans.pop()
        if last - first < 2:
            continue
        start, way = flat[first], flat[last] - flat[first]
        length = abs(way)
        # Turned so that the span lies along the real axis: what is imaginary then is the way to it.
        turned = way.conjugate() / length if length else 0j
        farthest, distance = first + 1, -1.0
        for index in range(first + 1, last):
            moved = flat[index] - start
            along = moved * turned
            if 0 <= along.real <= length and length:
                away = abs(along.imag)
            else:
                away = min(abs(moved), abs(moved - way))
            if away > distance:
                farthest, distance = index, away
        lost[farthest] = least = min(most, distance)
        spans += [(first, farthest, least), (farthest, last, least)]
    return tuple(lost)
