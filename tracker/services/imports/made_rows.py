"""What a format has read, as rows of ours: whose they are, which visit's, from where.

A reading of the same file makes the same rows. Nothing here grows with the file: what was met long
ago is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from hashlib import blake2b
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from tracker.domain.agents import Agent, read_agent
from tracker.domain.campaigns import Campaign
from tracker.domain.days import Day, day_begins, day_number, local_day
from tracker.domain.events import UNKNOWN, Page
from tracker.domain.hits import LANGUAGE_BYTES, NAME_BYTES, PAGEVIEW, TEXT_BYTES, properties_text
from tracker.domain.ids import TIME_SHIFT, first_id
from tracker.domain.imports.imported import ImportedRow, Reason
from tracker.domain.places import NOWHERE, Place
from tracker.domain.referrers import kept_referrer
from tracker.domain.rows import COUNTS_WITHIN
from tracker.domain.sources import INTERNAL, Source, source_named, source_of
from tracker.domain.text import tidy
from tracker.domain.urls import read_host
from tracker.domain.visitors import MASK, visitor_id
from tracker.domain.visits import GAP
from tracker.services.imports.generations import Generations
from tracker.services.imports.sent_rows import NONE, Batch, SentRow
from tracker.services.recording.hit_rows import kept_address
from tracker.services.recording.pages import Pages
from tracker.storage.sites.sites import Site

EQUALS, VISITS, SOURCES, PAGES = 20_000, 40_000, 5_000, 5_000  # remembered, each twice at most
AGENTS = 2_000
LONGEST = 300  # characters of an address that is worth it
OURS = 1 << (TIME_SHIFT - 1)  # no id that the recorder gives has this bit
BITS = OURS - 1
FIRST = date(1970, 1, 1)
SOMEWHERE = "localhost"  # stands where nobody has said the host

FindPlace = Callable[[str], Place]


class Made(NamedTuple):
    """What is counted of a row. `who`: the same on all days, `visitor` on one; `day`: of the site;
    `counted`: in the product's own figures."""

    name: str
    at: int
    day: int
    visit: int
    visitor: int
    who: int
    counted: bool


class _Met(msgspec.Struct, gc=False):
    """A visit in progress: `visitor` is that of `day`, `place` that of the address, once asked."""

    visit: int
    last_at: int
    day: int
    visitor: int
    place: Place | None = None


