"""One answer for all who ask the same: counted again where the site has moved, and only then."""

import asyncio
import gc
from unittest.mock import AsyncMock

import pytest
from msgspec import structs

from tests.eventually import eventually
from tests.making import event
from tests.web.reports.fixed_reports import FixedReports
from tracker.domain.reports.question import Answer, Delayed, Question, Span, Unavailable
from tracker.services.reports import counting
from tracker.services.reports.shared_reports import AGE, MOST_LINGERING, SharedReports
from tracker.services.reports.site_heads import SiteHeads

TODAY = Question(site_id=1, zone="UTC", span=Span(0, 86_400_000), metrics=("visitors",))


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Asked:
    """A shop whose reports are counted up to the newest row."""

    def __init__(self) -> None:
        self.engine, self.clock, self.heads = FixedReports(), Clock(), SiteHeads(lambda _: 0)
        self.shared = SharedReports(self, self.heads, self.clock)
        self.head = 0

    async def answer(self, question: Question) -> Answer:
        upto = self.head
        return Answer((await self.engine.answer(question)).rows, upto)

    def move(self, site_id: int) -> None:
        self.head += 1
        row = event(self.head)
        row.site_id, row.cursor = site_id, self.head
        self.heads.apply([row])

    @property
    def counted(self) -> int:
        return len(self.engine.asked)


@pytest.fixture
def shop() -> Asked:
    return Asked()


async def test_what_has_not_moved_is_not_counted_again(shop: Asked):
    shop.move(1)
    await shop.shared.answer(TODAY)
    shop.move(2)
    assert (await shop.shared.answer(TODAY)).upto == 1
    assert shop.counted == 1
    shop.move(1)
    assert (await shop.shared.answer(TODAY)).upto == 3
    assert shop.counted == 2


async def test_while_the_engine_is_away_the_last_answer_is_told_with_its_time(shop: Asked):
    away = Delayed("closed", "away")
    shop.answer = AsyncMock(side_effect=away)
    with pytest.raises(Delayed):
        await shop.shared.answer(TODAY)
    shop.answer.side_effect = [Answer([], 0, counted_at=7_000), away]
    assert not (await shop.shared.answer(TODAY)).is_late
    shop.move(1)
    last = await shop.shared.answer(TODAY)
    assert (last.is_late, last.stands_at) == (True, 7_000)
    late = Answer([], 0, counted_at=9_000, stands_at=5_000, is_late=True)
    shop.answer.side_effect = [late, away]
    for _ in range(2):
        assert (await shop.shared.answer(TODAY)).stands_at == 5_000


async def test_another_question_is_counted(shop: Asked):
    await shop.shared.answer(TODAY)
    await shop.shared.answer(Question(site_id=1, zone="UTC", span=TODAY.span, metrics=("visits",)))
    assert shop.counted == 2


async def test_watchers_are_content_with_the_same_second(shop: Asked):
    for _ in range(50):
        shop.move(1)
        await shop.shared.watched(TODAY)
    assert shop.counted == 1
    shop.clock.now += AGE
    assert (await shop.shared.watched(TODAY)).upto == 50
    assert shop.counted == 2


async def test_who_watches_at_once_waits_for_one_answer(shop: Asked):
    shop.engine.free.clear()
    waiting = [asyncio.create_task(shop.shared.watched(TODAY)) for _ in range(10)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.sleep(0)
    shop.engine.free.set()
    told = await asyncio.gather(*waiting, return_exceptions=True)
    assert shop.counted == 1
    assert [isinstance(each, Answer) for each in told] == [False] + [True] * 9


async def asking(shop: Asked, question: Question = TODAY) -> asyncio.Task[Answer]:
    """Somebody who waits for the engine's answer."""
    task = asyncio.create_task(shop.shared.answer(question))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return task


async def leave(*waiting: asyncio.Task[Answer]) -> None:
    for each in waiting:
        each.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_a_question_ends_soon_after_the_last_who_waits(shop: Asked, monkeypatch):
    monkeypatch.setattr(counting, "LINGERS", 0.05)
    shop.engine.free.clear()
    waiting = [await asking(shop) for _ in range(3)]
    assert (shop.engine.at_once, shop.counted) == (1, 1)
    await leave(*waiting)
    assert shop.engine.at_once == 1
    await eventually(lambda: shop.engine.at_once == 0)


async def test_who_asks_again_in_a_moment_gets_what_was_begun(shop: Asked):
    shop.engine.free.clear()
    await leave(await asking(shop))
    again = await asking(shop)
    shop.engine.free.set()
    assert (await again).upto == 0
    assert shop.counted == 1


async def test_only_few_are_counted_for_nobody(shop: Asked):
    shop.engine.free.clear()
    for site in range(MOST_LINGERING + 2):
        await leave(await asking(shop, structs.replace(TODAY, site_id=site)))
    await eventually(lambda: shop.engine.at_once == MOST_LINGERING)
    given_up = await asking(shop, structs.replace(TODAY, site_id=0))
    shop.engine.free.set()
    assert await given_up
    assert shop.counted == MOST_LINGERING + 3


async def test_what_fails_for_nobody_is_forgotten(shop: Asked, caplog):
    shop.engine.free.clear()
    await leave(await asking(shop))
    shop.engine.error = Unavailable("slow", "It took too long.")
    shop.engine.free.set()
    await eventually(lambda: shop.engine.at_once == 0)
    shop.engine.error = None
    assert await shop.shared.answer(TODAY)
    gc.collect()
    assert not caplog.records


async def test_who_asks_after_a_visit_does_not_wait_for_an_older_answer(shop: Asked):
    shop.engine.free.clear()
    older = asyncio.create_task(shop.shared.watched(TODAY))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    shop.move(1)
    newer = asyncio.create_task(shop.shared.answer(TODAY))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    shop.engine.free.set()
    assert ((await older).upto, (await newer).upto) == (0, 1)
