"""The recorder against a log that does what the test wants."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from tests.eventually import PATIENCE, eventually
from tests.making import event, leave, visitor
from tests.memory_log import MemoryLog
from tracker.domain.rows import HIDDEN, LEFT
from tracker.services.recording import recorder as module
from tracker.services.recording.entries import Entry, Outcome
from tracker.services.recording.recorder import Recorder
from tracker.storage.file.errors import Unwritable
from tracker.storage.log.file_log import SqliteEventLog


class Log(MemoryLog):
    """`failing` is raised instead, `gate` holds commits up."""

    def __init__(self):
        super().__init__()
        self.batches = []
        self.failing = None
        self.probes = 0
        self.poison = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def probe(self):
        self.probes += 1
        if self.failing:
            raise self.failing

    async def append(self, batch, position=None):
        await self.gate.wait()
        if self.failing:
            raise self.failing
        if self.poison in batch:
            raise OverflowError("Python int too large to convert to SQLite INTEGER")
        self.batches.append(list(batch))
        await super().append(batch, position)


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def log():
    return Log()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def told():
    return []


@asynccontextmanager
async def recording(log, told, clock, size=2000):
    recorder = Recorder(log, told.extend, clock, size)
    task = asyncio.create_task(recorder.run())
    try:
        yield recorder
    finally:
        if isinstance(log, Log):
            log.gate.set()
        recorder.close()
        await asyncio.wait_for(task, PATIENCE)


class Answers:
    """What each submitted row was answered."""

    def __init__(self, recorder):
        self._recorder = recorder
        self.got = {}

    def submit(self, row, key=None):
        number = len(self.got) if key is None else key
        self.got[number] = None

        def reply(outcome):
            self.got[number] = outcome

        return self._recorder.submit(row, reply)

    async def all(self):
        await eventually(lambda: all(self.got.values()))
        return list(self.got.values())


async def test_a_row_is_answered_after_its_commit(log, told, clock):
    async with recording(log, told, clock) as recorder:
        log.gate.clear()
        answers = Answers(recorder)
        answers.submit(event())
        await asyncio.sleep(0)
        assert answers.got == {0: None}
        log.gate.set()
        assert await answers.all() == [Outcome.STORED]


async def test_watchers_hear_of_rows_in_commit_order(log, told, clock):
    async with recording(log, told, clock) as recorder:
        answers = Answers(recorder)
        for number in range(50):
            answers.submit(event(number))
        await answers.all()
    assert [row.cursor for row in told] == list(range(1, 51))


async def test_what_waits_is_committed_together(log, told, clock):
    async with recording(log, told, clock) as recorder:
        log.gate.clear()
        answers = Answers(recorder)
        answers.submit(event(0))
        await eventually(lambda: recorder.depth == 0)
        for number in range(1, 31):
            answers.submit(event(number))
        log.gate.set()
        await answers.all()
    assert [len(batch) for batch in log.batches] == [1, 30]


async def test_a_full_queue_takes_no_more(log, told, clock):
    async with recording(log, told, clock, size=2) as recorder:
        log.gate.clear()
        assert recorder.submit(event(1), lambda _: None)
        await eventually(lambda: recorder.depth == 0)
        assert [recorder.submit(event(n), lambda _: None) for n in (2, 3, 4)] == [True, True, False]


async def test_an_entry_that_waited_too_long_is_refused_and_not_stored(log, told, clock):
    async with recording(log, told, clock) as recorder:
        log.gate.clear()
        answers = Answers(recorder)
        answers.submit(event(1))
        await eventually(lambda: recorder.depth == 0)
        answers.submit(event(2))
        clock.now += 5
        answers.submit(event(3))
        log.gate.set()
        assert await answers.all() == [Outcome.STORED, Outcome.BUSY, Outcome.STORED]
    assert [row.id for row in log.rows] == [1, 3]


async def test_a_disk_that_refuses_stores_nothing_and_is_tried_again(log, told, clock):
    async with recording(log, told, clock) as recorder:
        log.failing = Unwritable("database or disk is full")
        answers = Answers(recorder)
        answers.submit(event(1))
        assert await answers.all() == [Outcome.BUSY]
        assert recorder.trouble == "database or disk is full"
        log.failing = None
        answers.submit(event(2))
        assert await answers.all() == [Outcome.BUSY, Outcome.STORED]
        assert recorder.trouble == ""


async def test_a_batch_that_wrote_nothing_says_nothing_of_the_disk(log, told, clock):
    async with recording(log, told, clock) as recorder:
        answers = Answers(recorder)
        answers.submit(event(1, beacon=7))
        assert await answers.all() == [Outcome.STORED]
        log.failing = Unwritable("database or disk is full")
        answers.submit(event(2))
        await answers.all()
        answers.submit(event(3, beacon=7))
        assert (await answers.all())[2:] == [Outcome.STORED]
        assert recorder.trouble == "database or disk is full"


async def test_a_disk_that_refuses_is_tried_though_nobody_comes(log, told, clock, monkeypatch):
    monkeypatch.setattr(module, "PROBE_EVERY", 0.01)
    async with recording(log, told, clock) as recorder:
        log.failing = Unwritable("database or disk is full")
        answers = Answers(recorder)
        answers.submit(event(1))
        assert await answers.all() == [Outcome.BUSY]
        await eventually(lambda: log.probes > 2)
        assert recorder.trouble
        log.failing = None
        await eventually(lambda: not recorder.trouble)
        probes = log.probes
        await asyncio.sleep(0.05)
        assert log.probes == probes


async def test_a_poison_row_spares_its_neighbours(log, told, clock):
    async with recording(log, told, clock) as recorder:
        log.gate.clear()
        answers = Answers(recorder)
        answers.submit(event(0))
        await eventually(lambda: recorder.depth == 0)
        rows = [event(number) for number in range(1, 11)]
        log.poison = rows[4]
        for row in rows:
            answers.submit(row)
        log.gate.set()
        outcomes = await answers.all()
    assert outcomes.count(Outcome.STORED) == 10
    assert outcomes[5] is Outcome.BAD
    assert len(log.rows) == 10


async def test_an_error_that_nobody_foresaw_does_not_end_the_recorder(log, told, clock):
    async with recording(log, told, clock) as recorder:
        answers = Answers(recorder)
        log.failing = KeyError("/pricing")
        answers.submit(event(1))
        assert await answers.all() == [Outcome.BAD]
        log.failing = None
        answers.submit(event(2))
        assert await answers.all() == [Outcome.BAD, Outcome.STORED]


async def test_a_retry_is_acknowledged_and_stored_once(log, told, clock):
    async with recording(log, told, clock) as recorder:
        answers = Answers(recorder)
        answers.submit(event(1, beacon=77))
        await answers.all()
        answers.submit(event(2, beacon=77))
        assert await answers.all() == [Outcome.STORED, Outcome.STORED]
    assert [row.id for row in log.rows] == [1]


async def test_a_retry_beside_its_first_copy_shares_its_fate(log, told, clock):
    async with recording(log, told, clock) as recorder:
        log.gate.clear()
        answers = Answers(recorder)
        answers.submit(event(0))
        await eventually(lambda: recorder.depth == 0)
        answers.submit(event(1, beacon=77))
        answers.submit(event(2, beacon=77))
        log.gate.set()
        await answers.all()
    assert [row.id for row in log.rows] == [0, 1]


async def test_a_retry_of_what_was_refused_is_stored(log, told, clock):
    async with recording(log, told, clock) as recorder:
        log.failing = Unwritable("disk I/O error")
        answers = Answers(recorder)
        answers.submit(event(1, beacon=77))
        await answers.all()
        log.failing = None
        answers.submit(event(2, beacon=77))
        await answers.all()
    assert [row.id for row in log.rows] == [2]


async def test_a_visitor_is_new_once(log, told, clock):
    async with recording(log, told, clock) as recorder:
        answers = Answers(recorder)
        who = visitor(5)
        for number in range(3):
            answers.submit(event(number, who=who))
        answers.submit(event(3, who=visitor(6)))
        await answers.all()
    assert [row.is_new for row in log.rows] == [True, False, False, True]


async def test_a_test_event_makes_nobody_a_visitor(log, told, clock):
    async with recording(log, told, clock) as recorder:
        answers = Answers(recorder)
        who = visitor(5)
        answers.submit(event(1, who=who, name="test"))
        answers.submit(event(2, who=who))
        await answers.all()
    assert [row.is_new for row in log.rows] == [False, True]


async def test_a_sender_that_went_away_does_not_harm_the_recorder(log, told, clock):
    def gone(_):
        raise RuntimeError("the transport is closed")

    async with recording(log, told, clock) as recorder:
        recorder.submit(event(1), gone)
        answers = Answers(recorder)
        answers.submit(event(2))
        assert await answers.all() == [Outcome.STORED]


async def test_closing_answers_everything_that_waits(log, told, clock):
    async with recording(log, told, clock) as recorder:
        log.gate.clear()
        answers = Answers(recorder)
        for number in range(100):
            answers.submit(event(number))
    assert set(answers.got.values()) == {Outcome.STORED}


async def test_nothing_is_taken_after_the_close(log, told, clock):
    async with recording(log, told, clock) as recorder:
        recorder.close()
        assert not recorder.submit(event(), lambda _: None)


async def test_rows_whose_commit_failed_and_are_there_are_told_and_known(
    db, told, clock, monkeypatch
):
    log = SqliteEventLog(db)
    await log.append([event(1)])  # whose texts are known from now on
    write = db.write

    async def write_and_fail(statements):
        monkeypatch.setattr(db, "write", write)
        await write(statements)
        raise Unwritable("disk I/O error")

    async with recording(log, told, clock) as recorder:
        monkeypatch.setattr(db, "write", write_and_fail)
        answers = Answers(recorder)
        answers.submit(event(2, beacon=7))
        assert await answers.all() == [Outcome.BUSY]
        answers.submit(event(3, beacon=8))
        answers.submit(event(4, beacon=7))
        assert (await answers.all())[1:] == [Outcome.STORED, Outcome.STORED]
    assert [(row.cursor, row.beacon) for row in told] == [(2, 7), (3, 8)]
    rows = await log.rows_after(1, 9)
    assert [(row.cursor, row.beacon) for row in rows] == [(2, 7), (3, 8)]


async def test_a_leave_after_one_whose_commit_failed_and_is_there_is_kept_too(
    db, told, clock, monkeypatch
):
    log = SqliteEventLog(db)
    async with recording(log, told, clock) as recorder:
        answers = Answers(recorder)
        answers.submit(event(1, beacon=7))
        answers.submit(leave(HIDDEN, beacon=7))
        await answers.all()
        write = db.write

        async def write_and_fail(statements):
            monkeypatch.setattr(db, "write", write)
            await write(statements)
            raise Unwritable("disk I/O error")

        monkeypatch.setattr(db, "write", write_and_fail)
        answers.submit(leave(HIDDEN, beacon=7))
        assert (await answers.all())[2:] == [Outcome.BUSY]
        answers.submit(leave(LEFT, beacon=7))
        assert (await answers.all())[3:] == [Outcome.STORED]
    states = [row.state for row in (await log.rows_after(1, 9))]
    assert states == [HIDDEN, HIDDEN, LEFT]
    assert [row.state for row in told[1:]] == states


async def test_a_leave_beside_a_poison_row_names_its_pageview_all_the_same(log, told, clock):
    async with recording(log, told, clock) as recorder:
        log.gate.clear()
        answers = Answers(recorder)
        answers.submit(event(1))
        await eventually(lambda: recorder.depth == 0)
        log.poison = event(2, path="/poison")
        answers.submit(log.poison)
        answers.submit(event(3, beacon=7, visit=3))
        answers.submit(leave(LEFT, beacon=7))
        log.gate.set()
        assert await answers.all() == [Outcome.STORED, Outcome.BAD, Outcome.STORED, Outcome.STORED]
    _, viewed, left = told
    assert (left.page.cursor, left.visit) == (viewed.cursor, viewed.visit)


async def test_a_leave_out_of_reach_is_written_with_its_pageview(log, told, clock):
    await log.append([event(1, beacon=7, visit=3)])
    async with recording(log, told, clock) as recorder:
        answers = Answers(recorder)
        answers.submit(leave(LEFT, beacon=7, visit=0))
        answers.submit(leave(LEFT, beacon=9, visit=0))
        assert await answers.all() == [Outcome.STORED, Outcome.STORED]
    [row] = told
    assert (row.visit, row.page.cursor, row.cursor) == (3, 1, 2)


async def test_a_leave_that_is_found_when_the_queue_is_full_is_to_come_again(log, told, clock):
    await log.append([event(1, beacon=7)])
    async with recording(log, told, clock) as recorder:
        recorder._waiting.take_no_more()
        heard = []
        recorder._take_back(Entry(leave(LEFT, beacon=7), heard.append, 0.0))
        assert heard == [Outcome.BUSY]
