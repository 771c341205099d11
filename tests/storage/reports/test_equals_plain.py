"""Reports say what the plain truth says, whatever has come, in whatever order, and whatever has
been done to their file.

A few logs in every run. More of them: THOROUGH=500 .venv/bin/python -m pytest -n 2 with this file;
FIRST=1000 begins with another one."""

import os
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest

from tests.reports.facts import facts_of
from tests.reports.going import any_funnel, any_journey
from tests.reports.likeness import difference
from tests.reports.living_log import LivingLog
from tests.reports.plain import answer
from tests.reports.random_questions import any_question
from tests.reports.random_world import maybe
from tests.reports.selecting import counted_rows, is_selected
from tests.reports.visits import Visit, visits_of
from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.question import Question
from tracker.domain.reports.visits import EventPlace, VisitPlace, VisitRow
from tracker.storage.exports import event_pages, visit_pages
from tracker.storage.exports.carried import carried, carrying
from tracker.storage.exports.event_pages import event_page
from tracker.storage.exports.newest_events import newest_events
from tracker.storage.exports.newest_visits import newest_visits, one_visit, visits_of_visitor
from tracker.storage.exports.visit_pages import visit_page
from tracker.storage.exports.visited_rows import visited_rows
from tracker.storage.file.database import Database
from tracker.storage.journeys import funnels, ways
from tracker.storage.numbered.asked_duck import AskedDuck
from tracker.storage.numbered.reader import Reader
from tracker.storage.reports.duck import Connection
from tracker.storage.reports.opening import opened
from tracker.storage.reports.report_file import ReportFile

P = TypeVar("P")
R = TypeVar("R")

pytestmark = pytest.mark.alike

FIRST = int(os.environ.get("FIRST", "0"))
LOGS = range(FIRST, FIRST + int(os.environ.get("THOROUGH", "3")))
BATCHES, QUESTIONS = 6, 6
DAY = 86_400_000


class Followed:
    """The reports' file of a log, to which things happen."""

    def __init__(self, folder: Path, database: Path, chance: Random) -> None:
        self._path = folder / "reports.duckdb"
        self._database = database
        self._chance = chance
        self._open = ExitStack()
        self.file = self._opened()

    def _opened(self) -> ReportFile:
        return self._open.enter_context(opened(self._path, self._database))

    def close(self) -> None:
        self._open.close()

    def follows(self) -> None:
        """In steps of any size."""
        most = self._chance.choice((3, 12, 12, 20_000, 20_000))
        head = self.file.head()
        while self.file.cursor < head:
            self.file.follow(head, most)

    def is_tidied(self, now: int) -> None:
        """What it does from time to time. Days that are summed up may still be changed by rows."""
        if maybe(self._chance, 0.8):
            self.file.settle()
        while self.file.roll(now):
            pass

    def is_opened_again(self) -> None:
        self.close()
        self.file = self._opened()

    def is_killed(self) -> None:
        """What is on the disk is all there is."""
        left = [path for path in self._path.parent.iterdir() if path.name.startswith("reports.")]
        kept = self._path.parent / f"kept-{self._chance.getrandbits(60)}"
        kept.mkdir()
        for path in left:
            if path.is_file():
                shutil.copy(path, kept / path.name)
        self.close()
        self._path = kept / self._path.name
        self.file = self._opened()

    def is_made_anew(self) -> None:
        self.close()
        self._path.unlink()
        self.file = self._opened()


def happens(followed: Followed, chance: Random, now: int) -> None:
    """Anything, or nothing, before and behind the rows that have come."""
    chances = [
        (0.5, lambda: followed.is_tidied(now)),
        (0.15, followed.is_opened_again),
        (0.1, followed.is_killed),
        (0.07, followed.is_made_anew),
    ]
    for likely, what in chances:
        if maybe(chance, likely):
            what()


def compared(followed: Followed, living: LivingLog) -> bool:
    """Whether the answer to any question says anything; it is the plain one."""
    question = any_question(living.life)
    expected = answer(living.told, question)
    found = Reader(followed.file.connection()).answer(question)
    different = difference(found.rows, expected.rows, question)
    assert not different, f"{different}\n{question}\n{found}\n{expected.rows}"
    assert found.upto == living.log.head
    if question.total_rows:
        assert found.total == expected.total_rows
    return any(any(row.metrics) for row in expected.rows)


