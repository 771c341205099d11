"""What a message holds: lines, one a row. Bytes in, rows out; nothing here knows a server.

In the log a line is a row. In the inbox it is `[site, visitor, before, row]`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from tracker.domain.arrivals import Arrival
from tracker.domain.rows import Row
from tracker.storage.file.errors import Conflict, RefusesForNow
from tracker.storage.nats_lines.row_lines import Unreadable, row_of, row_values

FORMAT = "1"
MOST_ROWS = 2_000
LARGEST = 900_000  # bytes: NATS takes 1 MiB by default, with its headers
# Of the inbox: what one message has brought fits one of the log, whose lines are longer by their
# cursors, ids and pageviews: 120 bytes.
MOST_ARRIVALS = 1_000
LARGEST_ARRIVALS = LARGEST - 120 * MOST_ARRIVALS

Headers = Mapping[str, str]


class UnknownFormat(RefusesForNow):
    """A newer version has written it: this one waits, and passes nothing over."""


def told_format(headers: Headers | None) -> None:
    """Raises UnknownFormat."""
    said = (headers or {}).get("V", "none")
    if said != FORMAT:
        raise UnknownFormat(f"format {said[:20]!r}, of which this version knows nothing")


def written(rows: Sequence[Row]) -> bytes:
    """A message of the log. Raises Conflict for what can never be one."""
    data = b"\n".join(map(_line, rows))
    if not rows or len(rows) > MOST_ROWS or len(data) > LARGEST:
        raise Conflict(f"{len(rows)} rows of {len(data)} bytes are no message")
    return data


def read(data: bytes) -> list[Row]:
    """All rows of a message of the log. Raises Unreadable."""
    return [row_of(line) for line in data.split(b"\n")]


def read_site(data: bytes, site_id: int) -> list[Row]:
    """One site's rows; the others' lines are not parsed."""
    beginning = b"[%d," % site_id
    return [row_of(line) for line in data.split(b"\n") if line.startswith(beginning)]


def written_arrivals(arrivals: Sequence[Arrival]) -> Iterator[bytes]:
    """Messages of the inbox, as few as hold all. Raises Conflict."""
    lines: list[bytes] = []
    size = 0
    for line in map(_arrival_line, arrivals):
        if len(line) > LARGEST_ARRIVALS:
            raise Conflict(f"a row of {len(line)} bytes")
        if size + len(line) > LARGEST_ARRIVALS or len(lines) == MOST_ARRIVALS:
            yield b"\n".join(lines)
            lines, size = [], 0
        lines.append(line)
        size += len(line) + 1
    if lines:
        yield b"\n".join(lines)


def read_arrivals(data: bytes) -> list[Arrival]:
    """None of a message by which somebody has tried whether there is room. Raises Unreadable."""
    return [_arrival(line) for line in data.split(b"\n")] if data else []


def _arrival(line: bytes) -> Arrival:
    head, _, row = line.partition(b",[")
    try:
        _, visitor, before = HEAD.decode(head + b"]")
    except (msgspec.MsgspecError, ValueError) as error:
        raise Unreadable(f"no arrival: {error}") from None
    if not row.endswith(b"]]"):
        raise Unreadable("no arrival: it does not end")
    return Arrival(row_of(b"[" + row[:-1]), visitor, before)


def _line(row: Row) -> bytes:
    return _encoded(row_values(row))


def _arrival_line(arrival: Arrival) -> bytes:
    row = arrival.row
    return _encoded((row.site_id, arrival.visitor, arrival.before, row_values(row)))


def _encoded(values: Iterable[object]) -> bytes:
    try:
        return ENCODE(values)
    except (ValueError, OverflowError, TypeError) as error:
        raise Conflict(f"no row can hold it: {error}") from None


ENCODE = msgspec.json.Encoder().encode
HEAD = msgspec.json.Decoder(tuple[int, int, int])
