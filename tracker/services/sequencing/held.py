"""A lease for those who are made before anybody holds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tracker.storage.file.errors import Fenced
from tracker.storage.processes.leases import Lease


class Held:
    """Of what one process does for all."""

    def __init__(self) -> None:
        self._lease: Lease | None = None

    @contextmanager
    def by(self, lease: Lease) -> Iterator[None]:
        """While the context is open."""
        self._lease = lease
        try:
            yield
        finally:
            self._lease = None

    async def check(self) -> None:
        """As Lease.check: whoever was stopped for a while finds out before they write. Raises
        Fenced."""
        if self._lease is None:
            raise Fenced("this process does not do it")
        await self._lease.check()
