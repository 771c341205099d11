"""A stylesheet that is written in parts, as one file: a page that had to fetch each of them would
be drawn later."""

from __future__ import annotations

import re
from pathlib import Path

IMPORT = re.compile(rb'^@import "([\w/]+\.css)";\n', re.MULTILINE)


def parts_of(path: Path) -> list[Path]:
    """The file, and those that it imports, in the order in which they count."""
    return [path, *(path.parent / name.decode() for name in IMPORT.findall(path.read_bytes()))]


def whole_sheet(path: Path) -> bytes:
    """The text, with each part in the place of its import."""

    def part(found: re.Match[bytes]) -> bytes:
        return b"\n" + (path.parent / found[1].decode()).read_bytes()

    return IMPORT.sub(part, path.read_bytes())
