"""What every log in shards promises, whatever keeps it."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import aclosing

import pytest

from tests.any_rows import any_row
from tests.engines.engine import Engine
from tests.engines.reading import first, nothing_more
from tests.making import event
from tracker.domain.resume_points import ResumePoint, read_resume_point
from tracker.domain.rows import Row
from tracker.domain.shard_cursors import MOST_IN_A_MESSAGE, cursor_in, message_with
from tracker.storage.file.errors import Fenced
from tracker.storage.processes.shard_log import Forgotten, Position

SIZES = [1, 3, 60, 1, 17]
ROWS = sum(SIZES)
IN_2100 = 4_102_444_800_000  # ms, UTC


def rows_behind(cursor: int, number: int, seed: int = 1) -> list[Row]:
    """A message of all kinds of rows, with the cursors that are theirs behind that one."""
    chance = random.Random(seed)
    rows = [any_row(chance, each) for each in range(1, number + 1)]
    for each, row in enumerate(rows, 1):
        row.cursor = cursor_in(message_with(cursor) + 1, each)
    return rows


async def appended(
    engine: Engine, rows: Sequence[Row], at: Position, by: str = "ada"
) -> tuple[Sequence[Row], Position]:
    return rows, await engine.log.append(engine.shard, rows, at, by)


async def fill(engine: Engine) -> list[Row]:
    stands, made = await engine.log.newest(engine.shard), list[Row]()
    for number, size in enumerate(SIZES, 1):
        rows = rows_behind(stands.cursor, size, seed=number)
        at = Position(stands.cursor, 10 * number)
        stands = await engine.log.append(engine.shard, rows, at, "ada")
        assert stands == (rows[-1].cursor, 10 * number)
        made += rows
    return made


async def test_a_new_shard_stands_before_its_first_message(engine: Engine) -> None:
    stands = await engine.log.newest(engine.shard)
    assert stands == (cursor_in(message_with(stands.cursor), 0), 0)


async def test_its_id_stays(engine: Engine) -> None:
    identity = await engine.log.identity()
    await fill(engine)
    assert await engine.log.identity() == identity
    assert ResumePoint(identity, 7) == read_resume_point(f"{identity}-7")


async def test_it_stands_where_the_last_append_has_brought_it(engine: Engine) -> None:
    made = await fill(engine)
    assert await engine.log.newest(engine.shard) == (made[-1].cursor, 10 * len(SIZES))


async def test_all_kinds_of_rows_are_read_as_they_were_appended(engine: Engine) -> None:
    made = await fill(engine)
    assert await first(engine.log.follow(engine.shard, 0), ROWS) == made


async def test_what_is_done_to_an_appended_row_changes_nothing_there(engine: Engine) -> None:
    stands = await engine.log.newest(engine.shard)
    row = event(1)
    row.cursor = cursor_in(message_with(stands.cursor) + 1, 1)
    await engine.log.append(engine.shard, [row], stands, "ada")
    row.visit = 99
    [read] = await first(engine.log.follow(engine.shard, 0), 1)
    assert read.visit == 1


async def test_following_goes_on_behind_every_cursor(engine: Engine) -> None:
    made = await fill(engine)
    for number, row in enumerate(made[:-1], 1):
        rest = await first(engine.log.follow(engine.shard, row.cursor), ROWS - number)
        assert rest == made[number:]
    assert await nothing_more(engine.log.follow(engine.shard, made[-1].cursor))


async def test_who_follows_hears_what_is_appended_later(engine: Engine) -> None:
    stands = await engine.log.newest(engine.shard)
    following = asyncio.create_task(first(engine.log.follow(engine.shard, stands.cursor), ROWS))
    await asyncio.sleep(0)
    assert await fill(engine) == await following


async def test_following_may_end_in_the_middle(engine: Engine) -> None:
    made = await fill(engine)
    async with aclosing(engine.log.follow(engine.shard, 0)) as following:
        await anext(following)
    waiting = asyncio.create_task(first(engine.log.follow(engine.shard, made[-1].cursor), 1))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    assert await first(engine.log.follow(engine.shard, 0), ROWS) == made


async def test_an_append_that_is_repeated_is_stored_once(engine: Engine) -> None:
    stands = await engine.log.newest(engine.shard)
    rows, at = rows_behind(stands.cursor, 5), Position(stands.cursor, 3)
    once = await engine.log.append(engine.shard, rows, at, "ada")
    assert await engine.log.append(engine.shard, rows, at, "ada") == once
    assert await first(engine.log.follow(engine.shard, 0), 5) == rows


async def test_of_two_who_write_at_one_place_one_is_fenced(engine: Engine) -> None:
    stands = await engine.log.newest(engine.shard)
    rows, at = rows_behind(stands.cursor, 5), Position(stands.cursor, 3)
    others = rows_behind(stands.cursor, 2, seed=2)
    await engine.log.append(engine.shard, rows, at, "ada")
    with pytest.raises(Fenced):
        await engine.log.append(engine.shard, others, at, "bob")
    assert await first(engine.log.follow(engine.shard, 0), 5) == rows


async def test_two_who_write_at_once_do_not_mix(engine: Engine) -> None:
    stands = await engine.log.newest(engine.shard)
    batches = [rows_behind(stands.cursor, size, seed=size) for size in (2, 3, 4, 5)]
    at = Position(stands.cursor, 3)
    answers = await asyncio.gather(
        *(engine.log.append(engine.shard, rows, at, f"{len(rows)}") for rows in batches),
        return_exceptions=True,
    )
    [winner] = [each for each in answers if not isinstance(each, Fenced)]
    [stored] = [rows for rows in batches if Position(rows[-1].cursor, 3) == winner]
    assert await first(engine.log.follow(engine.shard, 0), len(stored)) == stored


async def test_one_who_has_written_before_is_fenced_as_well(engine: Engine) -> None:
    stands = await engine.log.newest(engine.shard)
    rows, taken = await appended(engine, rows_behind(stands.cursor, 2), Position(stands.cursor, 1))
    more = rows_behind(taken.cursor, 3, seed=3)
    await engine.log.append(engine.shard, more, Position(taken.cursor, 2), "bob")
    with pytest.raises(Fenced):
        await engine.log.append(engine.shard, rows, Position(stands.cursor, 1), "ada")
    with pytest.raises(Fenced):
        late = rows_behind(taken.cursor, 1, seed=4)
        await engine.log.append(engine.shard, late, Position(taken.cursor, 7), "bob")
    assert await first(engine.log.follow(engine.shard, 0), 5) == [*rows, *more]


async def test_a_message_may_hold_two_thousand_rows(engine: Engine) -> None:
    stands = await engine.log.newest(engine.shard)
    rows, taken = await appended(
        engine, rows_behind(stands.cursor, 2_000), Position(stands.cursor, 1)
    )
    assert len(rows) < MOST_IN_A_MESSAGE
    assert await first(engine.log.follow(engine.shard, 0), 2_000) == rows
    assert taken.cursor == rows[-1].cursor


async def test_a_site_is_read_between_two_cursors(engine: Engine) -> None:
    made = await fill(engine)
    site = [row for row in made if row.site_id == 2]
    after, upto = site[1].cursor, site[-2].cursor
    found = await engine.log.rows_after(engine.shard, 2, after, upto, 1_000)
    assert list(found) == site[2:-1]
    assert list(await engine.log.rows_after(engine.shard, 2, after, upto, 3)) == site[2:5]
    assert list(await engine.log.rows_after(engine.shard, 2, upto, upto, 3)) == []
    assert list(await engine.log.rows_after(engine.shard, 77, after, upto, 3)) == []


async def test_it_is_known_where_a_time_begins(engine: Engine) -> None:
    empty = await engine.log.newest(engine.shard)
    assert await engine.log.since(engine.shard, 0) == empty.cursor
    made = await fill(engine)
    assert await engine.log.since(engine.shard, IN_2100) == made[-1].cursor
    assert (
        await first(engine.log.follow(engine.shard, await engine.log.since(engine.shard, 0)), ROWS)
        == made
    )
    await engine.log.purge(engine.shard, made[10].cursor)
    rest = await first(
        engine.log.follow(engine.shard, await engine.log.since(engine.shard, 0)), SIZES[-1]
    )
    assert message_with(rest[0].cursor) == message_with(made[10].cursor)


async def test_what_was_appended_before_a_time_is_not_behind_it(engine: Engine) -> None:
    stands = await engine.log.newest(engine.shard)
    await asyncio.sleep(0.01)
    before = time.time_ns() // 1_000_000
    await asyncio.sleep(0.01)
    await fill(engine)
    first = cursor_in(message_with(stands.cursor) + 1, 0)
    assert await engine.log.since(engine.shard, before) == first
    await asyncio.sleep(0.01)
    newest = await engine.log.newest(engine.shard)
    assert await engine.log.since(engine.shard, time.time_ns() // 1_000_000) == newest.cursor


async def test_purged_messages_are_gone_and_missed_by_name(engine: Engine) -> None:
    made = await fill(engine)
    kept = [row for row in made if message_with(row.cursor) >= message_with(made[10].cursor)]
    await engine.log.purge(engine.shard, made[10].cursor)
    assert await first(engine.log.follow(engine.shard, kept[0].cursor - 1), len(kept)) == kept
    gone = made[made.index(kept[0]) - 1].cursor
    assert await first(engine.log.follow(engine.shard, gone), len(kept)) == kept
    with pytest.raises(Forgotten):
        await first(engine.log.follow(engine.shard, made[0].cursor), 1)
    with pytest.raises(Forgotten):
        await engine.log.rows_after(engine.shard, 1, made[0].cursor, made[-1].cursor, 9)


async def test_the_newest_message_is_never_purged(engine: Engine) -> None:
    made = await fill(engine)
    await engine.log.purge(engine.shard, made[-1].cursor + (9 << 12))
    assert await engine.log.newest(engine.shard) == (made[-1].cursor, 10 * len(SIZES))
    newest = made[-SIZES[-1] :]
    assert await first(engine.log.follow(engine.shard, newest[0].cursor - 1), len(newest)) == newest


async def test_shards_know_nothing_of_each_other(engine: Engine) -> None:
    before = await engine.log.newest(engine.other)
    made = await fill(engine)
    assert await engine.log.newest(engine.other) == before
    await engine.log.append(engine.other, made[:1], Position(before.cursor, 3), "ada")
    assert await first(engine.log.follow(engine.other, before.cursor), 1) == made[:1]
    assert {engine.shard, engine.other} <= set(engine.log.shards)
