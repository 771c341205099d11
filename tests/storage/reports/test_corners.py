"""What happens seldom to the reports' file, by hand."""

import builtins
import os
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from tests.reports.small_log import BERLIN, clock
from tests.reports.times import bucket_of
from tests.storage.reports.test_report_file import METRICS, NOON, SAID, Shop, ask, shop
from tracker.domain.days import local_day
from tracker.domain.ids import first_id
from tracker.domain.reports.conditions import All, Has, Not, Term
from tracker.domain.reports.conditions import Any as AnyOf
from tracker.domain.reports.question import BadQuestion, Question, Row, Span
from tracker.domain.rows import AgeRemoval, DayRow, ImportRemoval, Reset, SiteRemoval
from tracker.storage.answers.times import bucket_start
from tracker.storage.numbered import duck_tables
from tracker.storage.numbered.reader import Reader
from tracker.storage.reports import rolling
from tracker.storage.reports.clocks import shifts_of
from tracker.storage.reports.duck import Absent, Interrupted, connect, rows
from tracker.storage.reports.lines import opened_lines

pytestmark = pytest.mark.alike

__all__ = ["shop"]
A_DAY = 86_400_000
SEEN_BLOG = Has(Term("event:page", "begins", ("/a",)))


async def settled(shop: Shop) -> None:
    """A week later: what was there is in order, and summed up."""
    shop.rows.view(90, NOON + 7 * A_DAY, "/week-later")
    await shop.goes_on()
    with shop.reports() as file:
        file.settle()
        assert rows(file.duck, "select count(*) from event") == [(3,)]
        while file.roll(NOON + 8 * A_DAY):
            pass


async def test_what_is_settled_says_the_same(shop: Shop):
    await settled(shop)
    assert shop.counts(*METRICS) == SAID
    wanted = Has(Term("event:page", "is", ("/",)))
    assert shop.counts(*METRICS, filters=wanted) == (2, 2, 2, 50.0, 50.0)


async def test_a_second_visit_of_a_day_that_is_settled_is_one_more(shop: Shop):
    await settled(shop)
    shop.rows.view(3, NOON + 3_600_000, "/late", who=1)
    await shop.goes_on()
    assert shop.counts("visitors", "visits", filters=Not(SEEN_BLOG)) == (2, 2)
    assert shop.counts("visitors", "visits") == (2, 3)


