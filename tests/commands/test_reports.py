"""`tracker verify` of what reports say, and `tracker reports rebuild`: beside a server and without
one."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.commands.conftest import ADDRESS
from tests.conftest import Cli
from tests.eventually import PATIENCE, eventually
from tests.making import NOON, event, leave, visitor
from tests.seeded_data import Seeded, seed
from tracker.domain.ids import first_id
from tracker.domain.places import Place
from tracker.services.acts import reports as acts
from tracker.services.reports import followed_reports, keeping_up, open_file
from tracker.services.reports.followed_reports import FollowedReports
from tracker.services.reports.verifying import BESIDE
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.reports.duck import Absent, EngineError, rows
from tracker.storage.reports.opening import NAME, opened
from tracker.storage.reports.report_file import ReportFile
from tracker.web import keys
from tracker.web.serving.server import controlled

DAY = 86_400_000
BERLIN = Place("DE", "", "Berlin", "", None, None)


@pytest.fixture
async def seeded(data_dir: Path) -> Seeded:
    """Ada's site with six visits of three days: two pageviews each, and a leave."""
    seeded = await seed(data_dir)
    async with Database.open(data_dir / "tracker.db") as db:
        log = SqliteEventLog(db)
        await log.open()
        for number in range(1, 7):
            at = NOON + number * DAY // 2
            visit, who = first_id(at) + number, visitor(number, seeded.site.id)
            await log.append(
                [
                    event(number * 2, who=who, visit=visit, at=at, beacon=number, place=BERLIN),
                    event(number * 2 + 1, who=who, visit=visit, at=at + 1),
                    leave(2, beacon=number, visit=visit, at=at + 2),
                ]
            )
    return seeded


def follow(data_dir: Path, *damage: str) -> None:
    """As a server that has stopped since: days are summed up."""
    with opened(data_dir / NAME, data_dir / "tracker.db") as file:
        file.follow(file.head())
        while file.roll(NOON + 9 * DAY):
            pass
        for statement in damage:
            rows(file.duck, statement)


async def verified(cli: Cli) -> list[str]:
    done = await cli("verify", "--json")
    said = json.loads(done.stdout)
    assert done.exit_code == int(not said["ok"])
    return [each["found"] for each in said["findings"]]


async def test_reports_that_say_what_the_log_says_are_sound(
    cli: Cli, seeded: Seeded, data_dir: Path
) -> None:
    follow(data_dir)
    assert await verified(cli) == []
    assert not list(data_dir.glob(f"{BESIDE}*"))


async def test_what_a_kill_has_left_is_cleared_away(
    cli: Cli, seeded: Seeded, data_dir: Path
) -> None:
    follow(data_dir)
    (data_dir / f"{BESIDE}x").mkdir()
    (data_dir / f"{BESIDE}x" / NAME).touch()
    (data_dir / f"{BESIDE}{NAME}").touch()  # counted, and not yet in its place
    assert await verified(cli) == []
    assert not list(data_dir.glob(f"{BESIDE}*"))


DAMAGED = {
    "a visit": (
        "update visit set duration = 777 where day = 20780",
        "duration: 777, the log says 1000",
    ),
    "a visit that is gone": ("delete from visit where day = 20780", "rows: 0, the log says 1"),
    "a row": ("update recent set width = 777 where cursor = 7", "row 7, width: 777, the log"),
    "a row twice": (
        "insert into recent from recent where cursor = 7",
        "some row, times: more than 1",
    ),
    "a day": (
        "update day_total set visitors = 777 where day = 20780",
        "the day's sums, visitors: 777, the log says 2",
    ),
    "an hour": (
        "update hour_total set visits = 777 where hour % 24 = 12 and day = 20780",
        "the hour from 12:00 UTC, visits: 777, the log says 1",
    ),
    "a source": (
        "update day_visit set bounces = 777 where dimension = 1 and day = 20780",
        "visit:source “Direct”, bounces: 777, the log says 0",
    ),
    "a country": (
        "update day_visit set pageviews = 777 where dimension = 4 and day = 20780",
        "visit:country “DE”, pageviews: 777, the log says 4",
    ),
    "a page": (
        "update day_event set engaged = 777 where dimension = 1 and day = 20780",
        "event:page “/”, engaged: 777, the log says 2000",
    ),
}


@pytest.mark.parametrize(("damage", "said"), DAMAGED.values(), ids=DAMAGED)
async def test_a_figure_that_is_wrong_is_named(
    cli: Cli, seeded: Seeded, data_dir: Path, damage: str, said: str
) -> None:
    follow(data_dir, damage)
    [found] = await verified(cli)
    assert found.startswith("example.com on 2026-11-23, ")
    assert said in found


