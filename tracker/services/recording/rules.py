"""What a hit is not taken for, in order of cost: its sender, its site's wishes, spam."""

from __future__ import annotations

from typing import Protocol

from tracker.domain.events import Page, Visitor
from tracker.domain.hits import TEST, Hit
from tracker.domain.hosts import may_report
from tracker.domain.refusals import Reason, Refusal
from tracker.domain.spam import is_spam
from tracker.services.recording.sender import Sender
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.sites.sites import Site


class TestTokens(Protocol):
    def redeem(self, token: str, site_id: int) -> bool: ...


class SpamHosts(Protocol):
    """The operator's list; `hosts` is replaced when its file is."""

    hosts: frozenset[str]


class Rules:
    """A test with a valid token is taken whatever the rules behind it say."""

    def __init__(self, directory: SiteDirectory, tokens: TestTokens, spam: SpamHosts) -> None:
        self._directory = directory
        self._tokens = tokens
        self._spam = spam

    def objection(  # noqa: PLR0911 (a rule each)
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
