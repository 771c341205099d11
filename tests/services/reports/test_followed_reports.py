"""Reports beside the serving: what is recorded is counted at once, whatever becomes of the file."""

import asyncio
import gc
import threading
from contextlib import suppress
from functools import partialmethod
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.conftest import AsUser
from tests.eventually import PATIENCE, eventually
from tests.web.sites.owners import add_site, visit
from tracker.domain.days import local_day
from tracker.domain.reports.question import Answer, Question, Span, Unavailable
from tracker.services.reports import followed_reports, keeping_up, open_file, readers
from tracker.storage.numbered import reader
from tracker.storage.reports import duck
from tracker.storage.reports.report_file import ReportFile
from tracker.storage.sites.sites import Site
from tracker.web import keys

EVER = Span(1_577_836_800_000, 4_102_444_800_000)
ENDLESS = "select sum(a.range * b.range) from range(9000000) a, range(9000000) b"


@pytest.fixture
async def site(as_user: AsUser) -> Site:
    return await add_site(await as_user("ada"))


async def ask(client: TestClient, site: Site) -> Answer:
    metrics = ("pageviews", "visitors")
    asked = Question(site_id=site.id, zone=site.time_zone, span=EVER, metrics=metrics)
    return await client.app[keys.FOLLOWED_REPORTS].answer(asked)


def counted(answer: Answer) -> tuple[object, ...]:
    return answer.rows[0].metrics


async def test_what_is_recorded_is_counted_at_once(client: TestClient, site: Site):
    for number in range(3):
        await visit(client, site, f"/{number}", id=str(number))
        answer = await ask(client, site)
        assert counted(answer) == (number + 1, 1)
        assert (answer.upto, answer.known, answer.stands_at) == (number + 1, 1.0, None)


async def test_a_site_that_has_moved_is_counted_by_its_new_days_at_once(
    client: TestClient, site: Site, clock: Clock
):
    """Though nothing has come since."""
    await visit(client, site)
    assert counted(await ask(client, site)) == (1, 1)
    now, sites = clock(), client.app[keys.SITES]
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):  # never on the same day
        moved = await sites.change(site.id, time_zone=zone)
        start, end = local_day(now, ZoneInfo(zone))[1:]
        metrics = ("pageviews",)
        asked = Question(site_id=site.id, zone=zone, span=Span(start, end), metrics=metrics)
        answer = await client.app[keys.FOLLOWED_REPORTS].answer(asked)
        assert (moved.time_zone, counted(answer)) == (zone, (1,))


async def test_questions_at_once_are_answered_alike(client: TestClient, site: Site):
    await visit(client, site)
    answers = await asyncio.gather(*(ask(client, site) for _ in range(12)))
    assert {counted(answer) for answer in answers} == {(1, 1)}


async def test_a_file_that_fails_is_opened_again(client: TestClient, site: Site, monkeypatch):
    monkeypatch.setattr(followed_reports, "AGAIN", 0.0)
    monkeypatch.setattr(keeping_up, "EVERY", 0.0)
    await visit(client, site)
    with monkeypatch.context() as broken:
        broken.setattr(ReportFile, "follow", fails)
        with suppress(Unavailable):
            answer = await ask(client, site)
            assert (counted(answer), answer.stands_at) == ((0, 0), 0)

    async def all_is_counted() -> bool:
        with suppress(Unavailable):
            return counted(await ask(client, site)) == (1, 1)
        return False

    await eventually(all_is_counted)


async def test_a_question_that_takes_too_long_is_interrupted(
    client: TestClient, site: Site, monkeypatch
):
    with monkeypatch.context() as endless:
        endless.setattr(readers, "DEADLINE", 0.05)
        endless.setattr(readers, "PATIENCE", PATIENCE)
        endless.setattr(reader, "answer", lambda connection, _: duck.rows(connection, ENDLESS))
        with pytest.raises(Unavailable) as told:
            await ask(client, site)
    assert told.value.reason == "slow"
    assert counted(await ask(client, site)) == (0, 0)
    assert client.app[keys.FOLLOWED_REPORTS].wrong == ""


