"""One hit from its bytes to the recorder's queue: every rule it has to pass, in order of cost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from tracker.domain.addresses import rate_key
from tracker.domain.budget import PAGES, READ
from tracker.domain.campaigns import campaign_of
from tracker.domain.events import Correction, Page, Visitor
from tracker.domain.hits import TEST, Hit
from tracker.domain.hosts import may_report
from tracker.domain.ids import Ids
from tracker.domain.places import NOWHERE, Place
from tracker.domain.refusals import Reason, Refusal
from tracker.domain.remembered import Remembered, remembering, weight
from tracker.domain.spam import is_spam
from tracker.domain.urls import read_url
from tracker.services.limits.floor import Floor
from tracker.services.limits.rate_gate import RateGate
from tracker.services.limits.shares import Shares
from tracker.services.live.refused import Refused
from tracker.services.recording.hit_rows import HitRows
from tracker.services.recording.recorder import Outcome, Recorder, Reply
from tracker.services.recording.visitors import Visitors
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.sites.sites import Site

LONGEST_PAGE = 500  # characters of an address that is worth remembering
BUSY = Refusal(Reason.BUSY, "nothing was stored", retry_after=1)
FAST = Refusal(Reason.FAST, retry_after=1)


class Sender:
    """Whom a hit came from. `hints`: three client hint headers, a line each. One who has been met
    is known as `visitor`, and what the browser sent is needed no more until the day is over."""

    __slots__ = ("address", "head", "hints", "key", "private", "rate", "user_agent", "visitor")

    def __init__(self, address: str, user_agent: str, hints: str, private: bool) -> None:
        self.address = address
        self.rate = rate_key(address)  # what shares a limit with it
        self.user_agent = user_agent
        self.hints = hints
        self.private = private  # DNT or GPC
        self.head = 0  # the hash of a request's head that is not kept yet
        self.key = ""  # of the site, where the head was read that names it
        self.visitor: Visitor | None = None


class TestTokens(Protocol):
    def redeem(self, token: str, site_id: int) -> bool: ...


class SpamHosts(Protocol):
    """The operator's list; `hosts` is replaced when its file is."""

    hosts: frozenset[str]


class LatePlaces(Protocol):
    """A geolocation service that answers later: `told` is called once, if it knows."""

    def ask(self, address: str, told: Callable[[Place], None]) -> None: ...


