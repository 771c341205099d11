"""Tables are brought up to date, whatever they were."""

import pytest

from tracker.storage.clickhouse import schema
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.schema import STEPS, NewerTables, bring_up_to_date


async def tables(engine: ClickHouse) -> list[list[str]]:
    return await engine.rows(
        "select name, create_table_query from system.tables where database = currentDatabase()"
        " order by name"
    )


async def test_tables_that_are_up_to_date_stay_as_they_are(clickhouse: ClickHouse):
    before = await tables(clickhouse)
    await bring_up_to_date(clickhouse)
    assert await tables(clickhouse) == before
    assert len(before) == 1 + sum(map(len, STEPS))


async def test_a_step_that_was_broken_off_is_done_again(
    empty_clickhouse: ClickHouse, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as broken:
        broken.setattr(schema, "STEPS", (STEPS[0][:3],))
        await bring_up_to_date(empty_clickhouse)
    await empty_clickhouse.run("truncate table step")
    await bring_up_to_date(empty_clickhouse)
    assert len(await tables(empty_clickhouse)) == 1 + sum(map(len, STEPS))


async def test_tables_of_a_newer_release_are_left_alone(clickhouse: ClickHouse):
    await clickhouse.insert("step", [{"number": len(STEPS) + 1}])
    with pytest.raises(NewerTables, match="this release knows"):
        await bring_up_to_date(clickhouse)
