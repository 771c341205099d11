"""Who a visitor is: a keyed hash that is valid for one local day of one site."""

from __future__ import annotations

from hashlib import blake2b

MASK = (1 << 63) - 1


def visitor_id(salt: bytes, site_id: int, address: str, user_agent: str) -> int:
    """63 bits that nobody can turn back once the day's salt is deleted; never 0."""
    text = f"{site_id}\0{address}\0{user_agent}".encode("utf-8", "replace")
    return int.from_bytes(blake2b(text, digest_size=8, key=salt).digest()) & MASK or 1


class VisitorIds:
    """The same for many of one site and salt, in half of the time."""

    def __init__(self, salt: bytes, site_id: int) -> None:
        self._empty = blake2b(digest_size=8, key=salt)
        self._empty.update(b"%d\0" % site_id)

    def of(self, address: str, user_agent: str) -> int:
        hashing = self._empty.copy()
        hashing.update(f"{address}\0{user_agent}".encode("utf-8", "replace"))
        return int.from_bytes(hashing.digest()) & MASK or 1


def beacon_hash(site_id: int, beacon: str) -> int:
    """A beacon id as the log keeps it: 63 bits, 0 where the hit had none."""
    if not beacon:
        return 0
    text = f"{site_id}\0{beacon}".encode("utf-8", "replace")
    return int.from_bytes(blake2b(text, digest_size=8).digest()) & MASK or 1