def listed_alike(followed: Followed, living: LivingLog) -> int:
    """How many events and visits are listed under any filter: those that are plainly counted."""
    question = any_question(living.life)
    start, end = question.span
    visits = visits_of(facts_of(living.told, question.site_id))
    selected = [each for each in visits if is_selected(question.filters, each)]
    rows = [fact for each in selected for fact in counted_rows(question.filters, each)]
    events = sorted((fact.at, fact.event.cursor) for fact in rows if start <= fact.at < end)
    began = sorted(
        (each.began, each.first.event.visit) for each in selected if start <= each.began < end
    )
    duck, head = followed.file.connection(), living.log.head
    first, behind = EventPlace(start - 1, 0), VisitPlace(start - 1, 0)
    found = paged(lambda at: event_page(duck, question, at, head), first, lambda each: each)
    assert [tuple(each) for each in found] == events, question
    listed = paged(
        lambda at: visit_page(duck, question, at),
        behind,
        lambda each: VisitPlace(each.start, each.visit),
    )
    assert [(each.start, each.visit) for each in listed] == began, question
    newest = paged(
        lambda at: newest_visits(duck, question, at, 7),
        VisitPlace(end, 0),
        lambda each: VisitPlace(each.start, each.visit),
    )
    assert newest == listed[::-1]
    last = paged(
        lambda at: newest_events(duck, question, at, 25),
        EventPlace(end, 0),
        lambda each: EventPlace(each.at, each.cursor),
    )
    assert [(each.at, each.cursor) for each in last] == events[::-1]
    inside = [fact for fact in rows if start <= fact.at < end]
    assert carrying(duck, question) == sum(bool(fact.properties) for fact in inside)
    for by_value in (False, True):
        sums: Counter[tuple[str, str]] = Counter()
        for line in carried(duck, question, by_value):
            sums[line.event, line.name] += line.events
        assert sums == Counter((f.event.name, name) for f in inside for name in f.properties)
    by_cursor = {fact.event.cursor: fact.event for fact in rows}
    for each in last[:9]:
        event = by_cursor[each.cursor]
        assert (each.visit, each.name) == (event.visit, event.name)
        assert (each.host, each.path) == (event.page.host, event.page.path)
    looked_at(duck, question.site_id, newest[:5], selected)
    return len(events) + len(began)


def gone_along(followed: Followed, living: LivingLog) -> None:
    """As many visits take the steps of any funnel as plainly do, each in its time, and go on as
    they plainly do."""
    duck, funnel, journey = followed.file.connection(), any_funnel(living), any_journey(living)
    question, _, steps, strict = funnel
    found = funnels.reached(duck, question, steps, strict)
    assert sorted(found, key=repr) == sorted(funnel.reached, key=repr), (question, steps, strict)
    for at in (1, 2):
        assert stopped_visits(duck, question, steps, strict, at) == funnel.stopped(at)
    asked = (journey.question, journey.begin, journey.way, journey.back)
    assert ways.ways(duck, *asked) == journey.columns, asked


def stopped_visits(
    duck: Connection, question: Question, steps: list[Condition], strict: bool, at: int
) -> set[int]:
    asked = AskedDuck(duck, question)
    stopped = funnels.stopped(asked, steps, strict, at)
    where = f"site = {question.site_id} and begins and {stopped}"
    return {row[0] for row in asked.read(f"select visit from visit where {where}")}


def looked_at(duck: Connection, site_id: int, shown: list[VisitRow], visits: list[Visit]) -> None:
    """Single visits have their rows, all or the last ones, and their visitor's other ones."""
    numbers = [each.visit for each in shown]
    whole, last = (visited_rows(duck, site_id, numbers, most) for most in (1_000, 2))
    for row in shown:
        [visit] = [each for each in visits if each.first.event.visit == row.visit]
        done = [(fact.at, fact.event.cursor, fact.event.page.path) for fact in visit.facts]
        assert [(each.at, each.cursor, each.path) for each in whole[row.visit]] == done
        assert last[row.visit] == whole[row.visit][-2:]
        assert one_visit(duck, site_id, row.visit) == row
        assert one_visit(duck, site_id + 1, row.visit) is None
        assert VisitPlace(row.start, row.visit) in visits_of_visitor(duck, site_id, row, 100)
    assert visited_rows(duck, site_id, [], 10) == {}


def paged(page: Callable[[P], list[R]], place: P, place_of: Callable[[R], P]) -> list[R]:
    found: list[R] = []
    while more := page(place):
        found += more
        place = place_of(more[-1])
    return found


@pytest.mark.parametrize("seed", LOGS)
async def test_reports_say_what_the_plain_truth_says(
    db: Database, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(event_pages, "PAGE", 25)
    monkeypatch.setattr(visit_pages, "PAGE", 25)
    chance = Random(seed)
    living = LivingLog(db, chance)
    await living.open()
    followed, said, listed = Followed(tmp_path, tmp_path / "tracker.db", chance), 0, 0
    with closing(followed):
        for _ in range(BATCHES):
            await living.goes_on()
            if maybe(chance, 0.06):
                await living.moves()
            happens(followed, chance, living.life.now)
            followed.follows()
            happens(followed, chance, living.life.now)
            followed.follows()
            said += sum(compared(followed, living) for _ in range(QUESTIONS))
            listed += sum(listed_alike(followed, living) for _ in range(2))
            gone_along(followed, living)
    assert said > BATCHES / 2
    assert listed > BATCHES
