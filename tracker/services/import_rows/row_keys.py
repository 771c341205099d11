"""What makes a row itself, as a number, so that it is known when it comes again."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from tracker.domain.ids import EPOCH, TIME_SHIFT, first_id
from tracker.domain.imports.imported import ImportedRow
from tracker.domain.visitors import MASK

EQUALS = 20_000  # remembered, twice at most
OURS = 1 << (TIME_SHIFT - 1)  # no id that the recorder gives has this bit
BITS = OURS - 1


class RowKeys:
    """Of one site's rows, which are counted where they are equal."""

    def __init__(self, site_id: int) -> None:
        self._empty = blake2b(digest_size=8, person=site_id.to_bytes(8))
        self._met: dict[int, int] = {}  # how often, by key
        self._before: dict[int, int] = {}

    def of(self, rows: Iterable[ImportedRow]) -> list[int]:
        """63 bits each; the second of equal rows has others than the first. 0 for an id once
        more."""
        return [self._once(row, row.key.encode("utf-8", "replace")) for row in rows]

    def _once(self, row: ImportedRow, text: bytes) -> int:
        key = self.hashed(text)
        met = self._met
        times = met.get(key)
        if times is None:
            times = self._before.get(key, 0)
            if len(met) >= EQUALS:
                self._before, self._met = met, {}
                met = self._met
        met[key] = times + 1
        if not times:
            return key
        return 0 if row.is_id else self.hashed(b"%d\0%s" % (times, text))

    def hashed(self, text: bytes) -> int:
        """63 bits that are never 0."""
        hashing = self._empty.copy()
        hashing.update(text)
        return int.from_bytes(hashing.digest()) & MASK or 1


def row_ids(times: Iterable[int], keys: Iterable[int]) -> list[int]:
    """Where a source knows whole seconds, many rows have the same: ids take the time between."""
    return [
        (at - EPOCH if at % 1000 else at - EPOCH + (key >> TIME_SHIFT) % 1000) << TIME_SHIFT
        | OURS
        | key & BITS
        for at, key in zip(times, keys, strict=True)
    ]


def visit_id(at: int, bits: int) -> int:
    """Of a visit that begins then."""
    return first_id(at) | OURS | bits & BITS
