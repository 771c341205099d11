"""Strings and tuples that repeat, kept once each; a bounded memory of their numbers."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from itertools import takewhile
from typing import Generic, Protocol, TypeVar

import msgspec

from tracker.domain.agents import Agent
from tracker.domain.budget import TEXTS, TUPLES
from tracker.domain.campaigns import Campaign
from tracker.domain.events import Correction, Event, Leave, Row
from tracker.domain.hits import PAGEVIEW, TEST
from tracker.domain.places import NOWHERE, Place
from tracker.domain.remembered import weight
from tracker.domain.shares import OTHER
from tracker.storage.file.transactions import Transaction

K = TypeVar("K", bound=Hashable)

UNKNOWN_DEGREES = 999.0
NOBODYS = Agent("", "", "")


class Admission(Protocol):
    """Who may have a new text kept."""

    def admits(self, row: Event | Leave, text: str) -> bool: ...


class Everybody:
    """Whoever wants to."""

    def admits(self, row: Event | Leave, text: str) -> bool:  # noqa: ARG002 (as Admission has it)
        """It may."""
        return True


class Numbers(Generic[K]):
    """The numbers of one table's rows, `most` bytes of them between two batches. `known` may be
    read at any time after `learn`, and is written by `add` only."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0
        self.known: dict[K, int] = {}

    def add(self, key: K, number: int) -> None:
        self._bytes += 0 if key in self.known else weight(key)
        self.known[key] = number

    def make_room(self) -> None:
        """Forget what was learned first, if there is too much. Only between two batches: the rows
        of a batch are written with the numbers that all of it has learned."""
        if self._bytes > self._most:
            for key in list(takewhile(self._goes, self.known)):
                del self.known[key]

    def _goes(self, key: K) -> bool:
        """Whether this one is to be forgotten, too; it is counted as if it was."""
        goes = self._bytes > self._most * 7 // 8
        self._bytes -= weight(key) if goes else 0
        return goes


class Dictionary:
    """Numbers of texts, places, agents and campaigns. What a rolled-back batch had learned is
    forgotten as a whole: a rare event, and the numbers come back with their next use."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self.texts: Numbers[str] = Numbers(TEXTS)
        self.places: Numbers[Place] = Numbers(TUPLES)
        self.agents: Numbers[Agent] = Numbers(TUPLES)
        self.campaigns: Numbers[Campaign] = Numbers(TUPLES)

    async def learn(self, tx: Transaction, batch: Iterable[Row]) -> None:
        """Have a number for everything in the batch. Most batches bring nothing new. A text that
        is new and may not be kept becomes "(other)" in its row."""
        for table in (self.texts, self.places, self.agents, self.campaigns):
            table.make_room()
        if new := self._new_texts(batch):
            await self._find_texts(tx, new)
            if unheard := new - self.texts.known.keys():
                await self._learn_texts(tx, self._admitted(batch, unheard))
        for row in batch:
            if isinstance(row, Event):
                await self._learn_event(tx, row)
            if isinstance(row, Event | Correction) and not self._knows(row.place):
                values = (*row.place[:4], *_degrees(row.place))
                self.places.add(row.place, await _number(tx, INSERT_PLACE, SELECT_PLACE, values))

    async def _learn_event(self, tx: Transaction, event: Event) -> None:
        agent, campaign = event.visitor.agent, event.page.campaign
        if agent not in self.agents.known:
            number = await _number_of(tx, SELECT_AGENT, agent)
            if number is None and not self._admission.admits(event, " ".join(agent)):
                agent = event.visitor.agent = NOBODYS
            number = number or await _number(tx, INSERT_AGENT, SELECT_AGENT, agent)
            self.agents.add(agent, number)
        if campaign is not None and campaign not in self.campaigns.known:
            number = await _number_of(tx, SELECT_CAMPAIGN, campaign)
            if number is None and not self._admission.admits(event, " ".join(campaign)):
                event.page = msgspec.structs.replace(event.page, campaign=None)
                return
            number = number or await _number(tx, INSERT_CAMPAIGN, SELECT_CAMPAIGN, campaign)
            self.campaigns.add(campaign, number)

    async def _learn_texts(self, tx: Transaction, new: Sequence[str]) -> None:
        """All in two statements: a site's first hours bring a new text with nearly every hit."""
        await tx.executemany(INSERT_TEXT, [(text,) for text in new])
        await self._find_texts(tx, new)

    async def _find_texts(self, tx: Transaction, texts: Iterable[str]) -> None:
        rows = await tx.execute_fetchall(SELECT_TEXTS, (msgspec.json.encode(list(texts)).decode(),))
        for row in rows:
            self.texts.add(row[0], row[1])

    def _admitted(self, batch: Iterable[Row], unheard: set[str]) -> list[str]:
        """Those that may be kept; in the rows whose may not, "(other)" takes their place."""
        admitted: set[str] = set(ALWAYS & unheard)
        for row in batch:
            if not isinstance(row, Event | Leave):
                continue
            if isinstance(row, Event):
                admitted |= unheard & {row.source.channel}  # one of ours
            for text in unheard.intersection(_texts_of(row)) - admitted:
                if self._admission.admits(row, text):
                    admitted.add(text)
                else:
                    _without(row, text)
                    admitted.add(OTHER)
        return list(admitted)

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

    def _knows(self, place: Place) -> bool:
        return place is NOWHERE or place in self.places.known or place == NOWHERE

    def _new_texts(self, batch: Iterable[Row]) -> set[str]:
        known = self.texts.known
        return {text for row in batch for text in _texts_of(row) if text not in known}


# Ours, and few: whoever's share is used up may have them.
ALWAYS = frozenset({"", PAGEVIEW, TEST, OTHER})


def _texts_of(row: Row) -> tuple[str, ...]:
    if isinstance(row, Event):
        page, source = row.page, row.source
        return (
            page.path,
            row.title,
            row.referrer,
            page.host,
            row.name,
            source.name,
            source.channel,
            row.language,
        )
    return (row.path,) if isinstance(row, Leave) else ()


def _without(row: Event | Leave, text: str) -> None:
    """Put "(other)" where the text stands in the row."""
    if isinstance(row, Leave):
        row.path = OTHER
        return
    page, source = row.page, row.source
    host, path = _or_other(page.host, text), _or_other(page.path, text)
    row.page = msgspec.structs.replace(page, host=host, path=path)
    row.source = source._replace(name=_or_other(source.name, text))
    for name in ("title", "referrer", "name", "language"):
        setattr(row, name, _or_other(getattr(row, name), text))


def _or_other(there: str, text: str) -> str:
    return OTHER if there == text else there


async def _number_of(tx: Transaction, select: str, values: tuple[object, ...]) -> int | None:
    found = list(await tx.execute_fetchall(select, values))
    return int(found[0][0]) if found else None


async def _number(tx: Transaction, insert: str, select: str, values: tuple[object, ...]) -> int:
    await tx.execute(insert, values)
    [row] = await tx.execute_fetchall(select, values)
    return int(row[0])


def _degrees(place: Place) -> tuple[float, float]:
    latitude, longitude = place.latitude, place.longitude
    return (
        UNKNOWN_DEGREES if latitude is None else latitude,
        UNKNOWN_DEGREES if longitude is None else longitude,
    )


INSERT_TEXT = "insert or ignore into text (value) values (?)"
SELECT_TEXTS = "select value, id from text where value in (select value from json_each(?))"
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