class Intake:
    """`admit` before a body is read, then `receive` it. Both answer at once: a refusal, or None."""

    def __init__(
        self,
        *,
        directory: SiteDirectory,
        visitors: Visitors,
        recorder: Recorder,
        refused: Refused,
        ids: Ids,
        tokens: TestTokens,
        addresses: RateGate,
        sites: RateGate,
        spam: SpamHosts,
        shares: Shares,
        floor: Floor,
        late_places: LatePlaces | None,
        now: Callable[[], int],
        monotonic: Callable[[], float],
    ) -> None:
        self._directory = directory
        self._visitors = visitors
        self._recorder = recorder
        self._refused = refused
        self._rows = HitRows(visitors, ids)
        self._tokens = tokens
        self._addresses = addresses
        self._sites = sites
        self._spam = spam
        self._shares = shares
        self._floor = floor
        self._late_places = late_places
        self.now = now  # ms, UTC
        self._monotonic = monotonic
        self._pages: Remembered[str, Page] = Remembered(PAGES, _weight)
        self.hits = 0  # received since the start
        self.fast = 0  # of these, by the fast path

    def hits_wait(self) -> bool:
        """Whether any is on its way to the disk."""
        return self._recorder.at_work

    def admit(self, key: str, rate: str) -> Site | Refusal:
        """The site of the key, unless it or the sender is over its rate, which is counted by the
        address's `rate_key`. Who tries keys that are none is slowed down like everybody."""
        site = self._directory.by_key.get(key)
        now = self._monotonic()
        if not self._addresses.allows(rate, now):
            return self.refuse(site.id if site else 0, FAST)
        if site is None:
            return self.refuse(0, Refusal(Reason.UNKNOWN))
        if not self._sites.allows(site.id, now):
            return self.refuse(site.id, FAST)
        if refusal := self._floor.refusal:
            return self.refuse(site.id, refusal)
        return site

    def admit_program(self, site: Site) -> Refusal | None:
        """For a sender with a token, who speaks for many visitors: only the site's rate holds."""
        if not self._sites.allows(site.id, self._monotonic()):
            return self.refuse(site.id, FAST)
        refusal = self._floor.refusal
        return self.refuse(site.id, refusal) if refusal else None

    def receive(
        self, site: Site, hit: Hit | Refusal, sender: Sender, reply: Reply
    ) -> Refusal | None:
        """Queue the hit, or say why not. `reply` is called only after None was returned."""
        self.hits += 1
        if isinstance(hit, Refusal):
            return self.refuse(site.id, hit)
        page = self._page(hit.url)
        if page is None:
            return self.refuse(site.id, Refusal(Reason.BAD, "url is missing or not http(s)"))
        now = self.now()
        visitor = self._visitor(site, sender, now)
        if refusal := self._objection(site, hit, page, sender, visitor):
            return self.refuse(site.id, refusal)
        row = self._rows.row(site, hit, page, visitor, sender.address, now)
        if isinstance(row, Refusal):
            return self.refuse(site.id, row)
        self._shares.note(row, sender.address)
        if not self._recorder.submit(row, reply):
            return self.refuse(site.id, BUSY)
        if self._late_places:
            self._ask(self._late_places, visitor, sender.address)
        return None

    def refuse(self, site_id: int, refusal: Refusal) -> Refusal:
        """Count a refusal, whoever found it."""
        self._refused.add(site_id, refusal, self.now())
        return refusal

    def outcome(self, site_id: int, outcome: Outcome) -> Refusal | None:
        """What the recorder's answer means for the sender."""
        if outcome is Outcome.STORED:
            return None
        if outcome is Outcome.BUSY:
            return self.refuse(site_id, BUSY)
        return self.refuse(site_id, Refusal(Reason.BAD, "the database can't hold this hit"))

    def _visitor(self, site: Site, sender: Sender, now: int) -> Visitor:
        known = sender.visitor
        if known is not None:
            visitor = self._visitors.again(known, now)
        else:
            who = (sender.address, sender.user_agent, sender.hints)
            visitor = self._visitors.meet(site, *who, now)
        sender.visitor = visitor
        return visitor

    def _page(self, url: str) -> Page | None:
        page = self._pages.get(url)
        if page is None and (parts := read_url(url)):
            page = Page(_one_text(parts.host), parts.path, campaign_of(parts.query))
            if len(url) <= LONGEST_PAGE:
                self._pages.put(url, page)
        return page

    def _objection(  # noqa: PLR0911 (a rule each)
        self, site: Site, hit: Hit, page: Page, sender: Sender, visitor: Visitor
    ) -> Refusal | None:
        if site.key not in self._directory.by_key:  # deleted while the body was on its way
            return Refusal(Reason.UNKNOWN)
        if visitor.bot is not None:
            return Refusal(Reason.BOT, f"{visitor.bot} · {page.path}")
        if hit.token:
            valid = hit.name == TEST and self._tokens.redeem(hit.token, site.id)
            return None if valid else Refusal(Reason.TEST)
        if sender.private:
            return Refusal(Reason.PRIVACY)
        if hit.excluded and str(hit.excluded).lower() not in ("0", "false"):
            return Refusal(Reason.EXCLUDED, page.path)
        if site.hosts and not may_report(page.host, site.hosts):
            return Refusal(Reason.HOST, page.host + page.path, host=page.host)
        if hit.referrer and is_spam(hit.referrer, self._spam.hosts):
            return Refusal(Reason.SPAM, hit.referrer[:120])
        return None

    def _ask(self, places: LatePlaces, visitor: Visitor, address: str) -> None:
        """Once. A leave alone has no visit, and its place would be nobody's."""
        if visitor.visit and not visitor.asked and visitor.place == NOWHERE:
            visitor.asked = True
            places.ask(address, partial(self._correct, visitor))

    def _correct(self, visitor: Visitor, place: Place) -> None:
        """The place has come: into the log as a row of its own, and on to the watchers."""
        visitor.place = place
        if visitor.site_id not in self._directory.by_id:
            return
        row = Correction(visitor.site_id, self.now(), visitor.visit, place)
        self._recorder.submit(row, lambda _: None)


@remembering(READ)
def _one_text(host: str) -> str:
    """The same object for all pages of a host: it lies at hand, and look-ups need not compare it.
    Python's own way, sys.intern, keeps a text for ever in some releases of 3.12."""
    return host


def _weight(url: str, page: Page) -> int:
    return weight(url, page, page.host, page.path, page.campaign)
