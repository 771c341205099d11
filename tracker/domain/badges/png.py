"""A badge as PNG, for where no SVG is shown: drawn letter by letter, written by hand."""

from __future__ import annotations

import struct
import zlib
from itertools import product

from tracker.domain.badges.layout import (
    ACCENT,
    BASELINE,
    DARK,
    HEIGHT,
    PADDING,
    ROUND,
    Layout,
    laid_out,
)
from tracker.domain.badges.letters import placed

SIGNATURE = b"\x89PNG\r\n\x1a\n"
WITH_PALETTE = 3
SHADES = 16  # from a field's colour to white
FINE = 4  # parts of a pixel, each way, of which a corner covers some
TOP = BASELINE - 11  # px from above; letters say how far below it they begin


def png_badge(label: str, number: str) -> bytes:
    """The picture. Each pixel is a place in the palette: sixteen shades of each field, then the
    corners of each."""
    layout = laid_out(label, number)
    rows = [bytearray(layout.width) for _ in range(HEIGHT)]
    _write(rows, label, PADDING)
    _write(rows, number, layout.left + PADDING)
    rows = [row[: layout.left] + row[layout.left :].translate(ON_ACCENT) for row in rows]
    _round(rows, layout)
    return _file(layout.width, rows)


ON_ACCENT = bytes((shade + SHADES) % 256 for shade in range(256))


def _write(rows: list[bytearray], text: str, begin: int) -> None:
    for pen, letter in placed(text):
        left = begin + round(pen) + letter.left
        for down, part in enumerate(letter.rows, TOP + letter.top):
            rows[down][left : left + len(part)] = part


def _round(rows: list[bytearray], layout: Layout) -> None:
    for across, down in product(range(ROUND), repeat=2):
        place = 2 * SHADES + ROUND * down + across
        on_accent = place + ROUND**2
        for row in (rows[down], rows[HEIGHT - 1 - down]):
            row[across] = place if layout.left else on_accent
            row[layout.width - 1 - across] = on_accent


def _palette() -> tuple[bytes, bytes]:
    """Colours, and how much of each is seen."""
    fields = [bytes.fromhex(DARK), bytes.fromhex(ACCENT)]
    shades = [_lighter(field, shade) for field in fields for shade in range(SHADES)]
    corners = [_covered(across, down) for down, across in product(range(ROUND), repeat=2)]
    edges = [field for field in fields for _ in corners]
    return b"".join(shades + edges), bytes([255] * len(shades) + 2 * corners)


def _lighter(colour: bytes, shade: int) -> bytes:
    return bytes(part + (255 - part) * shade // (SHADES - 1) for part in colour)


def _covered(across: int, down: int) -> int:
    """How much of a corner's pixel lies within its quarter of a circle, 0-255."""
    inside = sum(
        (ROUND - across - (x + 0.5) / FINE) ** 2 + (ROUND - down - (y + 0.5) / FINE) ** 2
        <= ROUND**2
        for x, y in product(range(FINE), repeat=2)
    )
    return 255 * inside // FINE**2


COLOURS, SEEN = _palette()


def _file(width: int, rows: list[bytearray]) -> bytes:
    head = struct.pack(">IIBBBBB", width, HEIGHT, 8, WITH_PALETTE, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    parts = [
        (b"IHDR", head),
        (b"PLTE", COLOURS),
        (b"tRNS", SEEN),
        (b"IDAT", pixels),
        (b"IEND", b""),
    ]
    return SIGNATURE + b"".join(_part(name, data) for name, data in parts)


def _part(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
