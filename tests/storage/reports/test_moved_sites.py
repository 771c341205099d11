"""A site that has moved to another time zone is counted as if it had always been there, also by
what comes afterwards for days that were settled before."""

import pytest

from tests.reports.likeness import difference
from tests.reports.plain import answer
from tests.reports.small_log import HOUR
from tests.storage.reports.test_report_file import A_DAY, NOON, Shop, shop
from tracker.domain.places import Place
from tracker.domain.reports.question import Question, Span
from tracker.domain.rows import PlaceCorrection, Reset, Row
from tracker.storage.numbered.reader import Reader
from tracker.storage.reports import zones
from tracker.storage.reports.duck import rows

pytestmark = pytest.mark.alike

__all__ = ["shop"]
TOKYO = "Asia/Tokyo"
PARIS = Place("FR", "", "Paris", "", None, None)
OSAKA = Place("JP", "", "Osaka", "", None, None)
DIMENSIONS = ("time:day", "visit:country", "visit:source", "visit:referrer", "event:page")


async def moved(shop: Shop) -> None:
    """Days after everything was settled."""
    shop.rows.view(90, NOON + 7 * A_DAY, "/week-later")
    await shop.goes_on()
    with shop.reports() as file:
        file.settle()
        assert rows(file.duck, "select count(*) from recent") == [(1,)]
    async with shop._db.transaction() as tx:
        await tx.execute("update site set time_zone = ?", (TOKYO,))
    shop.rows.view(91, NOON + 7 * A_DAY, "/as-it-moves")
    await shop.goes_on()
    with shop.reports():
        pass


async def is_like_the_plain_truth(shop: Shop) -> None:
    await shop.goes_on()
    span = Span(NOON - 3 * A_DAY, NOON + 9 * A_DAY)
    metrics = ("visitors", "visits", "pageviews", "bounce_rate")
    with shop.reports() as file:
        for dimension in DIMENSIONS:
            asked = Question(
                site_id=shop.site.id,
                zone=TOKYO,
                span=span,
                metrics=metrics,
                dimensions=(dimension,),
            )
            found = Reader(file.connection()).answer(asked)
            expected = answer(shop.rows.rows, asked)
            assert not difference(found.rows, expected.rows, asked), f"{found}\n{expected}"


LATE = {
    "a place": PlaceCorrection(1, NOON, 7, OSAKA),
    "the end of its first row": Reset(1, NOON, 5),
}


@pytest.mark.parametrize("late", LATE.values(), ids=LATE)
async def test_what_comes_late_finds_rows_as_they_came(shop: Shop, late: Row) -> None:
    """Its first row knows no place, its second has another source: the visit has what the second
    knows of the one, and what the first knows of the other."""
    shop.rows.view(7, NOON + 4 * HOUR, "/first", source="Bing", referrer="bing.com")
    shop.rows.view(7, NOON + 5 * HOUR, "/second", source="Direct", place=PARIS)
    await shop.goes_on()
    await moved(shop)
    shop.rows.add(late)
    await is_like_the_plain_truth(shop)


async def test_a_large_site_moves_a_part_at_a_time(shop: Shop, monkeypatch) -> None:
    monkeypatch.setattr(zones, "VISITS", 2)
    for visit in range(10, 21):
        for hours in (-13, 1, 14):
            shop.rows.view(
                visit, NOON + visit * A_DAY // 9 + hours * HOUR, f"/{hours}", who=visit // 2
            )
    await shop.goes_on()
    await moved(shop)
    await is_like_the_plain_truth(shop)
    with shop.reports() as file:
        file.settle()
    await is_like_the_plain_truth(shop)
