"""What all processes know for a while, under names of which only a hash is kept."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import NamedTuple

from tracker.storage.file.transactions import Accounts, TableRow, Transaction

MOST_NAMES = 4  # that are asked for together
TIDIED_EVERY = 100  # changes of one process
NOBODYS = ""  # the hash of no name

FOUND = """
select name, value from remembered
where kind = :kind and until > :now and name in (:name_0, :name_1, :name_2, :name_3)
"""
PUT = """
insert into remembered (kind, name, value, until) values (:kind, :name, :value, :until)
on conflict (kind, name) do update set value = excluded.value, until = excluded.until
"""
FORGET = "delete from remembered where kind = :kind and name = :name"
OVER = "delete from remembered where until <= :now"
TOO_MANY = """
delete from remembered where kind = :kind and name in (
    select name from remembered where kind = :kind order by until desc, name offset :most
)
"""


class Put(NamedTuple):
    """`value` None: forgotten. `until`: ms, UTC."""

    value: bytes | None
    until: int = 0


class Loaded:
    """As Remembered: what was found, and what is to become of it."""

    def __init__(self, found: Mapping[str, bytes], now: int) -> None:
        self._found = found
        self._now = now  # ms, UTC
        self.changed: dict[str, Put] = {}

    def get(self, name: str) -> bytes | None:
        if name in self.changed:
            return self.changed[name].value
        return self._found.get(name)

    def put(self, name: str, value: bytes, life: float) -> None:
        self.changed[name] = Put(value, self._now + round(life * 1000))

    def forget(self, name: str) -> None:
        if self.get(name) is not None:
            self.changed[name] = Put(None)


class SharedMemory:
    """As Memory says, in the table `remembered`. `key`: of the hashes, the same in all processes,
    so that nobody who reads the table finds names by trying them."""

    def __init__(
        self, accounts: Accounts, kind: str, most: int, key: bytes, now: Callable[[], int]
    ) -> None:
        self._accounts = accounts
        self._kind = kind
        self._most = most
        self._key = key
        self._now = now  # ms, UTC
        self._untidied = 0

    async def found(self, *names: str) -> Mapping[str, bytes]:
        """As Memory.found."""
        hashes = self._hashes(names)
        rows = await self._accounts.read(FOUND, self._values(hashes))
        return _by_name(hashes, rows)

    @asynccontextmanager
    async def changing(self, *names: str) -> AsyncIterator[Loaded]:
        """As Memory.changing: the transaction lets nobody else in."""
        hashes = self._hashes(names)
        async with self._accounts.transaction() as tx:
            rows = await tx.execute_fetchall(FOUND, self._values(hashes))
            loaded = Loaded(_by_name(hashes, rows), self._now())
            yield loaded
            await self._keep(tx, {hashes[name]: put for name, put in loaded.changed.items()})

    async def _keep(self, tx: Transaction, changed: Mapping[str, Put]) -> None:
        for name, put in changed.items():
            values = {"kind": self._kind, "name": name}
            if put.value is None:
                await tx.execute(FORGET, values)
            else:
                await tx.execute(PUT, values | {"value": put.value, "until": put.until})
        self._untidied += len(changed)
        if self._untidied >= TIDIED_EVERY:
            self._untidied = 0
            await forget_over(tx, self._now())
            await tx.execute(TOO_MANY, {"kind": self._kind, "most": self._most})

    def _hashes(self, names: tuple[str, ...]) -> dict[str, str]:
        return {name: self._hash(name) for name in names}

    def _hash(self, name: str) -> str:
        encoded = name.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(encoded, digest_size=16, key=self._key).hexdigest()

    def _values(self, hashes: Mapping[str, str]) -> dict[str, str | int]:
        some = [*hashes.values(), *[NOBODYS] * MOST_NAMES][:MOST_NAMES]
        named: dict[str, str | int] = {f"name_{n}": name for n, name in enumerate(some)}
        return named | {"kind": self._kind, "now": self._now()}


async def forget_over(tx: Transaction, now: int) -> None:
    """What is known no more, of whichever kind. `now`: ms, UTC."""
    await tx.execute(OVER, {"now": now})


def _by_name(hashes: Mapping[str, str], rows: Iterable[TableRow]) -> dict[str, bytes]:
    known = {row["name"]: bytes(row["value"]) for row in rows}
    return {name: known[hash_] for name, hash_ in hashes.items() if hash_ in known}
