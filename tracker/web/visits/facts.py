"""What is known of a visit: where it came from, from which place, with what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tracker.domain.reports.visits import VisitRow
from tracker.web.visits.lines import place_name, source_name
from tracker.web.words.channels import channel_names
from tracker.web.words.figures import country
from tracker.web.words.i18n import _
from tracker.web.words.report_values import at_home, device_names, language


class Fact(NamedTuple):
    """`link`: an address that says more, "" for none."""

    name: str
    value: str
    link: str = ""


def facts_of(visit: VisitRow) -> Iterator[Fact]:
    """Those that are known, and empty ones."""
    yield Fact(_("Came from"), *_came_from(visit))
    channel = "" if visit.channel == "internal" else visit.channel
    yield Fact(_("Channel"), str(channel_names().get(channel, channel)))
    for name in ("source", "medium", "campaign", "term", "content"):
        yield Fact(f"utm_{name}", getattr(visit, f"utm_{name}"))
    yield Fact(_("Click id"), visit.click_id)
    yield Fact(_("Place"), _whole_place(visit))
    yield Fact(_("Browser"), _versioned(visit.browser, visit.browser_version))
    yield Fact(_("System"), _versioned(visit.os, visit.os_version))
    yield Fact(_("Device"), _device(visit))
    yield Fact(_("Language"), language(visit.language) if visit.language else "")


def _came_from(visit: VisitRow) -> tuple[str, str]:
    """In words, with the address that it was, if that is one of the web."""
    if not visit.referrer:
        return source_name(visit), ""
    is_web = visit.referrer.lower().startswith(("http://", "https://"))
    shown = visit.referrer.partition("://")[2] or visit.referrer
    return f"{source_name(visit)} · {shown}", visit.referrer if is_web else ""


def _whole_place(visit: VisitRow) -> str:
    region = at_home().get(visit.region, visit.region)
    named = (visit.city, region, country(visit.country) if visit.country else "")
    return ", ".join(dict.fromkeys(part for part in named if part)) or place_name(visit)


def _device(visit: VisitRow) -> str:
    width = _("%(n)d px wide") % {"n": visit.width} if visit.width else ""
    device = str(device_names().get(visit.device, visit.device))
    return ", ".join(part for part in (device, width) if part)


def _versioned(name: str, version: str) -> str:
    return f"{name} {version}" if name and version else name
