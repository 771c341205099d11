"""Pages from the addresses that hits name, read once and remembered."""

from __future__ import annotations

from tracker.domain.budget import PAGES, READ
from tracker.domain.campaigns import campaign_of
from tracker.domain.events import Page
from tracker.domain.remembered import Remembered, remembering, weight
from tracker.domain.urls import read_url

LONGEST = 500  # characters of an address that is worth remembering


class Pages:
    """Those met lately."""

    def __init__(self) -> None:
        self._known: Remembered[str, Page] = Remembered(PAGES, _weight)

    def read(self, url: str) -> Page | None:
        """None where the address is missing or not http(s)."""
        page = self._known.get(url)
        if page is None and (parts := read_url(url)):
            page = Page(_one_text(parts.host), parts.path, campaign_of(parts.query))
            if len(url) <= LONGEST:
                self._known.put(url, page)
        return page


@remembering(READ)
def _one_text(host: str) -> str:
    """The same object for all pages of a host: it lies at hand, and look-ups need not compare it.
    Python's own way, sys.intern, keeps a text for ever in some releases of 3.12."""
    return host


def _weight(url: str, page: Page) -> int:
    return weight(url, page, page.host, page.path, page.campaign)
