"""The tables of places, browsers and campaigns. There are few, so each is looked up by itself."""

from __future__ import annotations

from collections.abc import Callable

from tracker.domain.agents import Agent
from tracker.domain.budget import TUPLES
from tracker.domain.campaigns import Campaign
from tracker.domain.places import Place
from tracker.storage.dictionary.numbers import K, Numbers
from tracker.storage.file.transactions import Transaction

UNKNOWN_DEGREES = 999.0


class Tuples(Numbers[K]):
    """The numbers of one of these tables. `values` makes the columns of a tuple."""

    def __init__(self, select: str, insert: str, values: Callable[[K], tuple[object, ...]]) -> None:
        super().__init__(TUPLES)
        self._select = select
        self._insert = insert
        self._values = values

    async def learn(self, tx: Transaction, key: K, admitted: Callable[[], bool]) -> bool:
        """Have its number, unless it is new and not `admitted`."""
        if key not in self.known and not await self._find(tx, key):
            if not admitted():
                return False
            await tx.execute(self._insert, self._values(key))
            await self._find(tx, key)
        return True

    async def _find(self, tx: Transaction, key: K) -> bool:
        rows = await tx.execute_fetchall(self._select, self._values(key))
        for row in rows:
            self.add(key, row[0])
        return bool(rows)


def places() -> Tuples[Place]:
    return Tuples(SELECT_PLACE, INSERT_PLACE, _columns_of_place)


def agents() -> Tuples[Agent]:
    return Tuples(SELECT_AGENT, INSERT_AGENT, tuple)


def campaigns() -> Tuples[Campaign]:
    return Tuples(SELECT_CAMPAIGN, INSERT_CAMPAIGN, tuple)


def _columns_of_place(place: Place) -> tuple[object, ...]:
    degrees = (place.latitude, place.longitude)
    return (*place[:4], *(UNKNOWN_DEGREES if each is None else each for each in degrees))


SELECT_PLACE = """
select id from place where country = ? and region = ? and city = ? and postal = ?
    and latitude = ? and longitude = ?
"""
INSERT_PLACE = """
insert into place (country, region, city, postal, latitude, longitude) values (?, ?, ?, ?, ?, ?)
"""
SELECT_AGENT = """
select id from agent where browser = ? and system = ? and device = ?
    and browser_version = ? and system_version = ?
"""
INSERT_AGENT = """
insert into agent (browser, system, device, browser_version, system_version)
values (?, ?, ?, ?, ?)
"""
SELECT_CAMPAIGN = """
select id from campaign where source = ? and medium = ? and name = ? and term = ?
    and content = ? and click_id = ?
"""
INSERT_CAMPAIGN = """
insert into campaign (source, medium, name, term, content, click_id) values (?, ?, ?, ?, ?, ?)
"""
