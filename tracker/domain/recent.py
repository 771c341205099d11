"""A compact memory of numbers seen lately: some 16 bytes each, where a set takes 80.

Strangers choose some of the numbers. Where one stands therefore depends on a secret: whoever has
thousands for the same place would make each look-up walk past all of them."""

from array import array
from collections.abc import Iterable, Iterator
from mmap import mmap

_GENERATIONS = 16  # full ones that together hold `most`
_SMALLEST = 8_192
_LOAD = 0.6  # the fuller the table, the longer the walk past taken slots
_NUMBERS = 255  # generations are numbered 1 to 255, round and round; 0 = never marked
_MOST_TABLES = 64
GONE = -(1 << 63)


class RecentInts:
    """Values 0 to 2**63 - 1, kept for `keep_ms` and at most `most` of them: as 64 bits of a hash
    with the secret, which two of them share once in some 10**12 hours.

    Entries live in generations: tables that are filled, never enlarged, and dropped whole once the
    newest value in them is older than `keep_ms`, or sooner, the oldest first, above `most`.
    """

    def __init__(self, keep_ms: int, most: int = 4_000_000, secret: bytes = b"") -> None:
        self._secret = secret
        self._keep = keep_ms
        self._span = keep_ms // 6 + 1
        self._most = most
        self._largest = max(1, most // _GENERATIONS)
        self._capacity = min(_SMALLEST, self._largest)
        # For each position the generation that touched it last. Nothing is ever cleared: a mark
        # older than the oldest table says "absent", and a wrong guess only costs a look. Mapped
        # memory: a page of it takes room only once it was written to.
        self._mask = (1 << (2 * most - 1).bit_length()) - 1
        self._marks = mmap(-1, self._mask + 1)
        self._number = 0
        self._tables: list[array[int]] = []  # newest first, like the two lists beside it
        self._counts: list[int] = []
        self._newest: list[int] = []
        self._room = 0
        self._turn_at = 0
        self.place = 0  # in the newest table, of what was added last; may count from its end

    def add(self, value: int, now: int) -> None:
        """Remember `value` from `now` (ms) on; adding it again starts its time anew."""
        if self._room <= 0 or now >= self._turn_at:
            self._turn(now)
        key = hash(self._secret + value.to_bytes(8)) or -1  # 0 marks a free slot
        table = self._tables[0]
        at = key % len(table)
        while (found := table[at]) and found != key:
            at -= 1  # below zero Python goes on from the table's end
        if not found:
            table[at] = key
            self._room -= 1
        self.place = at
        self._marks[key & self._mask] = self._number
        if now > self._newest[0]:  # noqa: PLR1730 - max() costs a tenth of the whole call
            self._newest[0] = now

    def add_all(self, values: Iterable[int], now: int) -> None:
        """Remember them all from `now` on, in half the time: a start has hundreds of thousands."""
        left = iter(values)
        while not self._take(left, now):
            self._turn(now)

    def _take(self, values: Iterator[int], now: int) -> bool:
        """Add values while there is room; False when it has run out."""
        if self._room <= 0 or now >= self._turn_at:
            return False
        table, marks, mask, number = self._tables[0], self._marks, self._mask, self._number
        size, room, secret = len(table), self._room, self._secret
        self._newest[0] = max(now, self._newest[0])
        for value in values:
            key = hash(secret + value.to_bytes(8)) or -1
            at = key % size
            while (found := table[at]) and found != key:
                at -= 1
            marks[key & mask] = number
            if not found:
                table[at] = key
                room -= 1
                if not room:
                    break
        self._room = room
        return bool(room)

    def __contains__(self, value: int) -> bool:
        return self.again(value, set())

    def again(self, value: int, earlier: set[int]) -> bool:
        """Whether `value` is remembered, or was asked for with the same `earlier` before: there
        stand the hashes, for Python spreads numbers by themselves."""
        key = hash(self._secret + value.to_bytes(8)) or -1
        if key in earlier:
            return True
        earlier.add(key)
        mark = self._marks[key & self._mask]
        return mark > 0 and self._place(key, mark) is not None

    def found(self, value: int) -> tuple[int, int] | None:
        """The table and the place in it where `value` is remembered."""
        key = hash(self._secret + value.to_bytes(8)) or -1
        mark = self._marks[key & self._mask]
        return self._place(key, mark) if mark else None

    def forget(self, value: int) -> None:
        """As if it had never been added. Its slot stays taken, by what is no hash of anything that
        will ever be asked for: others have walked past it."""
        while place := self.found(value):
            number, at = place
            self._tables[number][at] = GONE

    def _place(self, key: int, mark: int) -> tuple[int, int] | None:
        first = (self._number - mark) % _NUMBERS
        for number, table in enumerate(self._tables[first:], first):
            at = key % len(table)
            while found := table[at]:
                if found == key:
                    return number, at
                at -= 1
        return None

    def __len__(self) -> int:
        """Entries held; a value added anew in a later generation counts once in each."""
        return sum(self._counts[1:]) + self._capacity - self._room if self._tables else 0

    def _turn(self, now: int) -> None:
        if self._tables:
            self._close()
        self._forget(now)
        self._tables.insert(0, array("q", [0]) * (int(self._capacity / _LOAD) | 1))
        self._counts.insert(0, 0)
        self._newest.insert(0, now)
        self._room = self._capacity
        self._turn_at = now + self._span
        self._number = self._number % _NUMBERS + 1

    def _close(self) -> None:
        """Count the newest generation, and fit the size of the next one to the traffic."""
        count = self._counts[0] = self._capacity - self._room
        if self._room <= 0:
            self._capacity = min(self._capacity * 4, self._largest)
        elif count < self._capacity // 5:
            self._capacity = max(self._capacity // 4, min(_SMALLEST, self._largest))

    def _forget(self, now: int) -> None:
        held = sum(self._counts)
        while self._tables and (
            self._newest[-1] < now - self._keep
            or held + self._capacity > self._most
            or len(self._tables) == _MOST_TABLES
        ):
            self._tables.pop()
            self._newest.pop()
            held -= self._counts.pop()
