"""The reports' file by itself: whatever becomes of it, it says what the log says."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.making import account
from tests.reports.small_log import BERLIN, SmallLog, clock
from tracker.domain.days import local_day
from tracker.domain.places import Place
from tracker.domain.reports.conditions import Not, Term
from tracker.domain.reports.question import Question, Span, Value
from tracker.domain.rows import PlaceCorrection, Reset
from tracker.domain.sources import Source
from tracker.services.recording.hit_rows import MOST_ENGAGED
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.numbered.reader import Reader
from tracker.storage.reports.duck import EngineError, rows, run
from tracker.storage.reports.opening import opened, put_in_place
from tracker.storage.reports.report_file import ReportFile, followed_alike
from tracker.storage.sites.sites import Site, insert_site

NOON = clock("2026-11-20 12:00")
A_DAY = 86_400_000
FEW_MB = 4


class Shop:
    """A site with a log of its own."""

    def __init__(self, db: Database, site: Site) -> None:
        self.site, self._db, self.log = site, db, SqliteEventLog(db)
        self.rows = SmallLog()
        self.path = db.path.with_name("reports.duckdb")

    async def goes_on(self) -> None:
        """What has been added is on disk."""
        new = [row for row in self.rows.rows if row.cursor > self.log.head]
        for row in new:
            row.site_id = self.site.id
        await self.log.append(new)

    async def moves(self, zone: str) -> None:
        """The site is in another time zone from now on."""
        async with self._db.transaction() as tx:
            await tx.execute("update site set time_zone = ?", (zone,))

    @contextmanager
    def reports(self) -> Iterator[ReportFile]:
        with opened(self.path, self._db.path) as file:
            while file.cursor < self.log.head:
                file.follow(self.log.head)
            yield file

    def counts(self, *metrics: str, zone: str = BERLIN, **more: object) -> tuple[Value, ...]:
        with self.reports() as file:
            return ask(file, self.site, metrics, zone, **more)


def ask(
    file: ReportFile, site: Site, metrics: tuple[str, ...], zone: str = BERLIN, **more: object
) -> tuple[Value, ...]:
    day = local_day(NOON, ZoneInfo(zone))
    span = more.pop("span", Span(day.start, day.end))
    asked = Question(site_id=site.id, zone=zone, span=span, metrics=metrics, **more)
    return Reader(file.connection()).answer(asked).rows[0].metrics


@pytest.fixture
async def shop(db: Database) -> Shop:
    ada = await account(db)
    async with db.transaction() as tx:
        site = await insert_site(
            tx, key="shopshopshop", owner_id=ada.id, name="s.example", time_zone=BERLIN, at=0
        )
    shop = Shop(db, site)
    await shop.log.open()
    page = shop.rows.view(1, NOON, "/")
    await shop.goes_on()
    shop.rows.leave(page, 5_000, engaged=4_000, depth=50)
    shop.rows.view(1, NOON + 60_000, "/a")
    shop.rows.view(2, NOON, "/")
    await shop.goes_on()
    return shop


METRICS = ("visitors", "visits", "pageviews", "bounce_rate", "scroll_depth")
SAID = (2, 2, 3, 50.0, 50.0)


async def test_it_says_what_the_log_says(shop: Shop):
    assert shop.counts(*METRICS) == SAID


async def test_it_goes_on_where_it_was(shop: Shop):
    shop.counts(*METRICS)
    shop.rows.view(3, NOON + 1)
    await shop.goes_on()
    with opened(shop.path, shop._db.path) as file:
        assert file.cursor == shop.log.head - 1
    assert shop.counts("visitors") == (3,)


@pytest.mark.parametrize("spoilt", [b"", b"rubbish" * 9_000])
async def test_a_spoilt_file_is_made_anew(shop: Shop, spoilt: bytes):
    shop.counts(*METRICS)
    shop.path.write_bytes(spoilt)
    assert shop.counts(*METRICS) == SAID


async def test_a_missing_file_is_made_anew(shop: Shop):
    shop.counts(*METRICS)
    shop.path.unlink()
    assert shop.counts(*METRICS) == SAID


@pytest.mark.parametrize("other", ["version = 0", "log = 'another'", "cursor = cursor + 1"])
async def test_a_file_of_another_log_or_version_is_made_anew(shop: Shop, other: str):
    with shop.reports() as file:
        rows(file.duck, f"update mark set {other}")
        rows(file.duck, "delete from visit")
    assert shop.counts(*METRICS) == SAID


async def test_a_damaged_block_is_noticed(shop: Shop):
    shop.counts(*METRICS)
    with shop.path.open("r+b") as file:
        file.seek(3 * 4_096 + 100)
        file.write(b"\xff" * 200)
    assert shop.counts(*METRICS) == SAID


async def test_a_site_that_moves_has_its_visits_on_other_days(shop: Shop):
    shop.rows.view(4, clock("2026-11-20 23:30"), "/late")
    await shop.goes_on()
    assert shop.counts("pageviews") == (4,)
    with shop.reports() as file:
        file.settle()
    await shop.moves("Asia/Tokyo")
    shop.rows.view(5, clock("2026-11-21 02:00"), "/later")
    await shop.goes_on()
    assert shop.counts("pageviews", zone="Asia/Tokyo") == (3,)


async def test_sums_of_days_say_what_their_rows_say(shop: Shop):
    with shop.reports() as file:
        before = ask(file, shop.site, METRICS)
        while file.roll(NOON + A_DAY):
            pass
        assert rows(file.duck, "select * from dirty") == []
        assert ask(file, shop.site, METRICS) == before == SAID


async def test_what_a_question_may_read_it_cannot_change(shop: Shop):
    with shop.reports() as file:
        with pytest.raises(EngineError):
            rows(file.duck, "copy visit to '/nowhere/at/all'")
        assert ask(file, shop.site, METRICS) == SAID


def test_no_file_no_reports(tmp_path: Path):
    (tmp_path / "reports.duckdb").mkdir()
    with (
        pytest.raises(Exception, match=r"reports|directory|database"),
        opened(tmp_path / "reports.duckdb", tmp_path / "tracker.db"),
    ):
        pass


async def test_two_texts_that_became_one_are_counted_as_one(shop: Shop):
    async with shop._db.transaction() as tx:
        await tx.execute("update text set value = '/' where value = '/a'")
    with shop.reports() as file:
        pages = ask(file, shop.site, ("pageviews",), dimensions=("event:page",))
    assert pages == (3,)


async def test_it_is_made_anew_once_an_upgrade_is_worked_through(shop: Shop):
    async with shop._db.transaction() as tx:
        await tx.execute("insert into rework (done, upto) values (0, 9)")
    with shop.reports() as file:
        assert not file.is_outdated()
        async with shop._db.transaction() as tx:
            await tx.execute("delete from rework")
            await tx.execute("update text set value = '/b' where value = '/a'")
        assert file.is_outdated()
    wanted = Term("event:page", "is", ("/b",))
    assert shop.counts("pageviews", filters=wanted) == (1,)


async def test_a_file_from_before_a_removal_may_hold_what_is_erased(shop: Shop):
    with shop.reports() as file:
        assert not file.may_hold_what_is_erased()
        shop.rows.add(Reset(shop.site.id, NOON, 1))
        await shop.goes_on()
        assert file.may_hold_what_is_erased()
    shop.path.unlink()
    with shop.reports() as file:
        assert not file.may_hold_what_is_erased()


def test_another_file_takes_the_place_of_one_and_of_its_log(tmp_path: Path):
    one, other = tmp_path / "one", tmp_path / "other"
    for each in (one, other, tmp_path / "one.wal"):
        each.write_text(each.name)
    put_in_place(other, one)
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {"one": "other"}


async def test_a_page_of_the_site_itself_is_no_referrer(shop: Shop):
    """Earlier releases have kept it as one."""
    own = shop.rows.view(7, NOON, referrer="https://s.example/")
    own.source = Source("Direct", "internal")
    await shop.goes_on()
    nothing = Term("visit:referrer", "is", ("",))
    assert shop.counts("visitors", filters=nothing) == (3,)
    assert shop.counts("visitors", filters=Not(nothing)) == (0,)


async def test_a_visit_of_a_month_is_counted(shop: Shop):
    """Its milliseconds are more than 32 bits hold, and so are those of pages left open."""
    pages = [shop.rows.view(9, NOON + number) for number in range(2)]
    for page in pages:
        shop.rows.leave(page, 3_600_000, engaged=MOST_ENGAGED)
    shop.rows.view(9, NOON + 30 * A_DAY)
    await shop.goes_on()
    assert shop.counts("engaged_time") == ((2 * MOST_ENGAGED / 1000 + 4) / 3,)
    assert shop.counts("visit_duration") == ((MOST_ENGAGED + 1 + 60_000) / 3_000,)


BERLIN_THERE = Place("DE", "", "Berlin", "", None, None)
PARIS_THERE = Place("FR", "", "Paris", "", None, None)


async def country_of(shop: Shop, visit: int) -> str:
    """As the file has it after whatever was settled."""
    with shop.reports() as file:
        [(found,)] = rows(
            file.duck,
            "select distinct p.country from visit v join place p on p.id = v.place"
            " where v.visit = $visit",
            {"visit": visit},
        )
    return found


def settled(shop: Shop) -> None:
    with shop.reports() as file:
        file.settle()
        assert rows(file.duck, "select count(*) > 0 from event") == [(True,)]


async def test_a_place_that_is_found_very_late_counts_as_it_does_in_a_fresh_count(shop: Shop):
    shop.rows.view(7, NOON, "/")
    shop.rows.view(7, NOON + 1, "/", place=BERLIN_THERE)
    shop.rows.view(8, NOON + 9 * A_DAY)
    await shop.goes_on()
    settled(shop)
    shop.rows.view(7, NOON + 9 * A_DAY)
    await shop.goes_on()
    assert await country_of(shop, 7) == "DE"
    shop.rows.add(PlaceCorrection(shop.site.id, NOON, 7, PARIS_THERE))
    await shop.goes_on()
    assert await country_of(shop, 7) == "FR"
    shop.path.unlink()
    assert await country_of(shop, 7) == "FR"


async def test_a_visit_that_loses_its_first_row_loses_that_rows_place(shop: Shop):
    shop.rows.view(7, NOON, "/")
    shop.rows.add(PlaceCorrection(shop.site.id, NOON, 7, BERLIN_THERE))
    upto = len(shop.rows.rows)
    shop.rows.view(7, NOON + 1, "/b")
    shop.rows.add(PlaceCorrection(shop.site.id, NOON, 7, PARIS_THERE))
    shop.rows.view(8, NOON + 9 * A_DAY)
    await shop.goes_on()
    settled(shop)
    assert await country_of(shop, 7) == "DE"
    shop.rows.add(Reset(shop.site.id, NOON, upto))
    await shop.goes_on()
    assert await country_of(shop, 7) == "FR"
    shop.path.unlink()
    assert await country_of(shop, 7) == "FR"


async def test_two_files_follow_alike_over_what_was_erased(shop: Shop, tmp_path: Path):
    shop.rows.add(Reset(shop.site.id, NOON, 1))
    shop.rows.view(7, NOON)
    await shop.goes_on()
    with (
        opened(shop.path, shop._db.path) as file,
        opened(tmp_path / "other.duckdb", shop._db.path) as other,
    ):
        with followed_alike(file, other) as connection:
            assert file.cursor == other.cursor == shop.log.head
            shop.rows.view(8, NOON)
            await shop.goes_on()
            file.follow(shop.log.head)
            assert rows(connection, "select cursor from mark") == [(other.cursor,)]


async def test_what_was_read_leaves_the_memory_unless_the_file_is_compared(
    shop: Shop, tmp_path: Path
):
    with opened(shop.path, shop._db.path) as file, opened(tmp_path / "o", shop._db.path) as other:
        run(file.duck, "create table many as select hash(range) as number from range(3_000_000)")
        run(file.duck, "checkpoint")
        look_through(file)
        assert in_memory(file) > FEW_MB
        with followed_alike(file, other):
            file.let_go()
            assert in_memory(file) > FEW_MB
        file.let_go()
        assert in_memory(file) <= FEW_MB
        look_through(file)
        assert in_memory(file) > FEW_MB, "it may take as much again"


async def test_what_is_in_use_stays_in_the_memory(shop: Shop):
    with opened(shop.path, shop._db.path) as file:
        run(file.duck, "create temp table many as select range as number from range(3_000_000)")
        run(file.duck, "set temp_directory = ''")
        held = in_memory(file)
        file.let_go()
        assert in_memory(file) == held
        run(file.duck, "create temp table more as select number from many")


async def test_what_the_engine_keeps_of_each_statement_is_let_go(shop: Shop):
    with opened(shop.path, shop._db.path) as file:
        before = in_use()
        for _ in range(2_000):
            run(file.duck, "select row_number() over (partition by n % 7) from range(20) t(n)")
        grown = in_use() - before
        file.let_go()
        assert grown > 1, "else it has learnt to do without: there is no need to let go"
        assert in_use() - before < grown / 2


def in_use() -> float:
    """Megabytes of what has been asked of the C library, which all engines here have."""
    mallinfo = ctypes.CDLL(None).mallinfo2
    mallinfo.restype = Mallinfo
    return float(mallinfo().uordblks) / 1e6


class Mallinfo(ctypes.Structure):
    """glibc's `struct mallinfo2`."""

    _fields_ = [(f"number_{nth}", ctypes.c_size_t) for nth in range(7)] + [
        ("uordblks", ctypes.c_size_t),
        ("fordblks", ctypes.c_size_t),
        ("keepcost", ctypes.c_size_t),
    ]


def look_through(file: ReportFile) -> None:
    run(file.duck, "select sum(number % 7) from many")


def in_memory(file: ReportFile) -> float:
    """Megabytes."""
    [(held,)] = rows(file.duck, "select sum(memory_usage_bytes) from duckdb_memory()")
    return held / 1e6
