"""How far visits get along steps, by hand."""

from typing import Any

import pytest

from tests.reports.small_log import BERLIN
from tests.storage.reports.test_report_file import NOON, Shop, shop
from tracker.domain.reports.conditions import Condition, Has, Term
from tracker.domain.reports.funnels import read_step, taken
from tracker.domain.reports.journeys import Reached
from tracker.domain.reports.question import Question, Span
from tracker.storage.journeys import funnels, row_order

__all__ = ["shop"]
DAY = 86_400_000
SECOND = 1_000


def steps(*texts: str) -> list[Condition]:
    found = []
    for text in texts:
        step = read_step(text)
        assert step, text
        condition = taken(step, ())
        assert condition
        found.append(condition)
    return found


async def along(
    shop: Shop, of: list[Condition], strict: bool = False, **more: Any
) -> list[Reached]:
    await shop.goes_on()
    with shop.reports() as file:
        span = Span(NOON - DAY, NOON + DAY)
        asked = Question(site_id=shop.site.id, zone=BERLIN, span=span, metrics=("visits",), **more)
        return funnels.reached(file.connection(), asked, of, strict)


@pytest.fixture
async def launch(shop: Shop) -> Shop:
    """Of five visits of the blog three see the prices, one of them on a detour; two sign up."""
    for visit, paths in {
        11: ["/blog/a"],
        12: ["/pricing", "/blog/a"],
        13: ["/blog/a", "/pricing"],
        14: ["/blog/a", "/blog/b", "/about", "/pricing"],
        15: ["/blog/c", "/pricing"],
    }.items():
        for n, path in enumerate(paths):
            shop.rows.view(visit, NOON + 10 * n * SECOND, path, source="Ada" if visit > 13 else "B")
    for visit in (14, 15):
        shop.rows.done(visit, NOON + 100 * SECOND, "Signup", "/pricing")
    return shop


SIGNED_UP = ("page:/blog/*", "page:/pricing", "event:Signup")


async def test_steps_are_taken_in_order_within_a_visit(launch: Shop) -> None:
    [found] = await along(launch, steps(*SIGNED_UP))
    assert found.visits == [5, 3, 2]
    assert found.since_last == [0, 10 * SECOND, 80 * SECOND]
    assert found.since_first == [0, 10 * SECOND, 100 * SECOND]


async def test_strictly_nothing_else_lies_between(launch: Shop) -> None:
    [found] = await along(launch, steps(*SIGNED_UP), strict=True)
    assert found.visits == [5, 2, 1]
    assert found.since_first[2] == 100 * SECOND


async def test_a_step_is_taken_twice_only_by_two_rows(launch: Shop) -> None:
    [found] = await along(launch, steps("page:/blog/*", "page:/blog/*"))
    assert found.visits == [5, 1]


async def test_values_of_a_dimension_are_told_apart_most_visits_first(launch: Shop) -> None:
    found = await along(launch, steps(*SIGNED_UP), dimensions=("visit:source",))
    assert [(each.value, each.visits) for each in found] == [("B", [3, 1, 0]), ("Ada", [2, 2, 2])]
    assert found[0].since_last == [0, 10 * SECOND, None]


async def test_filters_select_the_visits(launch: Shop) -> None:
    [found] = await along(launch, steps(*SIGNED_UP), filters=Term("visit:source", "is", ("B",)))
    assert found.visits == [3, 1, 0]
    seen = Has(Term("event:page", "is", ("/about",)))
    [found] = await along(launch, steps(*SIGNED_UP), filters=seen)
    assert found.visits == [1, 1, 1]


async def test_where_nobody_took_a_step_there_is_nothing(launch: Shop) -> None:
    [found] = await along(launch, steps("page:/nowhere", "event:Signup"))
    assert (found.visits, found.since_last) == ([0, 0], [None, None])
    assert await along(launch, steps("page:/x", "page:/y"), dimensions=("visit:source",)) == []


async def test_a_log_too_long_for_short_numbers_is_ordered_alike(
    launch: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = await along(launch, steps(*SIGNED_UP))
    monkeypatch.setattr(row_order, "BITS", 1)
    assert await along(launch, steps(*SIGNED_UP)) == short
