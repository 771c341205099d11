"""What every bus promises, whatever carries it."""

import asyncio

import pytest

from tests.engines.engine import Engine
from tests.eventually import A_MOMENT, PATIENCE
from tracker.storage.processes.bus import NobodyAnswers


async def test_all_who_hear_a_topic_are_told_in_order(engine: Engine) -> None:
    topic = f"{engine.name}.back"
    async with engine.bus.hear(topic) as one, engine.bus.hear(topic) as other:
        for data in (b"first", b"", b"\0\xff"):
            engine.bus.tell(topic, data)
        for hearer in (one, other):
            async with asyncio.timeout(PATIENCE):
                told = [await anext(hearer) for _ in range(3)]
            assert [(each.data, each.sequence) for each in told] == [
                (b"first", 0),
                (b"", 0),
                (b"\0\xff", 0),
            ]
            told[0].answer(b"nobody has asked")


async def test_other_topics_are_not_heard(engine: Engine) -> None:
    async with engine.bus.hear(f"{engine.name}.one") as hearer:
        engine.bus.tell(f"{engine.name}.other", b"there")
        engine.bus.tell(f"{engine.name}.one", b"here")
        async with asyncio.timeout(PATIENCE):
            assert (await anext(hearer)).data == b"here"


async def test_what_is_asked_is_answered_by_who_hears_it(engine: Engine) -> None:
    topic = f"{engine.name}.state"

    async def answer() -> None:
        async with engine.bus.hear(topic) as hearer:
            heard.set()
            async for told in hearer:
                told.answer(b"of " + told.data)
                told.answer(b"again")

    heard = asyncio.Event()
    answering = asyncio.create_task(answer())
    await heard.wait()
    asked = [engine.bus.ask(topic, f"{each}".encode(), PATIENCE) for each in range(5)]
    assert await asyncio.gather(*asked) == [b"of 0", b"of 1", b"of 2", b"of 3", b"of 4"]
    answering.cancel()
    await asyncio.wait([answering])


async def test_where_nobody_answers_it_is_said(engine: Engine) -> None:
    topic = f"{engine.name}.nobody"
    with pytest.raises(NobodyAnswers):
        await engine.bus.ask(topic, b"", A_MOMENT)
    async with engine.bus.hear(topic):
        with pytest.raises(NobodyAnswers):
            await engine.bus.ask(topic, b"", A_MOMENT)
