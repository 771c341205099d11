"""Whose question is asked next."""

import asyncio

import pytest

from tests.eventually import eventually
from tracker.services.reports.turns import AT_ONCE, MOST, TooManyQuestions, Turns


async def test_so_many_are_asked_at_once_and_the_others_in_order() -> None:
    turns, end, asked = Turns(), asyncio.Event(), list[int]()

    async def ask(number: int) -> None:
        async with turns.one_of(number, 1):
            asked.append(number)
            await end.wait()

    tasks = [asyncio.create_task(ask(number)) for number in range(AT_ONCE + 3)]
    await eventually(lambda: len(asked) == AT_ONCE)
    end.set()
    await asyncio.gather(*tasks)
    assert asked == list(range(AT_ONCE + 3))


async def test_one_who_asks_has_a_share_of_their_own() -> None:
    turns = Turns()
    async with turns.one_of("ada", 1):
        with pytest.raises(TooManyQuestions):
            async with turns.one_of("ada", 1):
                pass
        async with turns.one_of("bob", 1):
            pass
    async with turns.one_of("ada", 1):
        pass


async def test_everybody_together_is_bounded_and_who_gives_up_makes_room() -> None:
    turns, end = Turns(), asyncio.Event()

    async def ask(number: int) -> None:
        async with turns.one_of(number, 1):
            await end.wait()

    tasks = [asyncio.create_task(ask(number)) for number in range(MOST)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyQuestions):
        async with turns.one_of("late", 1):
            pass
    tasks[-1].cancel()
    await asyncio.gather(tasks[-1], return_exceptions=True)
    late = asyncio.create_task(ask(-1))
    end.set()
    await asyncio.gather(late, *tasks[:-1])
