"""A person's picture, drawn from a digest of the name and nothing else: always the same one."""

from __future__ import annotations

import hashlib

TONES = (  # white is 4.5:1 on each
    "#0b7a5b",
    "#5b54a4",
    "#a3572b",
    "#1f6f9f",
    "#9b3f72",
    "#5c6b1f",
    "#8a4b9c",
    "#2f6f73",
    "#b0413e",
    "#4a63b0",
    "#7a5c14",
    "#56656f",
)
ROWS = 5
HALF = 3  # columns; the others are their mirror image
CELL, EDGE = 8, 15
FEWEST, MOST = 4, 11  # cells of a half; fewer or more would show nothing


def digest_of(name_key: str) -> str:
    """What a picture is drawn from: 16 hexadecimal digits, the same for every spelling."""
    return hashlib.sha256(name_key.encode()).hexdigest()[:16]


def draw(digest: str) -> str:
    """The picture as SVG, 70 px square; a circle may be cut from it."""
    number = int(digest, 16)
    number, tone = divmod(number, len(TONES))
    cells = number % 2 ** (ROWS * HALF)
    if not FEWEST <= cells.bit_count() <= MOST:
        cells ^= 0b101_010_101_010_101
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 70 70" width="70" height="70">'
        f'<path fill="{TONES[tone]}" d="M0 0h70v70H0z"/>'
        f'<path fill="#fff" shape-rendering="crispEdges" d="{_pattern(cells)}"/></svg>'
    )


def _pattern(cells: int) -> str:
    drawn = []
    for row in range(ROWS):
        for column in range(2 * HALF - 1):
            half = min(column, 2 * HALF - 2 - column)
            if cells >> (row * HALF + half) & 1:
                drawn.append(f"M{EDGE + column * CELL} {EDGE + row * CELL}h8v8h-8z")
    return "".join(drawn)
