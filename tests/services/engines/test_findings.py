"""Of each way in which an engine can stand badly it is said what happened, and what to do."""

import pytest

from tests.services.engines.standings import (
    ACCOUNTS,
    AT,
    EVENTS,
    QUEUE,
    WELL,
    stream,
    with_shard,
)
from tracker.domain.shard_cursors import cursor_in
from tracker.services.engines.looked import Looked, findings_of
from tracker.storage.processes.standing import QueueStanding, StreamStanding, ahead_by

FULL = stream("LOG_0", size=96, limit=100)
UNLED = StreamStanding("LOG_0", "NATS does not answer: TimeoutError")
NOT_MADE = "stream not found"


def test_what_is_well_needs_nothing_done() -> None:
    assert [(each.check, each.level, each.advice) for each in findings_of(WELL)] == [
        (name, "ok", "") for name in ("nats", "clickhouse", "postgresql", "clock")
    ]


def marks(message: int) -> Looked:
    return WELL._replace(events=EVENTS._replace(marks={0: cursor_in(message, 1)}))


def queue(stands: QueueStanding) -> Looked:
    return WELL._replace(queue=stands)


@pytest.mark.parametrize(
    ("looked", "level", "found"),
    [
        (WELL._replace(queue=None, away={"nats": "gone"}), "bad", "It does not answer: gone."),
        (queue(QUEUE._replace(version=(2, 10))), "bad", "A server is 2.10."),
        (queue(with_shard(log=UNLED)), "bad", "Nobody leads LOG_0: NATS does not answer"),
        (queue(with_shard(log=StreamStanding("LOG_0", NOT_MADE))), "bad", "Nobody leads LOG_0"),
        (queue(with_shard(log=stream("LOG_0", away=["n3"]))), "warn", "n3 is away, or behind."),
        (queue(with_shard(log=stream("LOG_0", copies=1))), "warn", "One server alone holds"),
        (queue(with_shard(log=FULL)), "bad", "LOG_0 has 0.0 MB of the 0.0 MB that it may"),
        (queue(with_shard(log=FULL._replace(size=81))), "warn", "LOG_0 has 0.0 MB of the"),
        (queue(QUEUE._replace(holders={"sequencer-0"})), "bad", "Nobody is filer of shard 0."),
        (queue(with_shard(waits=1234)), "warn", "1,234 messages wait in IN_0"),
        (queue(with_shard(since=AT - 75_000)), "warn", "LOG_0 is filed up to 75 s ago"),
        (marks(11), "bad", "LOG_0 ends at 10, and ClickHouse has had 11 of it"),
        (
            queue(with_shard(log=stream("LOG_0", oldest=20, newest=30))),
            "bad",
            "Messages 11 to 19 of LOG_0 are in neither",
        ),
        (WELL._replace(events=EVENTS._replace(version="25.8.1")), "warn", "It is 25.8.1"),
        (WELL._replace(events=EVENTS._replace(free=0.08)), "warn", "8% of its disk are free."),
        (WELL._replace(events=EVENTS._replace(free=0.02)), "bad", "2% of its disk are free."),
        (WELL._replace(events=EVENTS._replace(version="?")), "warn", "It is ?"),
        (WELL._replace(events=EVENTS._replace(step=0)), "warn", "It has no tables yet."),
        (WELL._replace(events=EVENTS._replace(step=1)), "warn", "Its tables have step 1 of 2."),
        (WELL._replace(events=EVENTS._replace(step=3)), "bad", "Its tables have step 3; this"),
        (WELL._replace(events=EVENTS._replace(site=8)), "bad", "ClickHouse has events of site 8"),
        (WELL._replace(accounts=ACCOUNTS._replace(version=14)), "warn", "It is 14"),
        (WELL._replace(accounts=ACCOUNTS._replace(only_reads=True)), "bad", "It is a copy that"),
        (WELL._replace(accounts=ACCOUNTS._replace(connections=81)), "warn", "81 of its 100"),
        (WELL._replace(accounts=ACCOUNTS._replace(schema=0)), "warn", "It has no tables yet."),
        (WELL._replace(accounts=ACCOUNTS._replace(schema=2)), "warn", "It has schema 2 of 3."),
        (WELL._replace(accounts=ACCOUNTS._replace(schema=4)), "bad", "It has schema 4; this"),
        (
            WELL._replace(accounts=ACCOUNTS._replace(ahead=-7_000)),
            "warn",
            "The clock of PostgreSQL is 7 s behind this machine's.",
        ),
        (
            queue(with_shard(log=stream("LOG_0", leader="n2", ahead=61_000))),
            "bad",
            "The clock of NATS n2 is 61 s ahead of this machine's.",
        ),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(looked: Looked, level: str, found: str) -> None:
    wrong = [each for each in findings_of(looked) if each.level != "ok"]
    assert [(each.level, each.found[: len(found)]) for each in wrong] == [(level, found)]
    assert wrong[0].advice


def test_before_the_first_start_no_stream_is_missed() -> None:
    missing = StreamStanding("LOG_0", NOT_MADE)
    stands = with_shard(log=missing, inbox=missing)._replace(others=[missing], holders=())
    found = [each for each in findings_of(queue(stands)) if each.check == "nats"]
    assert [(each.level, each.found) for each in found] == [("warn", "No stream is there yet.")]


@pytest.mark.parametrize(("said", "ahead"), [(99, -1), (100, 0), (103, 0), (105, 0), (106, 1)])
def test_a_clock_is_judged_by_what_is_certain_of_it(said: int, ahead: int) -> None:
    assert ahead_by(said, 100, 105) == ahead