async def test_who_waits_while_the_file_is_made_anew_is_answered_by_the_next(
    client: TestClient, site: Site, monkeypatch
):
    await visit(client, site)
    await ask(client, site)
    held, begun = threading.Event(), threading.Barrier(readers.READERS + 1)
    real = reader.Reader.answer

    def answer(self: reader.Reader, question: Question) -> reader.Found:
        begun.wait(PATIENCE)
        held.wait(PATIENCE)
        return real(self, question)

    followed = client.app[keys.FOLLOWED_REPORTS]
    with monkeypatch.context() as slow:
        slow.setattr(readers, "DEADLINE", PATIENCE)
        slow.setattr(reader.Reader, "answer", answer)
        asking = [asyncio.create_task(ask(client, site)) for _ in range(readers.READERS)]
        await asyncio.to_thread(begun.wait, PATIENCE)
        slow.setattr(reader.Reader, "answer", real)
        asking.append(asyncio.create_task(ask(client, site)))  # waits for its turn
        await asyncio.sleep(0)
        await followed.begin_anew()
        await eventually(lambda: followed.counted[0] == 0)
        held.set()
        answers = await asyncio.gather(*asking)
    assert {counted(each) for each in answers} == {(1, 1)}


async def test_questions_that_do_not_end_are_told_apart_until_they_do(
    client: TestClient, site: Site, monkeypatch
):
    held = threading.Event()
    with monkeypatch.context() as endless:
        endless.setattr(readers, "DEADLINE", 0.05)
        endless.setattr(readers, "PATIENCE", 0.05)
        # The whole of it: between statements it would hear that it is to end.
        endless.setattr(reader.Reader, "answer", lambda *_: held.wait(PATIENCE) and fails())
        answers = (ask(client, site) for _ in range(readers.READERS))
        told = await asyncio.gather(*answers, return_exceptions=True)
        assert [each.reason for each in told if isinstance(each, Unavailable)] == ["slow", "slow"]
        with pytest.raises(Unavailable, match="restarted"):
            await ask(client, site)
        followed = client.app[keys.FOLLOWED_REPORTS]
        assert "restart" in followed.wrong
        held.set()
        await eventually(lambda: not followed.wrong)
    assert counted(await ask(client, site)) == (0, 0)


async def test_a_question_that_did_not_hear_it_is_told_again(
    client: TestClient, site: Site, monkeypatch
):
    monkeypatch.setattr(readers, "DEADLINE", 0.05)
    monkeypatch.setattr(readers, "PATIENCE", PATIENCE)
    told, interrupt = [], reader.Reader.interrupt

    def hears_the_third(asked: reader.Reader) -> None:
        told.append(asked)
        if len(told) >= 3:
            interrupt(asked)

    with monkeypatch.context() as endless:
        endless.setattr(reader.Reader, "interrupt", hears_the_third)
        endless.setattr(reader, "answer", lambda connection, _: duck.rows(connection, ENDLESS))
        with pytest.raises(Unavailable, match="longer than five seconds"):
            await ask(client, site)
    assert client.app[keys.FOLLOWED_REPORTS].wrong == ""


async def test_where_there_is_no_duckdb_everything_else_is_served(
    client: TestClient, site: Site, monkeypatch
):
    monkeypatch.setattr(open_file, "opened", absent)
    with pytest.raises(Unavailable, match="DuckDB") as told:
        await ask(client, site)
    assert told.value.reason == "absent"
    await visit(client, site)


def fails(*_: object) -> None:
    raise duck.EngineError("the disk is full")


def absent(path: Path, database: Path) -> None:
    raise duck.Absent("no module")


