"""Nothing of what is swept stays readable in the file, however short it is."""

import random
import re

import pytest

from tests.eventually import eventually
from tests.making import event, visitor
from tracker.domain.agents import Agent
from tracker.domain.campaigns import Campaign
from tracker.domain.events import Event, Page
from tracker.services.erasing import slices
from tracker.services.erasing.text_sweep import TextSweep
from tracker.storage.erasing.erasures import ask_sweep, sweep_is_asked
from tracker.storage.erasing.removed_sites import erase_events
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog

ROWS, BATCH = 6_000, 500
GONE, KEPT = 1, 2
LENGTHS = (1, 15, 30, 60, 400, 1_900)


def hit(number: int, chance: random.Random) -> Event:
    site_id = chance.choice((GONE, KEPT))
    who = visitor(number, site_id)
    word = f"{'gone' if site_id == GONE else 'kept'}{number}~"
    kind = chance.randrange(3)
    found = event(number, who=who)
    if kind == 0:
        found.title = word + "x" * (chance.choice(LENGTHS) - len(word))
    if kind == 1:
        found.agent = Agent(word, "Linux", "desktop")
    if kind == 2:
        texts = [word, *("x" * chance.choice(LENGTHS) for _ in range(5))]
        found.page = Page("example.com", "/", Campaign(*texts))
    return found


@pytest.mark.parametrize("seed", range(3))
async def test_no_text_stays_in_a_gap_of_the_file(
    db: Database, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(slices, "REST", 0)
    log, chance = SqliteEventLog(db), random.Random(seed)
    await log.open()
    for first in range(1, ROWS + 1, BATCH):
        await log.append([hit(number, chance) for number in range(first, first + BATCH)])
    while await erase_events(db, GONE):
        pass
    async with db.transaction() as tx:
        await ask_sweep(tx)
    async with TextSweep(db, log).working():

        async def is_swept() -> bool:
            return not await sweep_is_asked(db) and await db.empty_log()

        await eventually(is_swept)
    found = set(re.findall(rb"(gone|kept)(\d+)~", db.path.read_bytes()))
    assert sorted(number for word, number in found if word == b"gone") == []
    kept = await db.read(
        "select count(distinct title) + count(distinct agent) + count(distinct campaign) - 3 as n"
        " from event"
    )
    assert len(found) == kept[0]["n"] > ROWS / 3, "the other site's are there"
