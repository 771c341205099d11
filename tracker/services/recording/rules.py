"""What a hit is not taken for, in order of cost: its sender, its site's wishes, spam."""

from __future__ import annotations

from typing import Protocol

from tracker.domain.events import Page, Visitor
from tracker.domain.hits import TEST, Hit
from tracker.domain.hosts import may_report
from tracker.domain.refusals import Reason, Refusal
from tracker.domain.spam import is_spam
from tracker.services.recording.sender import Sender
from tracker.services.sites.site_blocks import SiteBlocks
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.sites.sites import Site


class TestTokens(Protocol):
    def redeem(self, token: str, site_id: int) -> bool: ...


class SpamHosts(Protocol):
    """The operator's list; `hosts` is replaced when its file is."""

    hosts: frozenset[str]


class Rules:
    """A test with a valid token is taken whatever the rules behind it say."""

    def __init__(
        self, directory: SiteDirectory, blocks: SiteBlocks, tokens: TestTokens, spam: SpamHosts
    ) -> None:
        self._directory = directory
        self._blocks = blocks
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
        if refusal := self._of_block(site, page, sender, visitor):
            return refusal
        if site.hosts and not may_report(page.host, site.hosts):
            return Refusal(Reason.HOST, page.host + page.path, host=page.host)
        if hit.referrer and is_spam(hit.referrer, self._spam.hosts):
            return Refusal(Reason.SPAM, hit.referrer[:120])
        return None

    def _of_block(self, site: Site, page: Page, sender: Sender, visitor: Visitor) -> Refusal | None:
        """Before the list of hosts: a host that is blocked asks for nothing to be mended. What is
        shown names no address: viewers see it, too."""
        blocked = self._blocks.by_site.get(site.id)
        if blocked is None:
            return None
        country = visitor.place.country
        rule = blocked.find(sender.address, country, page.host, page.path)
        if rule is None:
            return None
        where = page.host + page.path if rule.kind == "host" else page.path
        detail = f"{country} · {where}" if rule.kind == "country" else where
        return Refusal(Reason.BLOCKED, detail, block=rule.id)