async def test_a_clock_that_was_ahead_puts_nothing_off(
    client: TestClient, site: Site, clock: Clock, monkeypatch
):
    """Days are summed up again soon, not in ten years."""
    monkeypatch.setattr(keeping_up, "EVERY", 0.01)
    monkeypatch.setattr(keeping_up, "TIDY_EVERY", 0.02)
    rolled: list[int] = []
    monkeypatch.setattr(ReportFile, "roll", lambda _, now: bool(rolled.append(now)))
    real = clock()
    clock.leap(days=3_650)
    await ask(client, site)
    await eventually(lambda: rolled and rolled[-1] > real + 86_400_000)
    clock.leap(days=-3_650)
    await eventually(lambda: rolled[-1] < real + 86_400_000)


async def test_a_stop_waits_for_no_slice_of_the_log(
    client: TestClient, site: Site, monkeypatch, caplog: pytest.LogCaptureFixture
):
    """What is undone is counted after the next start; a start waits for the stop before it."""
    begun = threading.Event()

    def endless(file: ReportFile, upto: int) -> None:
        begun.set()
        duck.rows(file.duck, ENDLESS)

    monkeypatch.setattr(keeping_up, "EVERY", 0.0)
    await ask(client, site)
    monkeypatch.setattr(keeping_up, "_follow", endless)
    await visit(client, site)
    await eventually(begun.is_set)
    async with asyncio.timeout(PATIENCE):
        await client.close()
    gc.collect()
    assert [each.message for each in caplog.records if each.levelname == "ERROR"] == []


async def test_what_was_read_leaves_the_memory_once_nobody_asks(
    client: TestClient, site: Site, monkeypatch
):
    monkeypatch.setattr(keeping_up, "EVERY", 0.01)
    monkeypatch.setattr(keeping_up, "TIDY_EVERY", 0.02)
    let_go: list[ReportFile] = []
    monkeypatch.setattr(ReportFile, "let_go", partialmethod(_told, let_go))
    await ask(client, site)
    await eventually(lambda: let_go)
    assert counted(await ask(client, site)) == (0, 0)


async def test_nothing_leaves_the_memory_under_somebody_who_asks(
    client: TestClient, site: Site, monkeypatch
):
    monkeypatch.setattr(keeping_up, "TIDY_EVERY", float("inf"))  # once
    monkeypatch.setattr(readers, "BUSY", float("inf"))
    followed = client.app[keys.FOLLOWED_REPORTS]
    await ask(client, site)
    await eventually(lambda: followed.is_whole)
    await ask(client, site)
    let_go: list[ReportFile] = []
    monkeypatch.setattr(ReportFile, "let_go", partialmethod(_told, let_go))
    opened = followed._opened
    file, asked_by = opened.file, opened.serving.readers
    await opened.rest(file)
    assert not let_go, "somebody has asked since"
    asked_by.stuck = 1
    await opened.rest(file)
    assert not let_go, "a question does not end"
    asked_by.stuck = 0
    await opened.rest(file)
    assert let_go == [file]


async def test_a_question_that_is_too_large_says_so_and_hinders_nobody(
    client: TestClient, site: Site
):
    followed = client.app[keys.FOLLOWED_REPORTS]
    await ask(client, site)
    await eventually(lambda: followed.is_whole)
    serving = followed._opened.serving
    for _ in range(3):
        with pytest.raises(Unavailable, match="needs more memory") as told:
            await followed.listed(
                lambda asked: duck.rows(asked, "select list(n) from range(100_000_000) t(n)")
            )
        assert told.value.reason == "slow"
    assert counted(await ask(client, site)) == (0, 0)
    assert (followed.failure, followed._opened.serving) == (None, serving)


async def test_where_somebody_asks_all_day_it_leaves_the_memory_all_the_same():
    asked_by, rests = readers.Readers(lambda: None), []

    async def rest() -> None:
        rests.append(True)

    for _ in range(2 * readers.BUSY):
        await asked_by.ask(lambda _: None)
        await asked_by.rest(rest)
    assert len(rests) == 2


def _told(file: ReportFile, let_go: list[ReportFile]) -> None:
    let_go.append(file)
