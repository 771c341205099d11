"""Secrets that all processes have in common: made by whoever needs one first."""

from __future__ import annotations

from collections.abc import Callable

from tracker.storage.file.transactions import Accounts

FIND = "select value from secret where name = :name"
MAKE = "insert into secret (name, value) values (:name, :value) on conflict (name) do nothing"


async def shared_secret(
    accounts: Accounts, name: str, size: int, token_bytes: Callable[[int], bytes]
) -> bytes:
    """The one of that name, so many bytes of chance. Raises StorageError."""
    for row in await accounts.read(FIND, {"name": name}):
        return bytes(row["value"])
    async with accounts.transaction() as tx:
        await tx.execute(MAKE, {"name": name, "value": token_bytes(size)})
        [row] = await tx.execute_fetchall(FIND, {"name": name})
        return bytes(row["value"])
