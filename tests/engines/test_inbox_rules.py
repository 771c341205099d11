"""What every inbox promises, whatever keeps it."""

import asyncio
import random
from contextlib import aclosing

from tests.any_rows import any_event
from tests.engines.engine import Engine
from tests.engines.reading import first, nothing_more
from tests.eventually import PATIENCE
from tests.making import NOON, event
from tracker.domain.arrivals import Arrival
from tracker.domain.places import Place
from tracker.domain.rows import LEFT, Back, Leave, PlaceCorrection, TitleCorrection

SIZES = [1, 3, 1, 40]
HOSTILE = ["", "\n", '["', "\0", "\u2028", "\\", "\x1b[0m", "\U0001f600", "\ufffe", "ä" * 4_000]


def arrivals(number: int, seed: int = 1) -> list[Arrival]:
    """Of all kinds that come from outside."""
    chance = random.Random(seed)
    made: list[Arrival] = []
    for each in range(number):
        row = any_event(chance, each)
        row.visit = row.id = 0
        late = PlaceCorrection(1, NOON, 0, Place("DE", "Berlin", "Berlin", "10115", 52.53, 13.38))
        made += [
            Arrival(row, before=chance.choice([0, chance.getrandbits(63)])),
            Arrival(late, chance.getrandbits(63), chance.getrandbits(63)),
            Arrival(Leave(1, NOON, 77, "/", LEFT, 1_500, 80)),
            Arrival(Back(1, NOON, 77, "/")),
            Arrival(TitleCorrection(1, NOON, 77, "Welcome")),
        ]
    return made[:number]


async def put_parts(engine: Engine) -> list[Arrival]:
    made = arrivals(sum(SIZES))
    at = 0
    for size in SIZES:
        await engine.inbox.put(engine.shard, made[at : at + size], PATIENCE)
        at += size
    return made


async def test_what_is_put_is_taken_whole_and_in_order(engine: Engine) -> None:
    made = await put_parts(engine)
    taken = await first(engine.inbox.taken_after(engine.shard, 0), len(SIZES))
    assert [each for message in taken for each in message.arrivals] == made
    assert [len(message.arrivals) for message in taken] == SIZES


async def test_positions_grow_and_sizes_are_told(engine: Engine) -> None:
    await put_parts(engine)
    taken = await first(engine.inbox.taken_after(engine.shard, 0), len(SIZES))
    positions = [message.position for message in taken]
    assert positions[0] > 0
    assert positions == sorted(set(positions))
    assert taken[-1].size > taken[0].size > 0


async def test_taking_goes_on_behind_any_position(engine: Engine) -> None:
    await put_parts(engine)
    taken = await first(engine.inbox.taken_after(engine.shard, 0), len(SIZES))
    for number, message in enumerate(taken[:-1], 1):
        rest = await first(
            engine.inbox.taken_after(engine.shard, message.position), len(SIZES) - number
        )
        assert rest == taken[number:]
    assert await nothing_more(engine.inbox.taken_after(engine.shard, taken[-1].position))


async def test_who_waits_takes_what_is_put_later(engine: Engine) -> None:
    waiting = asyncio.create_task(first(engine.inbox.taken_after(engine.shard, 0), len(SIZES)))
    await asyncio.sleep(0)
    await put_parts(engine)
    assert len(await waiting) == len(SIZES)


async def test_many_who_put_at_once_lose_nothing(engine: Engine) -> None:
    made = arrivals(40)
    await asyncio.gather(*(engine.inbox.put(engine.shard, [each], PATIENCE) for each in made))
    taken = await first(engine.inbox.taken_after(engine.shard, 0), len(made))
    found = [each for message in taken for each in message.arrivals]
    assert len(found) == len(made)
    assert all(each in found for each in made)


async def test_what_is_purged_does_not_come_again(engine: Engine) -> None:
    await put_parts(engine)
    taken = await first(engine.inbox.taken_after(engine.shard, 0), len(SIZES))
    await engine.inbox.purge(engine.shard, taken[1].position)
    assert await first(engine.inbox.taken_after(engine.shard, 0), 2) == taken[2:]
    await engine.inbox.purge(engine.shard, taken[-1].position)
    await engine.inbox.put(engine.shard, arrivals(1, seed=2), PATIENCE)
    [later] = await first(engine.inbox.taken_after(engine.shard, 0), 1)
    assert later.position > taken[-1].position


async def test_each_shard_has_an_inbox_of_its_own(engine: Engine) -> None:
    await engine.inbox.put(engine.shard, arrivals(3), PATIENCE)
    await engine.inbox.put(engine.other, arrivals(2, seed=2), PATIENCE)
    [here] = await first(engine.inbox.taken_after(engine.shard, 0), 1)
    [there] = await first(engine.inbox.taken_after(engine.other, 0), 1)
    assert (here.arrivals, there.arrivals) == (arrivals(3), arrivals(2, seed=2))


async def test_taking_may_end_in_the_middle(engine: Engine) -> None:
    await put_parts(engine)
    async with aclosing(engine.inbox.taken_after(engine.shard, 0)) as taking:
        await anext(taking)
    reading = asyncio.create_task(first(engine.inbox.taken_after(engine.shard, 1 << 40), 1))
    await asyncio.sleep(0)
    reading.cancel()
    await asyncio.wait([reading])
    assert len(await first(engine.inbox.taken_after(engine.shard, 0), len(SIZES))) == len(SIZES)


async def test_texts_of_any_kind_pass_unchanged(engine: Engine) -> None:
    made = [Arrival(event(path=text, at=NOON)) for text in HOSTILE]
    await engine.inbox.put(engine.shard, made, PATIENCE)
    [taken] = await first(engine.inbox.taken_after(engine.shard, 0), 1)
    assert taken.arrivals == made
