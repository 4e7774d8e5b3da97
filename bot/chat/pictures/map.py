"""The map of a period: regions shaded by their number of incidents. Pure."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
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
    ZOOM,
    Canvas,
    fitted,
    shade,
)
from bot.chat.pictures.outlines import COARSEST, Place, outlines

_HEIGHT: Final = 640
_HEAD: Final = 100
_LEAST_SPAN: Final = 6.0
"""Degrees of latitude that a map shows at least."""
_EVERYWHERE: Final = ((45.0, 24.0), (60.0, 56.0))
"""South-west and north-east corner of a map without incidents."""
_SHOWN_NUMBERS: Final = 24
_EDGE: Final = 4.0
"""Units around the picture in which a border still reaches into it."""

_STRAY: Final = 3.0
"""How far a rough line may run from the fine one, in its own detail: a degree of longitude is not equally long
at both ends of a line."""
_LEFT, _RIGHT, _ABOVE, _BELOW = 1, 2, 4, 8

Point = tuple[float, float]
Project = Callable[[float, float], Point]


@dataclass(frozen=True, slots=True)
class Map:
    """All that a map shows: numbers and middles (latitude, longitude) by code, and the codes to have on it."""

    title: str
    subtitle: str
    counts: Mapping[str, int]
    middles: Mapping[str, Place]
    around: frozenset[str]


@dataclass(frozen=True, slots=True)
class _View:
    """How places become points of the picture, and how many units a degree of latitude is long."""

    project: Project
    degree: float


@dataclass(frozen=True, slots=True)
class _Line:
    """A line on the picture: its points as path data has them, and the sides beyond which all of it lies."""

    points: Sequence[str]
    beyond: int


def draw_map(shown: Map) -> Canvas:
    """The regions around what happened, with the numbers on them."""
    canvas = Canvas(_HEIGHT)
    view = _fitted(shown)
    _regions(canvas, _lines(view), shown.counts)
    largest = sorted(shown.counts.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN_NUMBERS]
    for code, count in largest:
        if code in shown.middles:
            x, y = view.project(*shown.middles[code])
            _number(canvas, x, y, count)
    canvas.box(0, 0, WIDTH, _HEAD, BACKGROUND)
    canvas.title(MARGIN + 24, shown.title)
    canvas.text(MARGIN, MARGIN + 60, fitted(shown.subtitle, 21, WIDTH - 2 * MARGIN), size=21, colour=FAINT)
    return canvas


def _regions(canvas: Canvas, lines: Sequence[_Line], counts: Mapping[str, int]) -> None:
    """What is near the picture, each border once: drawing them is half of what a map costs."""
    most = max([*counts.values(), 1])
    plain: set[int] = set()
    strong: set[int] = set()
    for code, rings in outlines().regions.items():
        count = counts.get(code, 0)
        near = [ring for ring in rings if not _beyond(ring, lines)]
        canvas.shape(
            "".join(_closed(ring, lines) for ring in near),
            shade(0.3 + 0.7 * (count / most) ** 0.6) if count else PANEL,
        )
        (strong if count else plain).update(max(number, ~number) for ring in near for number in ring)
    canvas.border(_open(plain - strong, lines), LINE, faint=True)
    canvas.border(_open(strong, lines), BACKGROUND)


def _number(canvas: Canvas, x: float, y: float, count: int) -> None:
    text = str(count)
    width = 16 + 13 * len(text)
    canvas.box(x - width / 2 - 2.5, y - 17.5, width + 5, 35, WARM, round_by=17.5)
    canvas.box(x - width / 2, y - 15, width, 30, BACKGROUND, round_by=15)
    canvas.text(x, y + 7, text, size=20, colour=INK, anchor="middle", bold=True)


def _lines(view: _View) -> list[_Line]:
    """All lines, rough ones where they are too far away to be seen."""
    edge = _EDGE + _STRAY * COARSEST * view.degree
    lines = []
    for rough, fine in zip(outlines(COARSEST).lines, outlines(1 / (ZOOM * view.degree)).lines, strict=True):
        line = _line(rough, view.project, edge)
        lines.append(line if line.beyond else _line(fine, view.project, _EDGE))
    return lines


def _line(places: Iterable[Place], project: Project, edge: float) -> _Line:
    """A line without the points that change nothing, as those before and after lie beyond the same side."""
    points = [project(*place) for place in places]
    sides = [_sides(x, y, edge) for x, y in points]
    around = zip([0, *sides[:-1]], sides, [*sides[1:], 0], strict=True)
    kept = [
        f"{x:.1f} {y:.1f}"
        for (x, y), (before, here, after) in zip(points, around, strict=True)
        if not before & here & after
    ]
    return _Line(kept, reduce(and_, sides))


def _sides(x: float, y: float, edge: float) -> int:
    """The sides of the picture beyond which a point lies."""
    found = _LEFT if x < -edge else _RIGHT if x > WIDTH + edge else 0
    return found | (_ABOVE if y < _HEAD - edge else _BELOW if y > _HEIGHT + edge else 0)


def _beyond(ring: Iterable[int], lines: Sequence[_Line]) -> int:
    """The sides of the picture beyond which all of a ring lies."""
    return reduce(and_, (lines[max(number, ~number)].beyond for number in ring))


def _closed(ring: Iterable[int], lines: Sequence[_Line]) -> str:
    """Path data of a ring."""
    points: list[str] = []
    for number in ring:
        along = lines[number].points if number >= 0 else lines[~number].points[::-1]
        points += along[1:] if points else along
    return "M" + "L".join(points) + "Z"


def _open(numbers: Iterable[int], lines: Sequence[_Line]) -> str:
    """Path data of borders; empty for those that do not come near the picture."""
    near = (lines[number] for number in sorted(numbers))
    return "".join("M" + "L".join(line.points) for line in near if not line.beyond)


def _fitted(shown: Map) -> _View:
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

    return _View(project, scale * math.radians(1))


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
