"""Who asks, and what stands behind the answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar

from tracker.domain.queries.answers import Wording
from tracker.domain.queries.query import LONGEST_NAME
from tracker.domain.queries.query import Site as AskedSite
from tracker.domain.queries.sent import Sent, is_number, short
from tracker.domain.reports.question import Answer, Question
from tracker.services.lists.lists import Lists
from tracker.services.live.follow import Follower
from tracker.services.live.refused import Refused
from tracker.services.reports.asked_sites import asked_site
from tracker.services.sites.refused_days import RefusedDays
from tracker.storage.file.transactions import Accounts
from tracker.storage.log.totals import SiteFacts
from tracker.storage.sites.sites import Site

T = TypeVar("T")

MOST_NAMED = 20  # sites in a sentence
NOT_WATCHED = "No server runs here just now, so nobody is watched. list_visits has what was before."
NOT_FOR_THIS_TOKEN = "This token may not do that: it lacks the scope read."


class No(Exception):
    """It is not done; the message is one sentence for the assistant."""


class Figures(Protocol):
    """The reports, as this asker may ask them. What they raise is what a tool does not answer."""

    async def answer(self, question: Question) -> Answer: ...

    async def listed(self, ask: Callable[[Lists], Awaitable[T]]) -> T: ...

    def turn(self) -> AbstractAsyncContextManager[None]:
        """For what is read elsewhere and takes as much."""
        ...


class Watching(NamedTuple):
    """What only a running server knows."""

    follow: Callable[[Site], Follower]
    refused: Refused


@dataclass(frozen=True)
class Asker:
    """`sites`: those that may be asked about. `user_id`: whose segments may be named. `watching`:
    None where nothing is watched, and `unwatched` says why. `refused_days`: with what is not kept
    yet; None where all is."""

    kept: Accounts
    facts: SiteFacts
    now: Callable[[], int]  # ms, UTC
    sites: Sequence[Site]
    figures: Figures
    wording: Wording
    user_id: int | None = None
    watching: Watching | None = None
    unwatched: str = NOT_WATCHED
    refused_days: RefusedDays | None = None

    def site(self, sent: Any) -> Site:
        """The site of that number or name, or the only one there is. Raises No."""
        if sent is None and len(self.sites) == 1:
            return self.sites[0]
        allowed = ", ".join(f"{site.id} ({short(site.name)})" for site in self.sites[:MOST_NAMED])
        allowed = f"Allowed: {allowed or 'nothing, there is no site yet'}."
        if sent is None:
            raise No(f"site_id is missing. {allowed}")
        name = str(sent) if is_number(sent) else Sent(sent, "site_id").text(LONGEST_NAME)
        found = [site for site in self.sites if name in {str(site.id), site.name}]
        if len(found) == 1:
            return found[0]
        why = "is the name of several sites: send the number" if found else "is no site of yours"
        raise No(f"site_id “{short(name)}” {why}. {allowed}")

    async def about(self, site: Site) -> AskedSite:
        """What questions about it may name."""
        return await asked_site(self.kept, self.facts, site, self.now(), self.user_id)

    def watched(self) -> Watching:
        """Raises No."""
        if self.watching is None:
            raise No(self.unwatched)
        return self.watching
