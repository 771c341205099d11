"""Waiting for a condition instead of for a time."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 30.0  # seconds: what comes at all has come by then, however busy the machine is
A_MOMENT = 0.2  # seconds in which what must not come would have come


async def eventually(condition: Callable[[], T | Awaitable[T]], within: float = PATIENCE) -> T:
    """The condition's first true answer; AssertionError with the last one after `within` seconds.

    A condition that raises AssertionError counts as not true yet."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    while True:
        last, answer = await answer_of(condition)
        if answer:
            return answer
        if loop.time() >= deadline:
            raise AssertionError(f"not within {within} s; the last answer was {last!r}")
        await asyncio.sleep(0.01)


async def answer_of(condition: Callable[[], T | Awaitable[T]]) -> tuple[object, T | None]:
    try:
        answer = condition()
        if inspect.isawaitable(answer):
            answer = await answer
    except AssertionError as not_yet:
        return not_yet, None
    return answer, answer
