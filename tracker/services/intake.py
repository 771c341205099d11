"""One hit from its bytes to the recorder's queue: every rule it has to pass, in order of cost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple, Protocol

from tracker.domain.campaigns import campaign_of
from tracker.domain.client_address import rate_key
from tracker.domain.events import Correction, Page, Visitor
from tracker.domain.hits import TEST, Hit
from tracker.domain.hosts import may_report
from tracker.domain.ids import Ids
from tracker.domain.places import NOWHERE, Place
from tracker.domain.refusals import Reason, Refusal
from tracker.domain.spam import is_spam
from tracker.domain.urls import read_url
from tracker.services.hit_rows import HitRows
from tracker.services.rate_gate import RateGate
from tracker.services.recorder import Outcome, Recorder, Reply
from tracker.services.refused import Refused
from tracker.services.shares import Shares
from tracker.services.site_directory import SiteDirectory
from tracker.services.visitors import Visitors
from tracker.storage.sites import Site

MOST_PAGES = 50_000
LONGEST_PAGE = 500  # characters of an address that is worth remembering
BUSY = Refusal(Reason.BUSY, "nothing was stored", retry_after=1)
FAST = Refusal(Reason.FAST, retry_after=1)


class Sender(NamedTuple):
    """Whom a hit came from. `hints`: three client hint headers, a line each."""

    address: str
    user_agent: str
    hints: str
    private: bool  # DNT or GPC


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
        self._late_places = late_places
        self._now = now
        self._monotonic = monotonic
        self._pages: dict[str, Page | None] = {}
        self.hits = 0  # received since the start
        self.fast = 0  # of these, by the fast path

    def hits_wait(self) -> bool:
        """Whether any is on its way to the disk."""
        return self._recorder.at_work

    def admit(self, key: str, address: str) -> Site | Refusal:
        """The site of the key, unless it or the sender is over its rate."""
        site = self._directory.by_key.get(key)
        if site is None:
            return self.refuse(0, Refusal(Reason.UNKNOWN))
        now = self._monotonic()
        if not self._addresses.allows(rate_key(address), now):
            return self.refuse(site.id, FAST)
        if not self._sites.allows(site.id, now):
            return self.refuse(site.id, FAST)
        return site

    def admit_program(self, site: Site) -> Refusal | None:
        """For a sender with a token, who speaks for many visitors: only the site's rate holds."""
        if self._sites.allows(site.id, self._monotonic()):
            return None
        return self.refuse(site.id, FAST)

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
        now = self._now()
        visitor = self._visitors.meet(site, sender.address, sender.user_agent, sender.hints, now)
        if refusal := self._objection(site, hit, page, sender, visitor):
            return self.refuse(site.id, refusal)
        row = self._rows.row(site, hit, page, visitor, now)
        if isinstance(row, Refusal):
            return self.refuse(site.id, row)
        self._shares.note(row, sender.address)
        if not self._recorder.submit(row, reply):
            return self.refuse(site.id, BUSY)
        if self._late_places:
            self._ask(self._late_places, visitor)
        return None

    def refuse(self, site_id: int, refusal: Refusal) -> Refusal:
        """Count a refusal, whoever found it."""
        self._refused.add(site_id, refusal, self._now())
        return refusal

    def outcome(self, site_id: int, outcome: Outcome) -> Refusal | None:
        """What the recorder's answer means for the sender."""
        if outcome is Outcome.STORED:
            return None
        if outcome is Outcome.BUSY:
            return self.refuse(site_id, BUSY)
        return self.refuse(site_id, Refusal(Reason.BAD, "the database can't hold this hit"))

    def _page(self, url: str) -> Page | None:
        if url in self._pages:
            return self._pages[url]
        parts = read_url(url)
        page = Page(parts.host, parts.path, campaign_of(parts.query)) if parts else None
        if len(url) <= LONGEST_PAGE:
            if len(self._pages) >= MOST_PAGES:
                self._pages.pop(next(iter(self._pages)))
            self._pages[url] = page
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

    def _ask(self, places: LatePlaces, visitor: Visitor) -> None:
        """Once. A leave alone has no visit, and its place would be nobody's."""
        if visitor.visit and not visitor.asked and visitor.place == NOWHERE:
            visitor.asked = True
            places.ask(visitor.address, partial(self._correct, visitor))

    def _correct(self, visitor: Visitor, place: Place) -> None:
        """The place has come: into the log as a row of its own, and on to the watchers."""
        visitor.place = place
        if visitor.site_id not in self._directory.by_id:
            return
        row = Correction(visitor.site_id, self._now(), visitor.visit, place)
        self._recorder.submit(row, lambda _: None)
