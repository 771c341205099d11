"""Who does what only one should: for calm, not for safety, which is the log's fence."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple, Protocol


class Lease(NamedTuple):
    """`lost` is set when another holds it. `revision`: greater than that of any holder before."""

    lost: asyncio.Event
    revision: int


class Leases(Protocol):
    """Names are words."""

    def hold(self, name: str) -> AbstractAsyncContextManager[Lease]:
        """Waits until nobody else has it, and lets it go in the end. Who can't renew it holds on:
        only another's name in it is a reason to stop."""
