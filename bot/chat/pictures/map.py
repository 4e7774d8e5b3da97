"""The map of a period: regions shaded by their number of incidents. Pure.

Outlines are Natural Earth's (public domain), simplified once by `seeds/regions/build_outlines.py`. They are
there to find one's way; where a border runs is that source's view.
"""

import gzip
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

from bot.chat.pictures.canvas import (
    BACKGROUND,
    FAINT,
    INK,
    LINE,
    MARGIN,
    PANEL,
    WARM,
    WIDTH,
    Canvas,
    fitted,
    shade,
)

_HEIGHT: Final = 640
_HEAD: Final = 100
_LEAST_SPAN: Final = 6.0
"""Degrees of latitude that a map shows at least."""
_EVERYWHERE: Final = ((45.0, 24.0), (60.0, 56.0))
"""South-west and north-east corner of a map without incidents."""
_SHOWN_NUMBERS: Final = 24
_SAMPLES: Final = 48
"""Points of a ring that tell whether it comes near the picture: even Yakutia's are closer than `_NEAR` then."""
_NEAR: Final = 400
"""Units around the picture."""

Point = tuple[float, float]
Project = Callable[[float, float], Point]


@dataclass(frozen=True, slots=True)
class Map:
    """All that a map shows: numbers and middles (latitude, longitude) by code, and the codes to have on it."""

    title: str
    subtitle: str
    counts: Mapping[str, int]
    middles: Mapping[str, Point]
    around: frozenset[str]


@lru_cache(maxsize=1)
def outlines() -> dict[str, tuple[tuple[Point, ...], ...]]:
    """Code -> rings of (latitude, longitude)."""
    packed = (resources.files(__package__) / "outlines.json.gz").read_bytes()
    stored = json.loads(gzip.decompress(packed))
    arcs = [_walked(steps, stored["units"]) for steps in stored["arcs"]]
    return {code: tuple(_ring(arcs, ring) for ring in rings) for code, rings in stored["regions"].items()}


def _walked(steps: list[int], units: int) -> list[Point]:
    x = y = 0
    points = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        # What lies beyond the 180th degree is drawn east of it.
        points.append((y / units, x / units + (360 if x < 0 else 0)))
    return points


def _ring(arcs: list[list[Point]], indexes: list[int]) -> tuple[Point, ...]:
    ring: list[Point] = []
    for index in indexes:
        points = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += points[1:] if ring else points
    return tuple(ring)


def draw_map(shown: Map) -> Canvas:
    """The regions around what happened, with the numbers on them."""
    canvas = Canvas(_HEIGHT)
    project = _fitted(shown)
    most = max([*shown.counts.values(), 1])
    for code, rings in outlines().items():
        count = shown.counts.get(code, 0)
        fill = shade(0.3 + 0.7 * (count / most) ** 0.6) if count else PANEL
        if path := _path(rings, project):
            canvas.outline(path, fill=fill, stroke=LINE if not count else BACKGROUND)
    largest = sorted(shown.counts.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN_NUMBERS]
    for code, count in largest:
        if code in shown.middles:
            x, y = project(*shown.middles[code])
            _number(canvas, x, y, count)
    canvas.box(0, 0, WIDTH, _HEAD, BACKGROUND)
    canvas.text(MARGIN, MARGIN + 24, fitted(shown.title, 32, WIDTH - 2 * MARGIN), size=32, bold=True)
    canvas.text(MARGIN, MARGIN + 60, fitted(shown.subtitle, 21, WIDTH - 2 * MARGIN), size=21, colour=FAINT)
    return canvas


def _number(canvas: Canvas, x: float, y: float, count: int) -> None:
    text = str(count)
    width = 16 + 13 * len(text)
    canvas.box(x - width / 2 - 2.5, y - 17.5, width + 5, 35, WARM, round_by=17.5)
    canvas.box(x - width / 2, y - 15, width, 30, BACKGROUND, round_by=15)
    canvas.text(x, y + 7, text, size=20, colour=INK, anchor="middle", bold=True)


def _path(rings: Iterable[Sequence[Point]], project: Project) -> str:
    """Path data of what comes near the picture; empty for what does not."""
    parts = []
    for ring in rings:
        samples = ring[:: len(ring) // _SAMPLES + 1]
        if any(_near(*project(*point)) for point in samples):
            points = [project(*point) for point in ring]
            parts.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return "".join(parts)


def _near(x: float, y: float) -> bool:
    return -_NEAR <= x <= WIDTH + _NEAR and -_NEAR <= y <= _HEIGHT + _NEAR


def _fitted(shown: Map) -> Project:
    """A projection that fills the picture with the middles of the regions to show."""
    wanted = [shown.middles[code] for code in shown.around if code in shown.middles]
    if not wanted:
        wanted = list(_EVERYWHERE)
    latitudes, longitudes = [p[0] for p in wanted], [p[1] for p in wanted]
    middle = ((min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2)
    albers = _albers(middle, min(latitudes), max(latitudes))
    placed = [albers(*point) for point in wanted]
    pad = math.radians(1.6)
    left, right = min(x for x, _ in placed) - pad, max(x for x, _ in placed) + pad
    bottom, top = min(y for _, y in placed) - pad, max(y for _, y in placed) + pad
    least = math.radians(_LEAST_SPAN)
    free = _HEIGHT - _HEAD
    scale = min(WIDTH / max(right - left, least), free / max(top - bottom, least))
    x0, y0 = (left + right) / 2, (bottom + top) / 2

    def project(latitude: float, longitude: float) -> Point:
        x, y = albers(latitude, longitude)
        return WIDTH / 2 + (x - x0) * scale, _HEAD + free / 2 - (y - y0) * scale

    return project


def _albers(middle: Point, south: float, north: float) -> Project:
    """Albers' equal-area conic projection: what is as large as another looks as large."""
    span = max(north - south, 4.0)
    first, second = math.radians(south + span / 6), math.radians(south + span * 5 / 6)
    n = (math.sin(first) + math.sin(second)) / 2
    c = math.cos(first) ** 2 + 2 * n * math.sin(first)
    rho_0 = math.sqrt(c - 2 * n * math.sin(math.radians(middle[0]))) / n

    def project(latitude: float, longitude: float) -> Point:
        rho = math.sqrt(max(0.0, c - 2 * n * math.sin(math.radians(latitude)))) / n
        theta = n * math.radians(longitude - middle[1])
        return rho * math.sin(theta), rho_0 - rho * math.cos(theta)

    return project
