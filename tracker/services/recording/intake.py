"""One hit from its bytes to the recorder's queue: every rule it has to pass, in order of cost."""

from __future__ import annotations

from collections.abc import Callable

from tracker.domain.events import Event, Visitor
from tracker.domain.hits import Hit
from tracker.domain.refusals import Reason, Refusal
from tracker.domain.rows import OfPageview
from tracker.services.limits.gates import Gates
from tracker.services.limits.shares import Shares
from tracker.services.live.refused import Refused
from tracker.services.recording.entries import Outcome, Recording, Reply
from tracker.services.recording.hit_rows import late_title, row_of
from tracker.services.recording.late_places import LatePlaces
from tracker.services.recording.pages import Pages
from tracker.services.recording.rules import Rules
from tracker.services.recording.sender import Sender
from tracker.services.recording.visitors import Visitors
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.sites.sites import Site

BUSY = Refusal(Reason.BUSY, "nothing was stored", retry_after=1)
UNKNOWN = Refusal(Reason.UNKNOWN)


class Intake:
    """`admit` before a body is read, then `receive` it. Both answer at once: a refusal, or None."""

    def __init__(
        self,
        *,
        directory: SiteDirectory,
        gates: Gates,
        rules: Rules,
        visitors: Visitors,
        shares: Shares,
        recorder: Recording,
        refused: Refused,
        late_places: LatePlaces | None,
        now: Callable[[], int],
    ) -> None:
        self._directory = directory
        self._gates = gates
        self._rules = rules
        self._visitors = visitors
        self._shares = shares
        self._recorder = recorder
        self._refused = refused
        self._late_places = late_places
        self._pages = Pages()
        self.now = now  # ms, UTC
        self.hits = 0  # received since the start
        self.fast = 0  # of these, by the fast path

    def hits_wait(self) -> bool:
        """Whether any is on its way to the disk."""
        return self._recorder.at_work

    def admit(self, key: str, rate: str) -> Site | Refusal:
        """The site of the key, unless it or the sender, known by the address's `rate_key`, is over
        its rate."""
        return self.admit_to(self._directory.by_key.get(key), rate)

    def admit_to(self, site: Site | None, rate: str) -> Site | Refusal:
        """The same for a site that was found otherwise, or not."""
        refusal = self._gates.stranger(rate, site)
        if site is None:
            return self.refuse(0, refusal or UNKNOWN)
        return self.refuse(site.id, refusal) if refusal else site

    def admit_program(self, site: Site) -> Refusal | None:
        """The same for a sender with a token, whose site is known by it."""
        refusal = self._gates.program(site)
        return self.refuse(site.id, refusal) if refusal else None

    def receive(
        self, site: Site, hit: Hit | Refusal, sender: Sender, reply: Reply, at: int | None = None
    ) -> Refusal | None:
        """Queue the hit, or say why not. `reply` is called only after None was returned. `at`: when
        it was (ms, UTC), where that is not now."""
        self.hits += 1
        if isinstance(hit, Refusal):
            return self.refuse(site.id, hit)
        page = self._pages.read(hit.url)
        if page is None:
            return self.refuse(site.id, Refusal(Reason.BAD, "url is missing or not http(s)"))
        now = self.now()
        at = now if at is None else at
        visitor = self._visitor(site, sender, now, at)
        if refusal := self._rules.objection(site, hit, page, sender, visitor):
            return self.refuse(site.id, refusal)
        row = row_of(site, hit, page, visitor, sender.address, at)
        if isinstance(row, Refusal):
            return self.refuse(site.id, row)
        self._shares.note(row, sender.address)
        if not self._recorder.submit(row, reply, visitor):
            return self.refuse(site.id, BUSY)
        if not isinstance(row, Event):
            self._correct_title(row, hit, sender)
        elif self._late_places:
            self._late_places.ask(visitor, sender.address)
        return None

    def _correct_title(self, row: OfPageview, hit: Hit, sender: Sender) -> None:
        if title := late_title(row, hit):
            self._shares.note(title, sender.address)
            self._recorder.submit(title, lambda _: None)

    def _visitor(self, site: Site, sender: Sender, now: int, at: int) -> Visitor:
        known = sender.visitor
        if known is not None:
            visitor = self._visitors.again(known, now)
        else:
            who = (sender.address, sender.user_agent, sender.hints)
            visitor = self._visitors.meet(site, *who, now, at)
        sender.visitor = visitor
        return visitor

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
