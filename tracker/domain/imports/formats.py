"""Every format that is known, in the order in which a file is held against them."""

from __future__ import annotations

from tracker.domain.imports.goatcounter import GoatCounterCsv
from tracker.domain.imports.google.bigquery import BigQuery
from tracker.domain.imports.google.reports import GoogleCsv
from tracker.domain.imports.imported import (
    Format,
    ImportedFile,
    SourceSite,
    Unusable,
)
from tracker.domain.imports.logs.balancers import BalancerLog
from tracker.domain.imports.logs.bunny import BunnyLog
from tracker.domain.imports.logs.json_lines import JsonLog
from tracker.domain.imports.logs.w3c import W3cLog
from tracker.domain.imports.matomo.dumps import MatomoDump
from tracker.domain.imports.matomo.live import MatomoLive
from tracker.domain.imports.products.fathom import Fathom
from tracker.domain.imports.products.goatcounter_json import GoatCounterJson
from tracker.domain.imports.products.plausible import Plausible
from tracker.domain.imports.products.simple_analytics import SimpleAnalytics
from tracker.domain.imports.products.vercel_analytics import VercelAnalytics
from tracker.domain.imports.server_logs import ServerLog
from tracker.domain.imports.umami.cloud import UmamiCloud
from tracker.domain.imports.umami.dumps import UmamiDump
from tracker.domain.imports.unknown_files import said_of

FORMATS: tuple[Format, ...] = (
    GoatCounterCsv(),
    GoatCounterJson(),
    Plausible(),
    UmamiCloud(),
    UmamiDump(),
    MatomoLive(),
    MatomoDump(),
    SimpleAnalytics(),
    Fathom(),
    BigQuery(),
    VercelAnalytics(),
    GoogleCsv(),
    JsonLog(),
    W3cLog(),
    BalancerLog(),
    BunnyLog(),
    ServerLog(),  # a line of nearly anything can look like one of these: the last
)

# The others read texts. An archive that is not packed looks like those in it.
OF_ARCHIVES = (GoatCounterJson, Plausible, UmamiCloud)


def format_of(file: ImportedFile) -> tuple[Format, str]:
    """The format and its name. Raises Unusable."""
    if found := known_format_of(file):
        return found
    raise Unusable(said_of(file))


def known_format_of(file: ImportedFile) -> tuple[Format, str] | None:
    """None for a file that is of no format. Raises Unusable for one that is, and cannot be used."""
    for each in FORMATS:
        if file.entries and not isinstance(each, OF_ARCHIVES):
            continue
        if name := each.recognise(file):
            return each, name
    return None


def site_in(sites: list[SourceSite], which: str, ours: tuple[str, ...]) -> str:
    """Of the sites in a file the one that is meant, "" where it knows none: what `which` names,
    else the only one, else the one of our site's names and hosts. Raises Unusable."""
    if not sites:
        return ""
    if len(sites) == 1 and not which:
        return sites[0].id
    wanted = {which} if which else {name.casefold() for name in ours}
    found = [each for each in sites if wanted & _names(each, fold=not which)]
    if len(found) == 1:
        return found[0].id
    listed = ", ".join(
        f"{each.id} ({each.name})" if each.name != each.id else each.id for each in sites[:20]
    )
    said = f"None of them is {which!r}. " if which and not found else ""
    raise Unusable(f"{said}There are several sites in this file; say which with --which: {listed}.")


def _names(site: SourceSite, *, fold: bool) -> set[str]:
    names = {site.id, site.name, site.host, site.host.removeprefix("www.")} - {""}
    return {name.casefold() for name in names} if fold else names
