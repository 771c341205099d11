"""Reports as the server asks them: up to where they go, and what they say when they can't."""

import pytest
from msgspec.structs import replace

from tests.deploy.proxies import free_ports
from tests.reports.small_log import MINUTE, clock
from tests.storage.clickhouse.small_site import SmallSite, question
from tracker.domain.reports.conditions import Term
from tracker.domain.reports.question import BadQuestion, Unavailable
from tracker.domain.rows import LEFT, Leave, TitleCorrection
from tracker.storage.clickhouse import answering, reports
from tracker.storage.clickhouse.client import ClickHouse, TooLarge, connected
from tracker.storage.clickhouse.reports import ClickHouseReports

NOON = clock("2026-11-21 12:00")


def in_shard(_site: int) -> int:
    return 0


async def test_an_answer_says_up_to_which_row_it_goes(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    site.log.view(1, NOON)
    site.log.view(2, NOON)
    await site.files()
    found = await ClickHouseReports(clickhouse, in_shard).answer(question("visitors"), 2)
    assert (found.rows[0].metrics, found.upto, found.total_rows) == ((2,), 2, None)


async def test_what_is_not_filed_in_time_is_not_waited_for(
    clickhouse: ClickHouse, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reports, "WAITS", 0.1)
    found = await ClickHouseReports(clickhouse, in_shard).answer(question("visitors"), 9)
    assert (found.rows[0].metrics, found.upto) == ((0,), 0)


async def test_goals_of_a_site_without_have_no_rows(clickhouse: ClickHouse):
    asked = question("conversions", "event:goal")
    assert (await ClickHouseReports(clickhouse, in_shard).answer(asked)).rows == []


async def test_what_is_no_expression_is_the_questions_fault(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    site.log.view(1, NOON)
    await site.files()
    asked = question("visitors", filters=Term("event:page", "matches", ("(",)))
    with pytest.raises(BadQuestion, match="RE2"):
        await ClickHouseReports(clickhouse, in_shard).answer(asked)


async def test_a_question_that_takes_too_long_is_told_so(
    clickhouse: ClickHouse, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(answering, "DEADLINE", -0.9999999)  # an answer is given a second more
    with pytest.raises(Unavailable) as told:
        await ClickHouseReports(clickhouse, in_shard).answer(question("visitors"))
    assert told.value.reason == "slow"


async def test_a_question_that_needs_too_much_memory_is_told_so(
    clickhouse: ClickHouse, monkeypatch: pytest.MonkeyPatch
):
    async def too_large(*_: object) -> None:
        raise TooLarge("memory limit exceeded")

    monkeypatch.setattr(reports, "answer", too_large)
    with pytest.raises(Unavailable, match="memory"):
        await ClickHouseReports(clickhouse, in_shard).answer(question("visitors"))


async def test_tables_that_are_missing_make_no_wrong_answer(empty_clickhouse: ClickHouse):
    with pytest.raises(Unavailable, match="could not answer"):
        await ClickHouseReports(empty_clickhouse, in_shard).answer(question("visitors"))


async def test_a_server_that_is_away_is_told():
    [port] = free_ports(1)
    async with connected(f"http://127.0.0.1:{port}", "test") as nobody:
        with pytest.raises(Unavailable, match="does not answer"):
            await ClickHouseReports(nobody, in_shard).answer(question("visitors"))


async def test_a_leave_that_names_only_a_beacon_finds_its_pageview(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    site.log.view(1, NOON, beacon=77)
    await site.files()
    site.log.view(2, NOON, beacon=78)
    for beacon, engaged in ((77, 4_000), (78, 6_000), (79, 9_000)):
        site.log.add(Leave(1, NOON + MINUTE, beacon, "/", LEFT, engaged, 0))
    await site.files()
    assert await site.total("time_on_page") == (5.0,)


async def test_a_title_without_a_page_names_nothing(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    site.log.view(1, NOON, title="A page")
    site.log.add(TitleCorrection(1, NOON, 0, "Another"))
    await site.files()
    assert await site.by("event:title", "pageviews") == [("A page", 1)]


async def test_a_page_behind_the_last_row_says_how_many_there_are(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    for visit, path in enumerate(("/a", "/b", "/c"), 1):
        site.log.view(visit, NOON, path)
    await site.files()
    asked = replace(question("visitors", "event:page"), offset=5, total_rows=True)
    found = await ClickHouseReports(clickhouse, in_shard).answer(asked)
    assert (found.rows, found.total_rows) == ([], 3)
