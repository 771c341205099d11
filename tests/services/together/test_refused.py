"""What one process has refused is shown by the others, and counted once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.engines.memory_bus import MemoryBus
from tests.eventually import eventually
from tests.making import NOON
from tracker.domain.refusals import Reason, Refusal
from tracker.services.live.refused import AT_MOST, Refused
from tracker.services.sites.site_directory import SiteDirectory
from tracker.services.together.refused import ToldRefusals
from tracker.services.together.refused_days import SharedRefusedDays
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.postgres.done import first_time

SITE, DAY = 1, 20_778
HEARD: dict[str, list[Any]] = {}


@asynccontextmanager
async def telling(bus: MemoryBus, name: str) -> AsyncIterator[Refused]:
    refused = Refused(lambda *_: None)

    def heard(*what: Any) -> None:
        HEARD.setdefault(name, []).append(what)

    told = ToldRefusals(bus, name, refused, lambda site_id: site_id % 2, heard)
    HEARD.clear()
    async with told.telling([0, 1]):
        yield refused


async def test_each_shows_what_any_has_refused() -> None:
    bus = MemoryBus()
    async with telling(bus, "one") as one, telling(bus, "two") as two:
        await eventually(lambda: all(len(bus._hearers[f"refused.{n}"]) == 2 for n in (0, 1)))
        bus.tell("refused.1", b"nonsense")
        for _ in range(AT_MOST + 5):
            one.add(SITE, Refusal(Reason.BOT, "here"), NOON)
        two.add(2, Refusal(Reason.HOST, "there"), NOON)
        await eventually(lambda: len(two.latest(SITE)) == AT_MOST and one.latest(2))
        assert two.latest(SITE) == one.latest(SITE)
        assert one.latest(2) == two.latest(2)
        assert HEARD == {
            "one": [(2, Reason.HOST, NOON)],
            "two": [(SITE, Reason.BOT, NOON)] * AT_MOST,
        }
        assert (one.totals(), two.totals()) == ({Reason.BOT: AT_MOST + 5}, {Reason.HOST: 1})


class Lossy:
    """Accounts of which the answer to a commit is lost, now and then."""

    def __init__(self, accounts: Any) -> None:
        self.accounts = accounts
        self.read_only = ""
        self.read = accounts.read
        self.loses = 0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        async with self.accounts.transaction() as tx:
            yield tx
        if self.loses:
            self.loses -= 1
            raise RefusesForNow("nobody knows")


async def test_what_several_have_counted_adds_up(engines: list[Any]) -> None:
    one, two = Lossy(engines[0]), Lossy(engines[1])
    days = []
    for number, accounts in enumerate((one, two)):
        sites = await SiteDirectory.load(accounts)
        days.append(SharedRefusedDays(accounts, sites, lambda: NOON, f"{number}", first_time))
    for _ in range(3):
        days[0].add(SITE, Reason.BOT, NOON)
    days[1].add(SITE, Reason.BOT, NOON)
    one.loses = 1
    with pytest.raises(RefusesForNow):
        await days[0].keep()
    days[0].add(SITE, Reason.BOT, NOON)
    days[0].add(SITE, Reason.HOST, NOON)
    for _ in range(2):
        for each in days:
            await each.keep()
    done = await one.read("select period from done order by job")
    assert [row["period"] for row in done] == [NOON + 1, NOON], "one of each process, by its time"
    rows = await one.read("select reason, hits from refused order by reason")
    assert [tuple(row) for row in rows] == [("bot", 5), ("host", 1)]
    assert not days[0]._waiting
    site = (await SiteDirectory.load(one)).by_id[SITE]
    assert sum((await days[1].since(site, 0)).values()) == 6
