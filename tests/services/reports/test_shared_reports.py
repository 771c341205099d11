"""One answer for all who ask the same: counted again where the site has moved, and only then."""

import asyncio

import pytest

from tests.making import event
from tests.web.reports.fixed_reports import FixedReports
from tracker.domain.reports.question import Answer, Question, Span
from tracker.services.reports.shared_reports import AGE, SharedReports
from tracker.services.reports.site_heads import SiteHeads

TODAY = Question(site_id=1, zone="UTC", span=Span(0, 86_400_000), metrics=("visitors",))


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Asked:
    """A shop whose reports are counted up to the newest row."""

    def __init__(self) -> None:
        self.engine, self.clock, self.heads = FixedReports(), Clock(), SiteHeads(0)
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


async def test_a_question_ends_with_the_last_who_waits(shop: Asked):
    shop.engine.free.clear()
    waiting = [asyncio.create_task(shop.shared.watched(TODAY)) for _ in range(3)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert shop.engine.at_once == 1
    for each in waiting:
        each.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    await asyncio.sleep(0)
    assert shop.engine.at_once == 0


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
