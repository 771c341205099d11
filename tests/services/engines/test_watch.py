"""What one process says of the engines it shares with others."""

from tests.eventually import eventually
from tests.services.engines.standings import ACCOUNTS, AT, EVENTS, QUEUE, with_shard
from tracker.services.background import beside
from tracker.services.engines.looked import Engines
from tracker.services.engines.watch import SILENT, EngineWatch
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.processes.standing import StreamStanding


class Played:
    """Engines that say what a test wants, or are away."""

    def __init__(self, queue=QUEUE, events=EVENTS, accounts=ACCOUNTS) -> None:
        self.stands = {"queue": queue, "events": events, "accounts": accounts}
        self.marks = []

    async def say(self, name: str):
        if self.stands[name] is None:
            raise RefusesForNow("tcp://secret.example.com:1 does not answer")
        return self.stands[name]

    async def queue(self, marks):
        self.marks.append(marks)
        return await self.say("queue")

    def engines(self, *, accounts: bool = True) -> Engines:
        asked = (lambda: self.say("accounts")) if accounts else None
        return Engines(self.queue, lambda: self.say("events"), asked)


async def watched(played: Played, needed=(), **more) -> EngineWatch:
    watch = EngineWatch(played.engines(**more), lambda: AT, needed)
    assert (watch.report(), watch.wrong) == ({}, "")
    async with beside(watch.run):
        await eventually(lambda: watch.looked)
    return watch


async def test_each_engine_that_is_well_is_said_to_be() -> None:
    played = Played()
    told = (await watched(played)).report()
    assert told == dict.fromkeys(["nats", "clickhouse", "postgresql", "clock"], "ok")
    assert played.marks == [EVENTS.marks]


async def test_an_engine_that_is_away_is_told_to_strangers_without_its_address() -> None:
    watch = await watched(Played(events=None), needed={"clickhouse"}, accounts=False)
    assert watch.report() == {"nats": "ok", "clickhouse": SILENT, "clock": "ok"}
    assert watch.wrong == f"clickhouse: {SILENT}"
    assert (await watched(Played(events=None), needed={"nats"})).wrong == ""


async def test_streams_that_nobody_leads_stop_whoever_needs_them() -> None:
    unled = with_shard(log=StreamStanding("LOG_0", "no answer"))
    watch = await watched(Played(queue=unled), needed={"nats"})
    assert watch.wrong.startswith("nats: Nobody leads LOG_0: no answer. More than half")
