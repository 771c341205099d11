"""A log of an earlier release becomes, beside the recording, what would have been stored today."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.eventually import A_MOMENT, eventually
from tests.making import event
from tracker.config import Config
from tracker.domain.events import Event
from tracker.services.erasing import rework, slices, text_sweep
from tracker.services.erasing.rework import Rework
from tracker.services.erasing.text_sweep import TextSweep
from tracker.storage.backups.verify import verify
from tracker.storage.erasing.erasures import ask_sweep, sweep_is_asked
from tracker.storage.erasing.reworked_rows import Asked, asked_rework, end_rework
from tracker.storage.file.database import Database
from tracker.storage.file.migrations import migrate
from tracker.storage.log.file_log import SqliteEventLog
from tracker.web import keys

DUMP = Path(__file__).parents[2] / "data" / "schemas" / "010.sql"
VISITS = 3_000
SECRET = re.compile(rb"s3cr3t\d*")

# A third have searched, a third have come by an advertisement, all have a secret on them.
OLD_ROWS = f"""
with recursive number (n) as (select 1 union all select n + 1 from number where n < {VISITS})
insert into text (id, value)
select 1000 + n, 'https://a' || (n % 50) || '.example/reset/' || (n % 500) || '?token=s3cr3t' || n
    from number
union all select 10000 + n, '/#/reset/' || (n % 700) || '?token=s3cr3t' || n from number
union all select 20000 + n, 'What? Number ' || n from number
union all select 30001, 'Google' union all select 30002, 'search' union all select 30003, 'campaign'
union all select 30004, 'google_ads' union all select 30005, 'https://www.google.com/?q=s3cr3t'
union all select 30006, 'internal' union all select 30007, 'https://example.com/?token=s3cr3t';
insert into campaign values
    (10, 'google_ads', '', 'https://b.example/?token=s3cr3t1', '', '', ''),
    (11, 'google_ads', '', 'https://b.example/?token=s3cr3t2', '', '', '');
with recursive number (n) as (select 1 union all select n + 1 from number where n < {VISITS})
insert into event
select 5000 + n, 5000 + n, 1, 1767226200000 + n, 797312810000384, 77, 0, 0, 2, 3, 10000 + n,
    20000 + n, iif(n % 3 = 0, 30005, 1000 + n),
    iif(n % 3 = 0, 30001, 30004), iif(n % 3 = 0, 30002, 30003),
    iif(n % 3 = 0, 0, 10 + n % 2), 0, 1, 8, 390, null, null
from number;
insert into event values (9001, 9001, 1, 1767226300000, 797312810000384, 77, 0, 0, 2, 3, 4, 5,
    30007, 1, 30006, 0, 0, 1, 8, 390, null, null);