class MadeRows:
    """`secret`: of which the days' salts are made; `running`: by visitor the visits that were in
    progress when the file begins, and when they were seen last."""

    def __init__(
        self,
        site: Site,
        secret: bytes,
        find_place: FindPlace,
        running: dict[int, tuple[int, int]] | None = None,
    ) -> None:
        self._site = site
        self._zone = ZoneInfo(site.time_zone)
        self._secret = secret
        self._find_place = find_place
        self._running = running or {}
        self._host = _own_host(site)
        self._pages = Pages()
        self._known_pages: Generations[tuple[str, str, str], Page] = Generations(PAGES)
        self._person = site.id.to_bytes(8)
        self._equals: Generations[int, int] = Generations(EQUALS)
        self._visits: Generations[int, _Met] = Generations(VISITS)
        self._read_agents: Generations[str, Agent] = Generations(AGENTS)
        self._sources: Generations[object, tuple[str, Source]] = Generations(SOURCES)
        self._day = Day(local_day(0, self._zone).date, 0, 0)
        self._number = 0
        self._salt = b""
        self.begin_batch()

    def begins(self, day: int) -> int:
        """When a day of the site begins, counted since 1970-01-01; ms, UTC."""
        return day_begins(FIRST + timedelta(days=day), self._zone)

    def begin_batch(self) -> None:
        """The next rows are another batch's."""
        self._rows: list[SentRow] = []
        self._campaigns: dict[Campaign, int] = {}
        self._places: dict[Place, int] = {}
        self._agents: dict[Agent, int] = {}

    @property
    def batch(self) -> Batch:
        """What was made since it began."""
        return Batch(self._rows, list(self._campaigns), list(self._places), list(self._agents))

    def made(self, row: ImportedRow, *, only_counted: bool = False) -> Made | Reason:
        """The row, which is the batch's from now on unless it is only counted; or why there is
        none."""
        asked = (row.host, row.path, row.query)
        page = None if row.campaign else self._known_pages.get(asked)
        if page is None:
            page = self._page(row)
            if page is None:
                return Reason.VALUE
            if not row.campaign and len(row.path) + len(row.query) < LONGEST:
                self._known_pages.put(asked, page)
        key = self._key(row)
        if not key:
            return Reason.REPEATED
        if not self._day.start <= row.at < self._day.end:
            self._turn_to(row.at)
        who = hash(
            row.visitor or row.visit or (row.address, row.user_agent) if _is_told(row) else row.key
        )
        met = self._met(row, who)
        made = Made(row.name, row.at, self._number, met.visit, met.visitor, who, row.counted)
        if not only_counted:
            self._rows.append(self._sent(row, page, key, met))
        return made

    def _sent(self, row: ImportedRow, page: Page, key: int, met: _Met) -> SentRow:
        referrer, source = self._source(row, page)
        agent = row.agent or (self._agent(row.user_agent) if row.user_agent else UNKNOWN)
        place = row.place
        if place is NOWHERE and row.address:
            if met.place is None:
                met.place = self._find_place(row.address)
            place = met.place
        campaign = page.campaign
        return SentRow(
            key,
            _id(row.at, key),
            row.at,
            met.visitor,
            met.visit,
            row.name if row.name == PAGEVIEW else tidy(row.name, NAME_BYTES).strip() or PAGEVIEW,
            page.host,
            page.path,
            NONE if campaign is None else _place_of(campaign, self._campaigns),
            tidy(row.title, TEXT_BYTES) if row.title else "",
            referrer,
            source.name,
            source.channel,
            NONE if place is NOWHERE or place == NOWHERE else _place_of(place, self._places),
            _place_of(agent, self._agents),
            tidy(row.language, LANGUAGE_BYTES) if row.language else "",
            row.width,
            _properties(row) if row.properties or row.amount else None,
            kept_address(self._site, row.address) if row.address else None,
            min(max(row.engaged, 0), COUNTS_WITHIN) if row.engaged else 0,
            min(max(row.depth, 0), 100) if row.depth else 0,
        )

    def _page(self, row: ImportedRow) -> Page | None:
        host = row.host or self._host
        path = row.path if not row.path or row.path[0] == "/" else f"/{row.path}"
        address = f"http://{host or SOMEWHERE}{path}"
        page = self._pages.read(f"{address}?{row.query}" if row.query else address)
        if page is None or (host and row.path and not row.campaign):
            return page
        return Page(
            page.host if host else "", page.path if path else "", row.campaign or page.campaign
        )

    def _turn_to(self, at: int) -> None:
        """The site's day of that moment."""
        self._day = local_day(at, self._zone)
        self._number = day_number(at, self._zone)
        date = self._day.date.isoformat().encode()
        self._salt = blake2b(date, key=self._secret, digest_size=32).digest()

    def _key(self, row: ImportedRow) -> int:
        """63 bits; the second of equal rows has others than the first. 0 for an id once more."""
        text = row.key.encode("utf-8", "replace")
        key = self._hash(text)
        before = self._equals.get(key) or 0
        self._equals.put(key, before + 1)
        if row.is_id:
            return 0 if before else key
        return self._hash(b"%d\0%s" % (before, text)) if before else key

    def _hash(self, text: bytes) -> int:
        digest = blake2b(text, digest_size=8, person=self._person).digest()
        return int.from_bytes(digest) & MASK or 1

    def _met(self, row: ImportedRow, who: int) -> _Met:
        """The visit that the row belongs to, as it is after it."""
        named = hash(row.visit) if row.visit else who
        met = self._visits.get(named)
        if met is None or met.day != self._number:
            visitor = self._visitor(row)
            if met is None:
                met = self._taken_up(visitor)
                self._visits.put(named, met)
            else:
                met.day, met.visitor = self._number, visitor
        if met.visit == 0 or (not row.visit and abs(row.at - met.last_at) >= GAP):
            told = row.visit.encode("utf-8", "replace")
            bits = self._hash(told) if told else met.visitor
            met.visit = first_id(row.at) | OURS | bits & BITS
        met.last_at = max(met.last_at, row.at) if row.visit else row.at
        return met

    def _taken_up(self, visitor: int) -> _Met:
        visit, last_at = self._running.get(visitor, (0, 0))
        return _Met(visit, last_at, self._number, visitor)

    def _visitor(self, row: ImportedRow) -> int:
        told = row.visitor or row.visit
        if told or not _is_told(row):
            return visitor_id(self._salt, self._site.id, told or row.key, "")
        return visitor_id(self._salt, self._site.id, row.address, row.user_agent)

    def _agent(self, user_agent: str) -> Agent:
        known = self._read_agents.get(user_agent)
        if known is None:
            known = read_agent(user_agent)
            self._read_agents.put(user_agent, known)
        return known

    def _source(self, row: ImportedRow, page: Page) -> tuple[str, Source]:
        """The referrer that is kept, and what it means."""
        asked = (row.referrer, row.source, page.host, page.campaign)
        known = self._sources.get(asked)
        if known is None:
            known = _where_from(row, page)
            self._sources.put(asked, known)
        return known


def _own_host(site: Site) -> str:
    if site.hosts:
        return site.hosts[0].removeprefix("*.")
    return (read_host(site.name) or "") if "." in site.name else ""


def _is_told(row: ImportedRow) -> bool:
    return bool(row.visitor or row.visit or row.address)


def _id(at: int, key: int) -> int:
    """Where a source knows whole seconds, many rows have the same: ids take the time between."""
    later = (key >> TIME_SHIFT) % 1000 if at % 1000 == 0 else 0
    return first_id(at + later) | OURS | key & BITS


def _place_of(value: object, among: dict[Any, int]) -> int:
    return among.setdefault(value, len(among))


def _properties(row: ImportedRow) -> str | None:
    if not row.amount:
        return properties_text(row.properties) if row.properties else None
    money: dict[str, object] = {"revenue": row.amount}
    if row.currency:
        money["currency"] = row.currency
    return properties_text({**money, **(row.properties or {})})


def _where_from(row: ImportedRow, page: Page) -> tuple[str, Source]:
    referrer = kept_referrer(tidy(row.referrer, TEXT_BYTES)) if row.referrer else ""
    if row.source and not referrer and page.campaign is None:
        return "", source_named(row.source)
    source = source_of(referrer, page.host, page.campaign)
    return ("" if source.channel == INTERNAL.channel else referrer), source
