"""What ClickHouse is told arrives as it was, and what it refuses is told apart."""

import asyncio
from contextlib import suppress

import pytest

from tests.deploy.proxies import free_ports
from tests.eventually import A_MOMENT, PATIENCE, eventually
from tracker.storage.clickhouse.client import (
    Away,
    ClickHouse,
    Lines,
    Refused,
    TooLarge,
    TooSlow,
    connected,
)

AWKWARD = ("", "it's", 'a "text"', "tab\there", "line\nfeed\r", "back\\slash\\n", "Zürich ☃", "{x}")


@pytest.mark.parametrize("text", AWKWARD)
async def test_a_value_arrives_as_it_was(clickhouse: ClickHouse, text: str):
    assert await clickhouse.rows("select {text:String}", {"text": text}) == [[text]]


async def test_lines_come_as_a_table(clickhouse: ClickHouse):
    lines = {"given": Lines("text String, number Int64", [(each, -1) for each in AWKWARD])}
    found = await clickhouse.rows("select text, number from given", lines=lines)
    assert found == [[each, -1] for each in AWKWARD]


async def test_large_numbers_stay_whole(clickhouse: ClickHouse):
    largest = (1 << 64) - 1
    assert await clickhouse.rows("select {n:UInt64}", {"n": largest}) == [[largest]]


async def test_nothing_to_insert_is_not_told(clickhouse: ClickHouse):
    await clickhouse.insert("no_such_table", [])


async def test_what_is_no_statement_is_refused_in_its_own_words(clickhouse: ClickHouse):
    with pytest.raises(Refused, match="UNKNOWN_TABLE"):
        await clickhouse.run("select * from nowhere")


async def test_what_takes_too_long_ends(clickhouse: ClickHouse):
    endless = "select count() from system.numbers where not ignore(number)"
    with pytest.raises(TooSlow):
        await clickhouse.rows(endless, within=A_MOMENT)


async def test_who_never_answers_is_waited_for_no_longer(clickhouse: ClickHouse):
    with pytest.raises(TooSlow, match="within"):
        await clickhouse.rows("select sleep(3)", within=-0.9)


async def test_a_temporary_table_is_seen_by_its_maker_alone(clickhouse: ClickHouse):
    one, other = clickhouse.apart(), clickhouse.apart()
    await one.run("create temporary table noted engine = Memory as select 1 as n")
    assert await one.rows("select n from noted") == [[1]]
    with pytest.raises(Refused, match="UNKNOWN_TABLE"):
        await other.rows("select n from noted")
    await one.closes()
    with pytest.raises(Refused, match="UNKNOWN_TABLE"):
        await one.rows("select n from noted")


async def test_nobody_there_is_away():
    [port] = free_ports(1)
    async with connected(f"http://ada:secret@127.0.0.1:{port}/tracker", "test") as nobody:
        with pytest.raises(Away, match="ClickHouse"):
            await nobody.run("select 1")


async def test_what_nobody_waits_for_any_more_ends(clickhouse: ClickHouse):
    endless = "select count() from system.numbers where not ignore(number, 'left alone')"
    running = "select 1 from system.processes where query like '%left alone%' and elapsed > 0"
    running += " and query not like '%processes%'"
    asked = asyncio.create_task(clickhouse.rows(endless, within=10 * PATIENCE))
    await eventually(lambda: clickhouse.rows(running))
    asked.cancel()
    with suppress(asyncio.CancelledError):
        await asked
    await eventually(lambda: none(clickhouse, running))


async def none(engine: ClickHouse, sql: str) -> bool:
    return not await engine.rows(sql)


async def test_what_needs_more_memory_than_it_may_ends(clickhouse: ClickHouse):
    with pytest.raises(TooLarge):
        await clickhouse.apart(1_000_000).rows("select groupArray(number) from numbers(9000000)")
