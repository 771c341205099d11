"""The beginning of what an engine gives for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TypeVar

from tests.eventually import A_MOMENT, PATIENCE

T = TypeVar("T")


async def first(stream: AsyncGenerator[Sequence[T], None], number: int) -> list[T]:
    """So many, and what came with the last of them."""
    found: list[T] = []
    async with asyncio.timeout(PATIENCE), aclosing(stream):
        while len(found) < number:
            found += await anext(stream)
    return found


async def nothing_more(stream: AsyncGenerator[Sequence[T], None]) -> bool:
    """Whether it gives nothing for a moment."""
    try:
        async with asyncio.timeout(A_MOMENT), aclosing(stream):
            return not await anext(stream)
    except TimeoutError:
        return True
