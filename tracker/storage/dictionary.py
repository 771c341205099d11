"""Strings and tuples that repeat, kept once each; a bounded memory of their numbers."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from itertools import islice
from typing import Generic, TypeVar

import aiosqlite

from tracker.domain.agents import Agent
from tracker.domain.campaigns import Campaign
from tracker.domain.events import Correction, Event, Leave, Row
from tracker.domain.places import NOWHERE, Place

K = TypeVar("K", bound=Hashable)

MOST_TEXTS = 100_000
MOST_TUPLES = 20_000
UNKNOWN_DEGREES = 999.0


class Numbers(Generic[K]):
    """The numbers of one table's rows. `known` may be read at any time after `learn`."""

    def __init__(self, insert: str, select: str, most: int) -> None:
        self._insert = insert
        self._select = select
        self._most = most
        self.known: dict[K, int] = {}

    def make_room(self) -> None:
        """Forget what was learned first, if there is too much. Only between two batches: the rows
        of a batch are written with the numbers that all of it has learned."""
        if len(self.known) >= self._most:
            for key in list(islice(self.known, len(self.known) - self._most * 7 // 8)):
                del self.known[key]

    async def learn(self, tx: aiosqlite.Connection, key: K, values: tuple[object, ...]) -> None:
        """Have a number for the key."""
        cursor = await tx.execute(self._insert, values)
        if cursor.rowcount and cursor.lastrowid:
            self.known[key] = cursor.lastrowid
            return
        for row in await tx.execute_fetchall(self._select, values):
            self.known[key] = row[0]


class Dictionary:
    """Numbers of texts, places, agents and campaigns. What a rolled-back batch had learned is
    forgotten as a whole: a rare event, and the numbers come back with their next use."""

    def __init__(self) -> None:
        self.texts: Numbers[str] = Numbers(INSERT_TEXT, SELECT_TEXT, MOST_TEXTS)
        self.places: Numbers[Place] = Numbers(INSERT_PLACE, SELECT_PLACE, MOST_TUPLES)
        self.agents: Numbers[Agent] = Numbers(INSERT_AGENT, SELECT_AGENT, MOST_TUPLES)
        self.campaigns: Numbers[Campaign] = Numbers(INSERT_CAMPAIGN, SELECT_CAMPAIGN, MOST_TUPLES)

    async def learn(self, tx: aiosqlite.Connection, batch: Iterable[Row]) -> None:
        """Have a number for everything in the batch."""
        for table in (self.texts, self.places, self.agents, self.campaigns):
            table.make_room()
        for row in batch:
            if isinstance(row, Event):
                await self._learn_event(tx, row)
            elif isinstance(row, Leave):
                if row.path not in self.texts.known:
                    await self.texts.learn(tx, row.path, (row.path,))
            elif isinstance(row, Correction):
                await self._learn_place(tx, row.place)

    def place(self, place: Place) -> int:
        return 0 if place == NOWHERE else self.places.known[place]

    async def _learn_event(self, tx: aiosqlite.Connection, event: Event) -> None:
        page, source, visitor, known = event.page, event.source, event.visitor, self.texts.known
        for text in (
            page.path,
            event.title,
            event.referrer,
            page.host,
            event.name,
            source.name,
            source.channel,
            event.language,
        ):
            if text not in known:
                await self.texts.learn(tx, text, (text,))
        if visitor.agent not in self.agents.known:
            await self.agents.learn(tx, visitor.agent, visitor.agent)
        if page.campaign is not None and page.campaign not in self.campaigns.known:
            await self.campaigns.learn(tx, page.campaign, page.campaign)
        await self._learn_place(tx, event.place)

    async def _learn_place(self, tx: aiosqlite.Connection, place: Place) -> None:
        if place is NOWHERE or place in self.places.known or place == NOWHERE:
            return
        degrees = (
            UNKNOWN_DEGREES if each is None else each for each in (place.latitude, place.longitude)
        )
        await self.places.learn(tx, place, (*place[:4], *degrees))


INSERT_TEXT = "insert or ignore into text (value) values (?)"
SELECT_TEXT = "select id from text where value = ?"
INSERT_PLACE = """
insert or ignore into place (country, region, city, postal, latitude, longitude)
values (?, ?, ?, ?, ?, ?)
"""
SELECT_PLACE = """
select id from place where country = ? and region = ? and city = ? and postal = ?
    and latitude = ? and longitude = ?
"""
INSERT_AGENT = "insert or ignore into agent (browser, system, device) values (?, ?, ?)"
SELECT_AGENT = "select id from agent where browser = ? and system = ? and device = ?"
INSERT_CAMPAIGN = """
insert or ignore into campaign (source, medium, name, term, content, click_id)
values (?, ?, ?, ?, ?, ?)
"""
SELECT_CAMPAIGN = """
select id from campaign where source = ? and medium = ? and name = ? and term = ?
    and content = ? and click_id = ?
"""
