"""Lines of any file, whatever its ends and however long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

LONGEST = 1 << 20  # bytes of a line that are looked at
AT_ONCE = 1 << 17  # bytes that are parted together
BOM = b"\xef\xbb\xbf"

Part = tuple[int, list[bytes], bool]


def lines_of(file: IO[bytes], longest: int = LONGEST) -> Iterator[tuple[int, bytes]]:
    """Their numbers from 1, and each with its end ("\\n", whatever it was), so that the last one
    tells whether it is whole. Without a BOM; of one that is too long only the beginning comes, with
    an end."""
    for first, lines, are_whole in parts_of(file, longest):
        end = b"\n" if are_whole else b""
        for number, line in enumerate(lines, first):
            yield number, line + end


def texts_of(file: IO[bytes]) -> Iterator[tuple[int, list[str], bool]]:
    """Many at once, without their ends: the number of the first one; whether they are whole."""
    for first, lines, are_whole in parts_of(file):
        try:
            texts = b"\n".join(lines).decode().split("\n")
        except UnicodeDecodeError:
            texts = [text_of(line) for line in lines]
        yield first, texts, are_whole


def parts_of(file: IO[bytes], longest: int = LONGEST) -> Iterator[Part]:
    """The same in bytes. What the file has not ended comes by itself."""
    number, rest = 1, b""
    while piece := file.read1(AT_ONCE):  # type: ignore[attr-defined]
        if len(rest) > longest:
            _, end, piece = piece.partition(b"\n")
            if not end:
                continue
            rest = rest[:longest] + b"\n"
        text = rest + piece
        lines = text.split(b"\n")
        rest = lines.pop()
        if lines:
            yield number, _tidied(lines, text, longest, is_first=number == 1), True
            number += len(lines)
    if rest:
        line = rest.removeprefix(BOM) if number == 1 else rest
        yield number, [line[:longest]], len(rest) > longest


def _tidied(lines: list[bytes], text: bytes, longest: int, *, is_first: bool) -> list[bytes]:
    """Of the lines of a text."""
    if is_first:
        lines[0] = lines[0].removeprefix(BOM)
    if b"\r" in text:
        lines = [line.removesuffix(b"\r") for line in lines]
    return [line[:longest] for line in lines] if len(text) > longest else lines


def text_of(line: bytes) -> str:
    """A line that is no UTF-8 is what it was in the years before that."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")