async def test_days_that_are_not_summed_up_have_no_sums_to_compare(
    cli: Cli, seeded: Seeded, data_dir: Path
) -> None:
    follow(data_dir, "delete from day_total", "insert into dirty select site, day from visit")
    assert await verified(cli) == []


async def test_counting_anew_mends_what_was_wrong(cli: Cli, seeded: Seeded, data_dir: Path) -> None:
    follow(data_dir, "delete from visit")
    done = await cli("reports", "rebuild")
    assert (done.exit_code, "up to row 18 of the log" in done.stdout) == (0, True)
    assert await verified(cli) == []


async def test_a_restored_database_is_counted_anew(
    cli: Cli, seeded: Seeded, data_dir: Path
) -> None:
    assert (await cli("backup")).exit_code == 0
    [backup] = (data_dir / "backups").iterdir()
    await record(data_dir, 50, visit=7)
    follow(data_dir)
    assert (await cli("restore", str(backup))).exit_code == 0
    await record(data_dir, 60, visit=8)
    assert await verified(cli) == []
    with opened(data_dir / NAME, data_dir / "tracker.db") as file:
        assert rows(file.duck, "select count(*) from visit where visit = 7") == [(0,)]


async def record(data_dir: Path, number: int, visit: int) -> None:
    async with Database.open(data_dir / "tracker.db") as db:
        log = SqliteEventLog(db)
        await log.open()
        await log.append([event(number, visit=visit, at=NOON + 4 * DAY)])


@pytest.fixture
async def running(seeded: Seeded, client: TestClient, monkeypatch) -> AsyncIterator[TestClient]:
    """A server on that site, asked through its control socket."""
    monkeypatch.setattr(open_file, "OPENS_WITHIN", PATIENCE)
    monkeypatch.setattr(followed_reports, "BEGINS_AFTER", 0.0)
    monkeypatch.setattr(keeping_up, "EVERY", 0.01)
    async with controlled(client.app, ADDRESS):
        reports = client.app[keys.FOLLOWED_REPORTS]
        await reports.in_turn(ReportFile.head)
        await eventually(lambda: reports.is_whole)
        yield client


async def damage(client: TestClient) -> None:
    """Of a day that nothing changes any more."""
    wrong = "update day_total set visits = 777 where day = 20780"
    await client.app[keys.FOLLOWED_REPORTS].in_turn(lambda file: rows(file.duck, wrong))


async def test_beside_a_server_it_is_the_server_that_compares(
    cli: Cli, running: TestClient
) -> None:
    assert await verified(cli) == []
    await damage(running)
    [found] = await verified(cli)
    assert found.endswith("visits: 777, the log says 2")


async def test_beside_a_server_it_is_counted_anew(cli: Cli, running: TestClient) -> None:
    await damage(running)
    done = await cli("reports", "rebuild", "--json")
    assert json.loads(done.stdout) == {"rows": 18}
    assert await verified(cli) == []


async def test_what_was_erased_in_between_is_no_difference(
    cli: Cli, running: TestClient, monkeypatch
) -> None:
    said = iter([True, False])
    monkeypatch.setattr(ReportFile, "has_lost_later", lambda _: next(said))
    assert await verified(cli) == []
    assert next(said, "asked again") == "asked again"


async def test_it_is_not_begun_on_a_full_disk(cli: Cli, running: TestClient, monkeypatch) -> None:
    monkeypatch.setattr(FollowedReports, "hindered", True)
    for command in (("reports", "rebuild"), ("verify",)):
        done = await cli(*command)
        assert (done.exit_code, "the disk is nearly full" in done.stderr) == (1, True)


async def test_it_is_not_begun_while_questions_do_not_end(
    cli: Cli, running: TestClient, monkeypatch
) -> None:
    monkeypatch.setattr(FollowedReports, "wrong", "restart it")
    done = await cli("reports", "rebuild")
    assert (done.exit_code, "restart it" in done.stderr) == (1, True)


async def test_a_file_that_is_counted_just_now_is_not_compared(
    cli: Cli, running: TestClient, monkeypatch
) -> None:
    monkeypatch.setattr(followed_reports, "NEAR", -1)
    done = await cli("verify")
    assert (done.exit_code, "being counted just now (100%)" in done.stderr) == (1, True)


FAILS = {
    "it is not installed": (Absent("no module"), "Reports need DuckDB"),
    "it fails": (EngineError("the disk is full"), "Reports failed: the disk is full"),
}


@pytest.mark.parametrize(("error", "said"), FAILS.values(), ids=FAILS)
async def test_what_duckdb_refuses_is_one_sentence(
    cli: Cli, seeded: Seeded, monkeypatch, error: Exception, said: str
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(acts, "opened", fails)
    done = await cli("reports", "rebuild")
    assert (done.exit_code, said in done.stderr) == (1, True)
    assert len(done.stderr.splitlines()) == 1
