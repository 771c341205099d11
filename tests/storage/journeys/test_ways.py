"""Which pages came next, by hand."""

from typing import Any

from tests.reports.small_log import BERLIN
from tests.storage.journeys.test_funnels import DAY, NOON, Shop, launch, shop, steps
from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.journeys import Column, Line
from tracker.domain.reports.question import Question, Span
from tracker.storage.journeys import ways

__all__ = ["launch", "shop"]


async def found(
    shop: Shop, begin: Condition | None, *way: str, back: bool = False, **more: Any
) -> list[Column]:
    await shop.goes_on()
    with shop.reports() as file:
        span = Span(NOON - DAY, NOON + DAY)
        asked = Question(site_id=shop.site.id, zone=BERLIN, span=span, metrics=("visits",), **more)
        return ways.ways(file.connection(), asked, begin, way, back)


async def test_from_their_beginning_visits_open_one_page_after_the_other(launch: Shop) -> None:
    [first] = await found(launch, None)
    assert first.visits == 7
    others = {Line("/", 2), Line("/blog/c", 1), Line("/pricing", 1)}  # two are the shop's own
    assert (first.lines[0], set(first.lines[1:])) == (Line("/blog/a", 3), others)
    first, second = await found(launch, None, "/blog/a")
    assert second.visits == 3
    assert set(second.lines) == {Line(None, 1), Line("/pricing", 1), Line("/blog/b", 1)}


async def test_after_a_page_and_before_it(launch: Shop) -> None:
    [blog] = steps("page:/blog/a")
    [after] = await found(launch, blog)
    assert after.visits == 4
    assert after.lines[0] == Line(None, 2)
    assert set(after.lines[1:]) == {Line("/pricing", 1), Line("/blog/b", 1)}
    [signup] = steps("event:Signup")
    before = await found(launch, signup, "/pricing", "/about", "/blog/b", "/blog/a", back=True)
    assert [column.lines[0] for column in before] == [
        Line("/pricing", 2),
        Line("/about", 1),
        Line("/blog/b", 1),
        Line("/blog/a", 1),
        Line(None, 1),
    ]


async def test_a_page_that_is_opened_again_at_once_counts_once(shop: Shop) -> None:
    for n, path in enumerate(("/new", "/a", "/a", "/b")):
        shop.rows.view(21, NOON + n * 1_000, path)
    columns = await found(shop, None, "/new", "/a", "/b")
    assert [column.lines for column in columns[1:]] == [
        [Line("/a", 1)],
        [Line("/b", 1)],
        [Line(None, 1)],
    ]


async def test_the_most_frequent_are_listed_and_all_are_counted(shop: Shop) -> None:
    for visit in range(1, 12):
        shop.rows.view(30 + visit, NOON, f"/{min(visit, 10)}")
    [column] = await found(shop, None)
    assert column.visits == 13
    assert len(column.lines) == 8
    assert set(column.lines[:2]) == {Line("/10", 2), Line("/", 2)}


async def test_nobody_went_there(launch: Shop) -> None:
    [nowhere] = steps("page:/nowhere")
    assert await found(launch, nowhere, "/x") == [Column([], 0), Column([], 0)]
