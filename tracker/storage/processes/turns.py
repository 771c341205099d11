"""What whoever holds a lease writes is kept only while nobody has begun since: a fence, beside the
lease that keeps the calm. It knows nothing of that one's numbers, which begin anew where all leases
were lost."""

from __future__ import annotations

from typing import Protocol

from tracker.storage.file.transactions import Transaction


class Turns(Protocol):
    """Of jobs."""

    async def begin(self, job: str) -> int:
        """It is ours, and nobody's who has begun before; by this number. Raises StorageError."""

    async def check(self, job: str, number: int, tx: Transaction) -> None:
        """In the transaction that is to keep something; raises Fenced where it is not ours."""