async def test_days_are_summed_up_a_part_at_a_time(shop: Shop, monkeypatch):
    """By how many visits they have: one that has more than that is summed up all the same."""
    monkeypatch.setattr(rolling, "TOGETHER", 1)
    for visit in range(10, 16):
        shop.rows.view(visit, NOON + visit // 2 * A_DAY, "/a")
    await shop.goes_on()
    with shop.reports() as file:
        parts = 1
        while file.roll(NOON + 30 * A_DAY):
            parts += 1
        assert parts > 2
        summed = "select day, visits from day_total order by day"
        assert [visits for _, visits in rows(file.duck, summed)] == [2, 2, 2, 2]


async def test_a_site_is_removed(shop: Shop):
    await settled(shop)
    shop.rows.add(SiteRemoval(shop.site.id, NOON))
    await shop.goes_on()
    assert shop.counts("visitors", "pageviews") == (0, 0)


async def test_visits_of_an_age_are_removed_and_what_is_left_keeps_its_source(shop: Shop):
    shop.rows.view(first_id(NOON), NOON, "/first", source="Bing")
    for hours in range(1, 30):
        shop.rows.view(first_id(NOON), NOON + hours * 3_600_000, "/on", source="Direct")
    await settled_without_counting(shop)
    shop.rows.add(AgeRemoval(shop.site.id, NOON + 9 * A_DAY, NOON + 3_600_000))
    await shop.goes_on()
    span = Span(NOON, NOON + 3 * A_DAY)
    assert shop.counts("pageviews", span=span) == (5,)
    from_direct = Term("visit:source", "is", ("Direct",))
    assert shop.counts("visits", "pageviews", span=span, filters=from_direct) == (1, 5)


async def settled_without_counting(shop: Shop) -> None:
    shop.rows.view(90, NOON + 7 * A_DAY, "/week-later")
    await shop.goes_on()
    with shop.reports() as file:
        file.settle()


async def test_an_import_is_removed(shop: Shop):
    shop.rows.view(5, NOON, "/brought", import_id=4)
    await shop.goes_on()
    assert shop.counts("pageviews") == (4,)
    shop.rows.add(ImportRemoval(shop.site.id, NOON, 4))
    await shop.goes_on()
    assert shop.counts(*METRICS) == SAID


async def test_a_reset_begins_anew(shop: Shop):
    shop.rows.add(Reset(shop.site.id, NOON, shop.log.head))
    shop.rows.view(1, NOON + 120_000, "/on")
    await shop.goes_on()
    assert shop.counts("pageviews", "visits") == (1, 1)


async def test_pages_have_a_bounce_rate_of_their_visits(shop: Shop):
    bounced = {"dimensions": ("event:page",), "span": Span(NOON - A_DAY // 2, NOON + A_DAY // 2)}
    assert shop.counts("visits", "bounce_rate", **bounced) == (2, 50.0)


async def test_many_texts_are_looked_for_by_the_engine(shop: Shop, monkeypatch):
    monkeypatch.setattr(duck_tables, "MOST_LISTED", 1)
    wanted = Has(Term("event:page", "begins", ("/",)))
    assert shop.counts("visitors", "pageviews", filters=wanted) == (2, 3)


async def test_what_must_be_done_may_be_several_things(shop: Shop):
    a, root = (Term("event:page", "is", (path,)) for path in ("/a", "/"))
    assert shop.counts("visitors", filters=Has(AnyOf((a, root)))) == (2,)
    assert shop.counts("visitors", filters=Has(All((Not(a), root)))) == (2,)
    assert shop.counts("visitors", filters=Has(All((a, root)))) == (0,)
    assert shop.counts("visitors", filters=All((Has(a), Has(root)))) == (1,)
    assert shop.counts("visitors", filters=AnyOf(())) == (0,)
    pages = {"dimensions": ("event:page",), "filters": Not(Has(a))}
    assert shop.counts("visitors", **pages) == (1,)


async def test_visits_are_told_apart_by_their_screens(shop: Shop):
    narrow = {"dimensions": ("visit:screen",), "filters": Not(SEEN_BLOG)}
    assert shop.counts("visitors", **narrow) == (1,)


async def test_without_goals_there_is_nothing_to_list(shop: Shop):
    with shop.reports() as file, pytest.raises(IndexError):
        ask(file, shop.site, ("visitors",), dimensions=("event:goal",))


async def test_an_expression_that_is_none_is_a_bad_question(shop: Shop):
    wanted = Term("event:page", "matches", ("(",))
    with shop.reports() as file, pytest.raises(BadQuestion, match="RE2"):
        ask(file, shop.site, ("visitors",), filters=wanted)


async def test_what_is_interrupted_says_so(shop: Shop):
    with shop.reports() as file:
        file.duck.interrupt()

        class Busy:
            def execute(self, *_: object) -> Any:
                import duckdb

                raise duckdb.InterruptException("INTERRUPT Error: Interrupted!")

        with pytest.raises(Interrupted):
            rows(Busy(), "select 1")


def test_without_the_engine_there_is_none(tmp_path, monkeypatch):
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "duckdb":
            raise ImportError("no wheel for this system")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(Absent, match="no wheel"):
        connect(tmp_path / "reports.duckdb", tmp_path / "spill")


def test_lines_are_in_a_file_where_memory_has_none(monkeypatch):
    monkeypatch.delattr(os, "memfd_create")
    with opened_lines() as lines:
        lines.put(b'{"a": 1}\n{"a": 2}')
        lines.put(b'{"a": 3}')
        assert Path(lines.name).read_bytes() == b'{"a": 3}'


def test_a_zone_that_is_gone_is_utc():
    assert [shift.by for shift in shifts_of("Nowhere/Atlantis")] == [0]


def test_an_hour_begins_by_the_clocks_of_its_time():
    kolkata = ZoneInfo("Asia/Kolkata")
    at = clock("2026-11-20 14:00", "Asia/Kolkata")
    assert bucket_start("time:hour", (at + 1_800_000) // 3_600_000, kolkata) == at
    berlin = ZoneInfo("Europe/Berlin")
    at = clock("2026-07-20 14:00")
    assert bucket_start("time:hour", at // 3_600_000, berlin) == at


async def test_a_property_that_is_null_is_nothing(shop: Shop):
    for number, plan in enumerate(("null", '""', '"pro"')):
        said = f'{{"plan":{plan}}}'
        shop.rows.done(1, NOON + number, "Signup", properties=said)
    await shop.goes_on()
    plans = {"dimensions": ("event:props:plan",)}
    assert shop.counts("events", **plans) == (2,)
    for text, events in (("", 2), ("pro", 1)):
        wanted = All((SIGNUP, Term("event:props:plan", "is", (text,))))
        assert shop.counts("events", filters=wanted) == (events,)


SIGNUP = Term("event:name", "is", ("Signup",))


async def test_two_visitors_of_a_visit_that_lie_on_one_day_since_the_site_moved(shop: Shop):
    """Over midnight a visitor is another one; in New York it was the same evening."""
    shop.rows.view(5, clock("2026-11-21 23:50"), "/x", who=50)
    shop.rows.view(5, clock("2026-11-22 00:10"), "/x", who=51)
    await shop.goes_on()
    await shop.moves("America/New_York")
    start = clock("2026-11-21 00:00", "America/New_York")
    span = Span(start, start + A_DAY)
    by_page = {"dimensions": ("event:page",), "span": span, "zone": "America/New_York"}
    assert shop.counts("visitors", "visits", **by_page) == (2, 1)


@pytest.mark.parametrize("dimension", ["visit:entry_page", "visit:exit_page"])
async def test_who_saw_no_page_is_one_line_with_those_whose_sums_are_left(
    shop: Shop, dimension: str
):
    shop.rows.done(7, NOON, "Signup", who=70)
    day = NOON // A_DAY
    sums = DayRow(0, NOON, day, dimension, "", visitors=2, visits=2, bounces=1, import_id=1)
    shop.rows.add(sums)
    await shop.goes_on()
    with shop.reports() as file:
        by = {"dimensions": (dimension,), "metrics": ("visits",), "span": day_of_noon()}
        found = Reader(file.connection()).answer(Question(site_id=shop.site.id, zone=BERLIN, **by))
    assert [row for row in found.rows if row.dimensions == ("",)] == [Row(("",), (3,))]


def day_of_noon() -> Span:
    day = local_day(NOON, ZoneInfo(BERLIN))
    return Span(day.start, day.end)


@pytest.mark.parametrize("zone", ["America/St_Johns", "Pacific/Marquesas", "Asia/Kathmandu"])
async def test_hours_are_those_of_clocks_that_are_not_whole_hours_beside_utc(shop: Shop, zone: str):
    await shop.moves(zone)
    day = local_day(NOON, ZoneInfo(zone))
    asked = Question(
        site_id=shop.site.id,
        zone=zone,
        span=Span(day.start, day.end),
        metrics=("visits", "pageviews"),
        dimensions=("time:hour", "time:hour_of_day"),
    )
    began = bucket_of(NOON, "time:hour", ZoneInfo(zone))
    hour = bucket_of(NOON, "time:hour_of_day", ZoneInfo(zone))
    for summed_up in (False, True):
        with shop.reports() as file:
            while summed_up and file.roll(NOON + 3 * A_DAY):
                pass
            by_both = Reader(file.connection()).answer(asked).rows
            by_hour = replace(asked, dimensions=("time:hour",))
            of_sums = Reader(file.connection()).answer(by_hour).rows
        assert by_both == [Row((began, hour), (2, 3))]
        assert of_sums == [Row((began,), (2, 3))]
