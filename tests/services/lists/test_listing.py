"""Long lists come whole and in order, whatever their days hold and wherever one goes on."""

from random import Random

import pytest
from msgspec.structs import replace

from tests.reports.small_log import BERLIN, clock
from tracker.domain.reports.question import Question, Span
from tracker.services.lists.listing import Place, listed, newest

FULL = 10
SPAN = Span(clock("2026-03-01 00:00"), clock("2026-12-01 00:00"))
QUESTION = Question(site_id=1, zone=BERLIN, span=SPAN, metrics=("visits",))


class Kept:
    """What a list is made of, and how it was asked for."""

    def __init__(self, places: list[Place]) -> None:
        self.places = sorted(places)
        self.asked: list[Span] = []

    async def page(self, question: Question, after: Place) -> list[Place]:
        self.asked.append(question.span)
        start, end = question.span
        found = [each for each in self.places if start <= each.at < end and each > after]
        return found[:FULL]

    async def listed(self, question: Question, after: Place | None = None) -> list[Place]:
        pages = listed(question, after, self.page, FULL, lambda place: place)
        return [each async for page in pages for each in page]

    async def newest(self, question: Question, before: Place | None, most: int) -> list[Place]:
        async def page(part: Question, place: Place, many: int) -> list[Place]:
            self.asked.append(part.span)
            found = [each for each in self.places if part.span.start <= each.at < part.span.end]
            return [each for each in reversed(found) if each < place][:many]

        return await newest(question, before, page, most)


def some(seed: int) -> Kept:
    """Empty weeks, full days, several at one moment."""
    chance, places = Random(seed), []
    for _ in range(chance.randint(0, 12)):
        at = chance.randint(*SPAN)
        for number in range(chance.choice((1, FULL, 3 * FULL))):
            places.append(Place(at + chance.choice((0, 60_000)) * number, len(places) + 1))
    return Kept([each for each in places if each.at < SPAN.end])


@pytest.mark.parametrize("seed", range(20))
async def test_all_of_it_comes_in_order_and_goes_on_anywhere(seed: int) -> None:
    kept = some(seed)
    assert await kept.listed(QUESTION) == kept.places
    for place in kept.places[:: FULL // 2]:
        rest = [each for each in kept.places if each > place]
        assert await kept.listed(QUESTION, place) == rest


async def test_empty_years_are_passed_in_few_steps_and_full_days_one_by_one() -> None:
    nothing = Kept([])
    centuries = replace(QUESTION, span=Span(clock("1971-01-01 00:00"), clock("2200-01-01 00:00")))
    assert await nothing.listed(centuries) == []
    assert len(nothing.asked) < 20
    full = Kept([Place(SPAN.start + n * 3_600_000, n) for n in range(1, 24 * 60)])
    await full.listed(QUESTION)
    days = [round((end - start) / 86_400_000) for start, end in full.asked]
    assert max(days[: len(days) // 2]) <= 2


async def test_behind_the_end_there_is_nothing() -> None:
    kept = some(1)
    assert await kept.listed(QUESTION, Place(999_999_999_999_999, 1)) == []
    assert kept.asked == []


@pytest.mark.parametrize("seed", range(20))
async def test_the_newest_come_first_and_go_on_anywhere(seed: int) -> None:
    kept = some(seed)
    assert await kept.newest(QUESTION, None, FULL) == kept.places[::-1][:FULL]
    for place in kept.places[:: FULL // 2]:
        rest = [each for each in reversed(kept.places) if each < place]
        assert await kept.newest(QUESTION, place, FULL) == rest[:FULL]
        assert await kept.newest(QUESTION, place, len(rest) + 1) == rest


async def test_the_newest_of_a_full_year_are_looked_for_in_two_days() -> None:
    full = Kept([Place(SPAN.start + n * 3_600_000, n) for n in range(1, 24 * 60)])
    last = Place(full.places[-1].at + 1, 0)
    assert len(await full.newest(QUESTION, last, FULL)) == FULL
    assert len(full.asked) <= 2
    nothing = Kept([])
    centuries = replace(QUESTION, span=Span(clock("1971-01-01 00:00"), clock("2200-01-01 00:00")))
    assert await nothing.newest(centuries, None, FULL) == []
    assert len(nothing.asked) < 12


async def test_before_the_beginning_there_is_nothing() -> None:
    kept = some(1)
    assert await kept.newest(QUESTION, Place(1, 1), FULL) == []
    assert kept.asked == []
