"""Reports of ClickHouse as the server asks them: up to where they go, and what they say when they
can't."""

import asyncio

import pytest
from msgspec.structs import replace

from tests.deploy.proxies import free_ports
from tests.eventually import PATIENCE, eventually
from tests.making import NOON as NOW
from tests.reports.small_log import clock
from tests.storage.clickhouse.small_site import SmallSite, question
from tracker.domain.hits import TEST
from tracker.domain.reports.conditions import Term
from tracker.domain.reports.question import BadQuestion, Delayed, Unavailable
from tracker.domain.reports.visits import EventPlace, VisitPlace
from tracker.services.filed_reports import asking
from tracker.services.filed_reports.filed_reports import FiledReports
from tracker.storage.clickhouse import answering
from tracker.storage.clickhouse.client import ClickHouse, TooLarge, connected
from tracker.storage.clickhouse_lists import (
    event_pages,
    newest_events,
    numbered_texts,
    whole_visits,
)

NOON = clock("2026-11-21 12:00")
DAY = 86_400_000


class Reports(FiledReports):
    """Of shard 0; the site's newest row has the cursor `head`."""

    def __init__(self, engine: ClickHouse, head: int = 0) -> None:
        self.head = head
        super().__init__(engine, lambda _: 0, lambda _: self.head, lambda: NOW)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is."""
    monkeypatch.setattr(asking, "WITHIN", PATIENCE)
    for module in (answering, event_pages, newest_events, numbered_texts, whole_visits):
        monkeypatch.setattr(module, "DEADLINE", PATIENCE)


@pytest.fixture
def site(clickhouse: ClickHouse) -> SmallSite:
    return SmallSite(clickhouse)


async def test_an_answer_says_up_to_which_row_it_goes(site: SmallSite):
    for visit in (1, 2):
        site.log.view(visit, NOON)
    await site.files()
    found = await Reports(site.engine, 2).answer(question("visitors"))
    assert (found.rows[0].metrics, found.upto, found.total_rows) == ((2,), 2, None)
    assert (found.is_late, found.stands_at, found.counted_at) == (False, None, NOW)


async def test_what_is_just_being_filed_is_waited_for(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(asking, "WAITS", 600.0)
    site.log.view(1, NOON)
    answer = asyncio.create_task(Reports(site.engine, 1).answer(question("visitors")))
    await asyncio.sleep(asking.LOOKS)
    await site.files()
    assert (await answer).rows[0].metrics == (1,)


async def test_what_is_not_filed_in_time_is_left_out_and_said(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(asking, "WAITS", 0.1)
    site.log.view(1, NOON)
    await site.files()
    reports = Reports(site.engine, 9)
    found = await reports.answer(question("visitors"))
    assert (found.rows[0].metrics, found.upto) == ((1,), 1)
    assert (found.is_late, found.stands_at) == (True, NOON)
    monkeypatch.setattr(asking, "WAITS", 600.0)
    assert (await reports.answer(question("visitors"))).is_late  # nobody waits again for nothing
    with pytest.raises(Unavailable, match="just being filed"):
        await anext(aiter(reports.lists.visits(question("visits"), None)))
    reports.head = 1
    assert not (await reports.answer(question("visitors"))).is_late


async def test_goals_of_a_site_without_have_no_rows(clickhouse: ClickHouse):
    assert (await Reports(clickhouse).answer(question("conversions", "event:goal"))).rows == []


async def test_what_is_no_expression_is_the_questions_fault(site: SmallSite):
    site.log.view(1, NOON)
    await site.files()
    asked = question("visitors", filters=Term("event:page", "matches", ("(",)))
    with pytest.raises(BadQuestion, match="RE2"):
        await Reports(site.engine).answer(asked)


async def test_a_question_that_takes_too_long_is_told_so(
    clickhouse: ClickHouse, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(answering, "DEADLINE", -0.9999999)  # an answer is given a second more
    with pytest.raises(Delayed) as told:
        await Reports(clickhouse).answer(question("visitors"))
    assert told.value.reason == "slow"


async def test_a_question_that_needs_too_much_memory_is_told_so(
    clickhouse: ClickHouse, monkeypatch: pytest.MonkeyPatch
):
    async def too_large(*_: object) -> None:
        raise TooLarge("memory limit exceeded")

    monkeypatch.setattr(answering, "answer", too_large)
    with pytest.raises(Unavailable, match="memory"):
        await Reports(clickhouse).answer(question("visitors"))


async def test_one_of_many_short_statements_is_not_asked_for_ever(
    clickhouse: ClickHouse, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(asking, "WITHIN", 0.0)
    with pytest.raises(Delayed, match="five seconds"):
        await Reports(clickhouse).answer(question("visitors"))


async def test_so_many_are_asked_at_once_and_no_more(
    clickhouse: ClickHouse, monkeypatch: pytest.MonkeyPatch
):
    under_way, go_on = [], asyncio.Event()

    async def answer(*given: object) -> None:
        under_way.append(given)
        await go_on.wait()
        raise BadQuestion

    monkeypatch.setattr(answering, "answer", answer)
    reports = Reports(clickhouse)
    asked = [asyncio.create_task(reports.answer(question("visitors"))) for _ in range(9)]
    await eventually(lambda: len(under_way) == asking.AT_ONCE)
    go_on.set()
    await asyncio.wait(asked)
    assert [type(each.exception()) for each in asked] == [BadQuestion] * 9


async def test_tables_that_are_missing_make_no_wrong_answer(empty_clickhouse: ClickHouse):
    reports = Reports(empty_clickhouse)
    with pytest.raises(Unavailable, match="could not answer"):
        await reports.answer(question("visitors"))
    assert (reports.wrong, reports.state.failed_at) == ("", NOW)
    assert "mark" in reports.state.failure


async def test_a_server_that_is_away_is_told(site: SmallSite):
    [port] = free_ports(1)
    async with connected(f"http://127.0.0.1:{port}", "test") as nobody:
        reports = Reports(nobody)
        with pytest.raises(Delayed, match="does not answer"):
            await reports.answer(question("visitors"))
        assert "does not answer" in reports.wrong
        assert reports.state.wrong == reports.wrong
        reports._asking._engine = site.engine
        await reports.answer(question("visitors"))
        assert reports.wrong == ""


async def test_a_page_behind_the_last_row_says_how_many_there_are(site: SmallSite):
    for visit, path in enumerate(("/a", "/b", "/c"), 1):
        site.log.view(visit, NOON, path)
    await site.files()
    asked = replace(question("visitors", "event:page"), offset=5, total_rows=True)
    found = await Reports(site.engine).answer(asked)
    assert (found.rows, found.total_rows) == ([], 3)


async def test_properties_are_named(site: SmallSite):
    for visit, says in enumerate(({"plan": "free"}, {"plan": "pro", "seats": 3}), 1):
        site.log.done(visit, NOON, "Signup", says=says)
    site.log.done(3, NOON, "Other", says={"none": 1})
    await site.files()
    found = await Reports(site.engine).property_names(question("events"), "Signup")
    assert found == ["plan", "seats"]


async def test_lists_are_asked(site: SmallSite, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tracker.storage.clickhouse_lists.event_pages.AT_ONCE", 2)
    for visit in (1, 2, 3):
        site.log.view(visit, NOON + visit, "/a")
    await site.files()
    lists, asked = Reports(site.engine, 3).lists, question("visits")
    newest = await lists.newest_visits(asked, VisitPlace(asked.span.end, 0), 2)
    assert [each.visit for each in newest] == [3, 2]
    assert [len(each) for each in (await lists.visited_rows(1, [2, 3], 9)).values()] == [1, 1]
    events = await lists.newest_events(asked, EventPlace(NOON + 3, 0), 9)
    assert [each.visit for each in events] == [2, 1]
    assert (await lists.carried(asked, True), await lists.carrying(asked)) == ([], 0)
    told = await lists.told_visit(1, asked.zone, 2, 9, 9)
    assert told
    assert (told.visit.visit, len(told.rows), told.of_visitor) == (2, 1, [(NOON + 2, 2)])
    assert await lists.told_visit(1, asked.zone, 7, 9) is None
    behind = lists.visits(asked, VisitPlace(NOON + 1, 1))
    visits = [row.visit async for page in behind for row in page]
    assert visits == [2, 3]
    pages = [[each.visit for each in page] async for page in lists.events(asked, None)]
    assert pages == [[1, 2], [3]]


async def test_all_of_a_site_is_listed_up_to_a_cursor(site: SmallSite):
    """However far its days lie apart."""
    reports = Reports(site.engine)
    assert [page async for page in reports.lists.everything(1, 9)] == []
    for visit, days in enumerate((3, 0, 900, 1), 1):
        site.log.view(visit, NOON + days * DAY, f"/{days}")
    await site.files()
    reports.head = 4
    found = [page async for page in reports.lists.everything(1, 3)]
    assert [each.page.path for page in found for each in page] == ["/0", "/3", "/900"]
    assert await reports.lists.how_many(1, 1, 4, TEST) == 3
    reports.head = 9
    with pytest.raises(Unavailable, match="just being filed"):
        await anext(aiter(reports.lists.everything(1, 9)))


async def test_pages_have_numbers_and_are_found_by_them(site: SmallSite):
    site.log.view(1, NOON, "/a")
    await site.files()
    lists = Reports(site.engine).lists
    numbers = await lists.numbers_of(["/a", "/b"])
    assert await lists.texts_of(1, numbers.values()) == {numbers["/a"]: "/a"}