"""


def load_old(path: Path) -> Path:
    """What the release before has left."""
    path.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(path)) as db:
        db.executescript(DUMP.read_text())
        db.executescript(OLD_ROWS)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return load_old(tmp_path / "tracker.db")


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "REST", 0)
    monkeypatch.setattr(text_sweep, "FEW", 1 << 62)


@asynccontextmanager
async def at_work(db: Database) -> AsyncIterator[SqliteEventLog]:
    """As recording.py has them."""
    log = SqliteEventLog(db)
    await log.open()
    sweep = TextSweep(db, log)
    async with sweep.working(), Rework(db, log, sweep.wake).working():
        yield log


async def is_done(db: Database) -> bool:
    """First the one, which asks for the other."""
    if await asked_rework(db) or await sweep_is_asked(db):
        return False
    return await db.empty_log()


def secrets_in(path: Path) -> list[bytes]:
    wal = path.with_name(f"{path.name}-wal")
    found = path.read_bytes() + (wal.read_bytes() if wal.exists() else b"")
    return sorted(set(SECRET.findall(found)))


async def old_rows(log: SqliteEventLog) -> list[Event]:
    rows = await log.rows_after(5000, VISITS + 1)
    return [row for row in rows if isinstance(row, Event)]


async def test_after_the_upgrade_all_is_as_it_would_be_stored_today(path: Path) -> None:
    async with Database.open(path) as db:
        assert secrets_in(path)
        async with at_work(db) as log:
            await eventually(lambda: is_done(db))
        *rows, internal = await old_rows(log)
        for number, row in enumerate(rows, 1):
            came = number % 3 == 0
            assert row.page.path == f"/#/reset/{number % 700}"
            assert row.title == f"What? Number {number}"
            assert tuple(row.source) == ("Google", "organic-search" if came else "paid-search")
            assert came == (row.page.campaign is None)
            assert row.page.campaign is None or row.page.campaign.name == "https://b.example/"
            expected = f"https://a{number % 50}.example/reset/{number % 500}"
            assert row.referrer == ("https://www.google.com/" if came else expected)
        assert (internal.referrer, internal.source.channel) == ("", "internal")
        assert secrets_in(path) == []
    assert list(verify(path)) == []


async def test_before_it_is_done_all_is_in_order_but_as_it_was(path: Path) -> None:
    async with Database.open(path) as db:
        assert await asked_rework(db) == Asked(0, 9001)
        log = SqliteEventLog(db)
        await log.open()
        assert len(await old_rows(log)) == VISITS + 1
    assert [finding for finding in verify(path) if finding.check != "removals"] == []


async def test_what_a_stop_has_cut_short_goes_on_with_the_next_start(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rework, "FIRST_ROWS", 50)
    monkeypatch.setattr(rework, "MOST_ROWS", 50)
    async with Database.open(path) as db:

        async def is_under_way() -> bool:
            asked = await asked_rework(db)
            return asked is not None and asked.done > 0

        async with at_work(db):
            await eventually(is_under_way)
        asked = await asked_rework(db)
        assert asked is not None
        assert 0 < asked.done < asked.upto
    async with Database.open(path) as db:
        async with at_work(db) as log:
            await eventually(lambda: is_done(db))
        sources = {row.source for row in await old_rows(log)}
        assert {source.channel for source in sources} == {
            "organic-search",
            "paid-search",
            "internal",
        }
        assert secrets_in(path) == []


async def test_texts_that_a_stop_has_left_are_cleaned_after_the_next_start(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rework, "FIRST_TEXTS", 1)
    monkeypatch.setattr(rework, "MOST_TEXTS", 1)
    left = "select count(*) as n from text where value like '/#/%?token=%'"
    async with Database.open(path) as db:

        async def some_are_cleaned() -> bool:
            return int((await db.read(left))[0]["n"]) < VISITS

        async with at_work(db):
            await eventually(some_are_cleaned)
        assert (await db.read(left))[0]["n"] > 0
    monkeypatch.setattr(rework, "MOST_TEXTS", 1_000)
    async with Database.open(path) as db:
        async with at_work(db):
            await eventually(lambda: is_done(db))
        assert secrets_in(path) == []


async def test_hits_come_meanwhile_and_stay_as_they_came(path: Path) -> None:
    async with Database.open(path) as db, at_work(db) as log:
        number, sent = log.newest_id, []
        while not await is_done(db):
            number += 1
            hit = event(number)
            hit.referrer, hit.title = f"https://a{number % 50}.example/reset/7", f"What? {number}"
            await log.append([hit])
            sent.append((hit.referrer, hit.title))
        rows = await log.rows_after(9001, len(sent) + 1)
        assert [(row.referrer, row.title) for row in rows if isinstance(row, Event)] == sent


async def test_a_log_that_is_of_today_is_left_alone(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    async with at_work(db) as log:
        await log.append([event(1)])
        await eventually(lambda: is_done(db))
    assert "worked through" not in caplog.text


async def test_a_file_that_can_only_be_read_is_left_alone(path: Path) -> None:
    migrate(path)
    before = path.read_bytes()
    async with Database.open_reading(path, "somebody else writes") as db:
        log = SqliteEventLog(db)
        work = Rework(db, log, lambda: None)
        await work.run()
        assert await asked_rework(db) == Asked(0, 9001)
    assert path.read_bytes() == before


@pytest.fixture
def config(config: Config) -> Config:
    load_old(config.data_dir / "tracker.db")
    return config


async def test_a_server_does_it_beside_its_work(client: TestClient, config: Config) -> None:
    db: Database = client.app[keys.DATABASE]
    await eventually(lambda: is_done(db))  # to look into the file each time would be all it does
    assert not secrets_in(config.data_dir / "tracker.db")
    assert (await client.get("/readyz")).status == 200


async def test_no_text_is_swept_that_a_row_of_before_may_come_to_name(path: Path) -> None:
    unnamed = "select count(*) as n from text where value = 'Nobody yet'"
    async with Database.open(path) as db:
        async with db.transaction() as tx:
            await tx.execute("insert into text (id, value) values (900, 'Nobody yet')")
            await ask_sweep(tx)
        log = SqliteEventLog(db)
        await log.open()
        sweep = TextSweep(db, log)
        async with sweep.working():
            await asyncio.sleep(A_MOMENT)
            assert (await db.read(unnamed))[0]["n"] == 1
            await end_rework(db)
            sweep.wake()
            await eventually(lambda: is_done(db))
        assert (await db.read(unnamed))[0]["n"] == 0
