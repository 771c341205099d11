"""What a batch of the log names by number: learned from the tables, and remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import msgspec

from tracker.domain.agents import Agent
from tracker.domain.budget import TEXTS
from tracker.domain.campaigns import Campaign
from tracker.domain.events import Event
from tracker.domain.places import NOWHERE, Place
from tracker.domain.rows import PlaceCorrection, Row
from tracker.storage.dictionary.admission import Admission, admitted, is_owners, texts_of
from tracker.storage.dictionary.numbers import Numbers
from tracker.storage.dictionary.tuples import agents, campaigns, places
from tracker.storage.file.transactions import Transaction

NOBODYS = Agent("", "", "", "", "")


class Dictionary:
    """Numbers of texts, places, agents and campaigns. What a rolled-back batch had learned is
    forgotten as a whole: a rare event, and the numbers come back with their next use."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self.texts: Numbers[str] = Numbers(TEXTS)
        self.places = places()
        self.agents = agents()
        self.campaigns = campaigns()

    async def learn(self, tx: Transaction, batch: Iterable[Row]) -> None:
        """Have a number for everything in the batch. Most batches bring nothing new. A text that
        is new and may not be kept becomes "(other)" in its row."""
        self._make_room()
        if new := self._new_texts(batch):
            await self._find_texts(tx, new)
            if unheard := new - self.texts.known.keys():
                await self._learn_texts(tx, admitted(batch, unheard, self._admission))
        for row in batch:
            if isinstance(row, Event):
                await self._learn_event(tx, row)
            if isinstance(row, Event | PlaceCorrection) and not self._knows(row.place):
                await self.places.learn(tx, row.place, _freely)

    async def learn_all(
        self,
        tx: Transaction,
        texts: set[str],
        places: Iterable[Place],
        agents: Iterable[Agent],
        campaigns: Iterable[Campaign],
    ) -> None:
        """Have a number for all of these, which nobody's share is charged with."""
        self._make_room()
        if new := texts - self.texts.known.keys():
            await self._find_texts(tx, new)
            if unheard := new - self.texts.known.keys():
                await self._learn_texts(tx, list(unheard))
        for agent in agents:
            await self.agents.learn(tx, agent, _freely)
        for campaign in campaigns:
            await self.campaigns.learn(tx, campaign, _freely)
        for place in places:
            if not self._knows(place):
                await self.places.learn(tx, place, _freely)

    def _make_room(self) -> None:
        for table in (self.texts, self.places, self.agents, self.campaigns):
            table.make_room()

    def _new_texts(self, batch: Iterable[Row]) -> set[str]:
        known = self.texts.known
        return {text for row in batch for text in texts_of(row) if text not in known}

    async def _learn_texts(self, tx: Transaction, new: Sequence[str]) -> None:
        """All in two statements: a site's first hours bring a new text with nearly every hit."""
        await tx.executemany(INSERT_TEXT, [(text,) for text in new])
        await self._find_texts(tx, new)

    async def _find_texts(self, tx: Transaction, texts: Iterable[str]) -> None:
        rows = await tx.execute_fetchall(SELECT_TEXTS, (msgspec.json.encode(list(texts)).decode(),))
        for row in rows:
            self.texts.add(row[0], row[1])

    async def _learn_event(self, tx: Transaction, event: Event) -> None:
        agent, campaign = event.agent, event.page.campaign
        if agent not in self.agents.known:
            may = self._may(event, " ".join(agent))
            if not await self.agents.learn(tx, agent, may):
                event.agent = NOBODYS
                await self.agents.learn(tx, NOBODYS, _freely)
        if campaign is not None and campaign not in self.campaigns.known:
            may = self._may(event, " ".join(campaign))
            if not await self.campaigns.learn(tx, campaign, may):
                event.page = msgspec.structs.replace(event.page, campaign=None)

    def _may(self, event: Event, text: str) -> Callable[[], bool]:
        return _freely if is_owners(event) else partial(self._admission.admits, event, text)

    def _knows(self, place: Place) -> bool:
        return place is NOWHERE or place in self.places.known or place == NOWHERE

    def forget(self, table: str, gone: Iterable[tuple[str, ...]]) -> None:
        """Rows of the table with that content are gone, and with them their numbers."""
        for content in gone:
            match table:
                case "text":
                    self.texts.known.pop(content[0], None)
                case "agent":
                    self.agents.known.pop(Agent(*content), None)
                case _:
                    self.campaigns.known.pop(Campaign(*content), None)

    def place(self, place: Place) -> int:
        return 0 if place is NOWHERE or place == NOWHERE else self.places.known[place]


def _freely() -> bool:
    """What is ours, or a place's, counts against nobody's share."""
    return True


INSERT_TEXT = """
insert into text (value) select ?1 where not exists (select 1 from text where value = ?1)
"""
# Of two that were made the same by cleaning the first one stands for both.
SELECT_TEXTS = """
select value, min(id) from text where value in (select value from json_each(?)) group by value
"""
