"""What a row's address, referrer and money are to us."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.domain.campaigns import Campaign
from tracker.domain.events import Page
from tracker.domain.hits import TEXT_BYTES, properties_text
from tracker.domain.imports.brought import Origin
from tracker.domain.imports.imported import ImportedRow
from tracker.domain.referrers import kept_referrer
from tracker.domain.sources import INTERNAL, source_named, source_of
from tracker.domain.text import tidy
from tracker.domain.urls import read_host
from tracker.services.import_rows.generations import Generations
from tracker.services.recording.pages import Pages
from tracker.storage.sites.sites import Site

PAGES = 5_000  # remembered, twice at most
LONGEST = 300  # characters of an address that is worth it
ORIGINS = 5_000
SOMEWHERE = "localhost"  # stands where nobody has said the host

Asked = tuple[str, str, str, Campaign | None]  # host, path, query
OriginAsked = tuple[str, str, str, Campaign | None]  # referrer, source, the page's host


class RowPages:
    """Of rows that may leave out the site's own host."""

    def __init__(self, site: Site) -> None:
        self._host = _own_host(site)
        self._pages = Pages()
        self._known: Generations[Asked, Page | None] = Generations(PAGES, self._read, _is_usual)

    def of(self, rows: Sequence[ImportedRow]) -> list[Page | None]:
        """None for what is no address."""
        asked = [(row.host, row.path, row.query, row.campaign) for row in rows]
        return list(map(self._known.__getitem__, asked))

    def _read(self, asked: Asked) -> Page | None:
        said_host, said_path, query, campaign = asked
        host = said_host or self._host
        path = said_path if not said_path or said_path[0] == "/" else f"/{said_path}"
        address = f"http://{host or SOMEWHERE}{path}"
        page = self._pages.read(f"{address}?{query}" if query else address)
        if page is None or (host and said_path and not campaign):
            return page
        return Page(page.host if host else "", page.path if path else "", campaign or page.campaign)


def _is_usual(asked: Asked) -> bool:
    return len(asked[1]) + len(asked[2]) < LONGEST


def _own_host(site: Site) -> str:
    if site.hosts:
        return site.hosts[0].removeprefix("*.")
    return (read_host(site.name) or "") if "." in site.name else ""


def properties_of(row: ImportedRow) -> str | None:
    if not row.amount:
        return properties_text(row.properties) if row.properties else None
    money: dict[str, object] = {"revenue": row.amount}
    if row.currency:
        money["currency"] = row.currency
    return properties_text({**money, **(row.properties or {})})


def origins() -> Generations[OriginAsked, Origin]:
    """The referrers that are kept, and what they mean."""
    return Generations(ORIGINS, _origin, lambda asked: len(asked[0]) + len(asked[1]) < LONGEST)


def _origin(asked: OriginAsked) -> Origin:
    said, named, host, campaign = asked
    referrer = kept_referrer(tidy(said, TEXT_BYTES)) if said else ""
    if named and not referrer and campaign is None:
        return "", source_named(named)
    source = source_of(referrer, host, campaign)
    return ("" if source.channel == INTERNAL.channel else referrer), source
