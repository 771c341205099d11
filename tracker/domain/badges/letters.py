"""The letters of badges: how wide each is, and its pixels, where a picture has no other letters.

data/letters.txt has Latin ones of DejaVu Sans at 11 pixels, which is as wide as Verdana; a line
each: the code point, the width, where its pixels begin (right of the pen, below the line above),
how many stand in a row, and how dense each is (0-f)."""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).parents[1] / "data" / "letters.txt"
UNKNOWN = 11.0  # px, of what the file lacks: as wide as letters of East Asia are
STAND_IN = "?"


class Letter(NamedTuple):
    """`rows`: the density of each pixel, 0-15, a byte each."""

    width: float
    left: int
    top: int
    rows: tuple[bytes, ...]


def width_of(text: str) -> float:
    """In pixels, drawn by a program that has all letters."""
    known = letters()
    return sum(known[each].width if each in known else UNKNOWN for each in text)


def placed(text: str) -> list[tuple[float, Letter]]:
    """Its letters, each with where the pen stands then. What there are no pixels for is drawn
    without its marks, or stands as a question mark."""
    known = letters()
    drawn = [known[_drawable(each)] for each in text]
    pens = accumulate((each.width for each in drawn), initial=0.0)
    return list(zip(pens, drawn, strict=False))


def _drawable(letter: str) -> str:
    while letter not in letters():
        parts = [part for part in unicodedata.decomposition(letter).split() if part[0] != "<"]
        if not parts:
            return STAND_IN
        letter = chr(int(parts[0], 16))
    return letter


@cache
def letters() -> dict[str, Letter]:
    """Read once a process."""
    lines = _FILE.read_text("ascii").splitlines()
    return dict(_letter(line.split()) for line in lines if not line.startswith("#"))


def _letter(parts: list[str]) -> tuple[str, Letter]:
    point, width, left, top, size, dense = parts
    across = int(size) or 1
    pixels = bytes(int(each, 16) for each in dense.replace("-", ""))
    rows = tuple(pixels[at : at + across] for at in range(0, len(pixels), across))
    return chr(int(point, 16)), Letter(float(width), int(left), int(top), rows)
