"""Values of a dump as the bytes that they stand for."""

from __future__ import annotations

import re

# A value as INSERT has it: a text with what may stand before it, a number, NULL. Possessive, so
# that no text makes it work longer than it is long. MySQL escapes in texts, PostgreSQL does not.
VALUE = rb"(?:(?:_binary |[XxBbNn])?'(?:[^'\\]++|''|\\.)*+'|[\w.+-]++)"
PLAIN = rb"(?:[XxBbNn]?'(?:[^']++|'')*+'|[\w.+-]++)"

Value = bytes | None  # None is NULL

_COPIED = re.compile(rb"\\(x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|.)", re.DOTALL)
_COPIED_AS = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_ESCAPED = re.compile(rb"\\(.)|''", re.DOTALL)
_ESCAPED_AS = {b"0": b"\0", b"b": b"\b", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"Z": b"\x1a"}


def copied(cell: bytes) -> Value:
    """A cell of COPY: `\\N` is NULL."""
    if b"\\" not in cell:
        return cell
    return None if cell == b"\\N" else _COPIED.sub(_copied_as, cell)


def _copied_as(match: re.Match[bytes]) -> bytes:
    told: bytes = match[1]
    if told[:1] == b"x" and len(told) > 1:
        return bytes((int(told[1:], 16),))
    if told.isdigit() and told < b"8":
        return bytes((int(told, 8) & 255,))
    return _COPIED_AS.get(told, told)


def value_of(cell: bytes, escaped: bool) -> Value:
    """A value of an INSERT; `escaped`: a backslash in a text stands for something."""
    if not cell.endswith(b"'"):
        return _bare(cell)
    before, _, text = cell[:-1].partition(b"'")
    if before in {b"x", b"X"}:
        return _from_hex(text)
    if escaped:
        return _ESCAPED.sub(_escaped_as, text) if b"\\" in text or b"''" in text else text
    return text.replace(b"''", b"'")


def _bare(cell: bytes) -> Value:
    if cell.upper() == b"NULL":
        return None
    return _from_hex(cell[2:]) if cell[:2] == b"0x" else cell


def _from_hex(text: bytes) -> bytes:
    try:
        return bytes.fromhex(text.decode("ascii", "replace"))
    except ValueError:
        return b""


def _escaped_as(match: re.Match[bytes]) -> bytes:
    told: bytes | None = match[1]
    return b"'" if told is None else _ESCAPED_AS.get(told, told)
