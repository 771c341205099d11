"""What whoever holds a lease writes is kept only while nobody has held it since: a fence, beside
the lease that keeps the calm."""

from __future__ import annotations

from typing import Protocol

from tracker.storage.file.transactions import Transaction


class Turns(Protocol):
    """Of jobs, by the revision of the lease."""

    async def begin(self, job: str, number: int) -> None:
        """It is ours, and nobody's with a smaller number. Raises StorageError."""

    async def check(self, job: str, number: int, tx: Transaction) -> None:
        """In the transaction that is to keep something; raises Fenced where it is not ours."""
