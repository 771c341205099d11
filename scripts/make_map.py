"""Draws static/map/world.svg from world-atlas: python scripts/make_map.py FOLDER

FOLDER is the unpacked npm package world-atlas (countries-110m.json for the shapes,
countries-50m.json for the places of states too small for it). Natural Earth projection,
ids are ISO 3166 alpha-2.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from math import radians
from pathlib import Path
from typing import Any

from babel.core import get_global

WIDTH = 800
SCALE = WIDTH / 5.47  # the projection's own width, -180 to 180 degrees on the equator
TOP, BOTTOM = 83.7, -57.0  # degrees; the ice has no visitors
DOT = 4
NAMELESS = {"Kosovo": "XK", "N. Cyprus": "CY", "Somaliland": "SO"}  # without a number of their own
LEFT_OUT = {"AQ"}

Point = tuple[float, float]
Ring = list[Point]


def main(folder: Path) -> None:
    shapes = countries(json.loads((folder / "countries-110m.json").read_text()))
    small = countries(json.loads((folder / "countries-50m.json").read_text()))
    height = round(y_of(BOTTOM) - y_of(TOP))
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">']
    lines += [drawn(code, rings) for code, rings in sorted(shapes.items())]
    lines += [dot(code, rings) for code, rings in sorted(small.items()) if code not in shapes]
    target = Path(__file__).parents[1] / "static" / "map" / "world.svg"
    target.write_text("\n".join([*lines, "</svg>", ""]))
    sys.stdout.write(f"{target}: {len(shapes)} shapes, {len(lines) - 1 - len(shapes)} dots\n")


def countries(atlas: dict[str, Any]) -> dict[str, list[Ring]]:
    """The outer rings of every country in degrees, by alpha-2 code."""
    arcs = [decoded(arc, atlas["transform"]) for arc in atlas["arcs"]]
    found: dict[str, list[Ring]] = defaultdict(list)
    for geometry in atlas["objects"]["countries"]["geometries"]:
        code = code_of(geometry)
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        if code and code not in LEFT_OUT:
            rings = [joined(polygon[0], arcs) for polygon in polygons]
            found[code] += [part for ring in rings for part in cut(ring)]
    return found


def code_of(geometry: dict[str, Any]) -> str:
    aliases = get_global("territory_aliases").get(str(geometry.get("id", "")), [])
    return next((each for each in aliases if len(each) == 2), "") or NAMELESS.get(
        geometry["properties"]["name"], ""
    )


def decoded(arc: list[list[int]], transform: dict[str, list[float]]) -> Ring:
    """TopoJSON keeps each point as its difference to the one before, in whole steps."""
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append(
            (
                x * transform["scale"][0] + transform["translate"][0],
                y * transform["scale"][1] + transform["translate"][1],
            )
        )
    return points


def joined(indices: list[int], arcs: list[Ring]) -> Ring:
    """One closed ring; a negative index is an arc walked backwards."""
    ring: Ring = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc[1:] if ring else arc
    return ring


def cut(ring: Ring) -> list[Ring]:
    """The ring in parts, where it crosses the date line."""
    whole = unwrapped(ring)
    parts = [
        clipped(clipped([(x + turn, y) for x, y in whole], 180, 1), -180, -1)
        for turn in (-360, 0, 360)
    ]
    return [part for part in parts if len(part) > 2]


def unwrapped(ring: Ring) -> Ring:
    """Longitudes without the leap of 360 degrees."""
    points = ring[:1]
    for x, y in ring[1:]:
        before = points[-1][0]
        points.append((x - 360 * round((x - before) / 360), y))
    return points


def clipped(ring: Ring, limit: float, side: int) -> Ring:
    """What lies on this side of a meridian (side 1: west of it)."""
    kept: Ring = []
    for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
        if (limit - a[0]) * side >= 0:
            kept.append(a)
        if (limit - a[0]) * (limit - b[0]) < 0:
            kept.append((limit, a[1] + (b[1] - a[1]) * (limit - a[0]) / (b[0] - a[0])))
    return kept


def drawn(code: str, rings: list[Ring]) -> str:
    flat = [[projected(point) for point in ring] for ring in rings]
    path = "".join(path_of(ring) for ring in flat)
    x, y = middle(max(flat, key=lambda ring: abs(area(ring))))
    return f'<path id="{code}" data-x="{x:.0f}" data-y="{y:.0f}" d="{path}"/>'


def dot(code: str, rings: list[Ring]) -> str:
    flat = [[projected(point) for point in ring] for ring in rings]
    x, y = middle(max(flat, key=lambda ring: abs(area(ring))))
    return f'<circle id="{code}" cx="{x:.1f}" cy="{y:.1f}" r="{DOT}"/>'


def path_of(ring: Ring) -> str:
    """Whole numbers, relative, without the points that fall together."""
    points = [(round(x), round(y)) for x, y in ring]
    steps = []
    x, y = points[0]
    for to_x, to_y in points[1:-1]:
        if (to_x, to_y) != (x, y):
            steps.append(f"{to_x - x} {to_y - y}")
            x, y = to_x, to_y
    if len(steps) < 2:
        return ""
    return f"M{points[0][0]} {points[0][1]}l" + " ".join(steps).replace(" -", "-") + "z"


def projected(point: Point) -> Point:
    """Natural Earth (Šavrič and others, 2011), in pixels from the top left."""
    longitude, latitude = radians(point[0]), radians(point[1])
    p2 = latitude * latitude
    p4 = p2 * p2
    x = longitude * (
        0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4))
    )
    return WIDTH / 2 + x * SCALE, y_of(point[1]) - y_of(TOP)


def y_of(degrees: float) -> float:
    latitude = radians(degrees)
    p2 = latitude * latitude
    p4 = p2 * p2
    y = latitude * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4)))
    return -y * SCALE


def area(ring: Ring) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs) / 2


def middle(ring: Ring) -> Point:
    """The centre of gravity; of a ring too small for that, the mean of its points."""
    size = area(ring)
    if abs(size) < 0.01:
        return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)
    x = y = 0.0
    for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = a[0] * b[1] - b[0] * a[1]
        x, y = x + (a[0] + b[0]) * cross, y + (a[1] + b[1]) * cross
    return x / (6 * size), y / (6 * size)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
