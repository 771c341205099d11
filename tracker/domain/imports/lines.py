"""Lines of any file, whatever its ends and however long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

LONGEST = 1 << 20  # bytes of a line that are looked at
BOM = b"\xef\xbb\xbf"


def lines_of(file: IO[bytes], longest: int = LONGEST) -> Iterator[tuple[int, bytes]]:
    """Their numbers from 1, and each with its end ("\\n", whatever it was), so that the last one
    tells whether it is whole. Without a BOM; of one that is too long only the beginning comes, with
    an end."""
    number = 0
    while line := file.readline(longest):
        number += 1
        if number == 1:
            line = line.removeprefix(BOM)
        if line.endswith(b"\n"):
            yield number, line[:-2] + b"\n" if line.endswith(b"\r\n") else line
        elif len(line) < longest - len(BOM):
            yield number, line
        else:
            _skip_rest(file, longest)
            yield number, line + b"\n"


def text_of(line: bytes) -> str:
    """A line that is no UTF-8 is what it was in the years before that."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _skip_rest(file: IO[bytes], longest: int) -> None:
    while (rest := file.readline(longest)) and not rest.endswith(b"\n"):
        pass
