"""A visit of Matomo's, and what was done in it, as rows of ours: from its API or its database
alike.

Traps: the referrer is the visit's, so only its first row has one; a campaign that the address does
not show; `xx` for an unknown country; the ids of both sources are the same, so that a row that
comes from both is one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from tracker.domain.agents import Agent
from tracker.domain.campaigns import Campaign, campaign_of
from tracker.domain.hits import PAGEVIEW
from tracker.domain.imports.imported import ImportedRow
from tracker.domain.imports.reading.names import agent_of, place_of, width_of
from tracker.domain.imports.requests import target_of
from tracker.domain.places import NOWHERE, Place


class Visit(msgspec.Struct, gc=False):
    """Every text as it is there."""

    id: str
    site: str = ""
    visitor: str = ""
    referrer_type: str = ""  # direct, search, website, campaign, social
    referrer_name: str = ""
    referrer_keyword: str = ""
    referrer_url: str = ""
    browser: str = ""
    browser_version: str = ""
    system: str = ""
    system_version: str = ""
    device: str = ""
    country: str = ""
    region: str = ""
    city: str = ""
    latitude: str = ""
    longitude: str = ""
    language: str = ""
    screen: str = ""
    first_at: int = 0  # ms, UTC
    told: dict[str, str] | None = None  # dimensions and variables


class Done(NamedTuple):
    """One thing that was done in it: a page was seen, or an event of that name."""

    key: str
    at: int
    name: str = PAGEVIEW
    url: str = ""
    title: str = ""
    before: str = ""  # the page's address before, "" = it is the visit's first
    told: dict[str, Any] | None = None
    amount: str = ""
    currency: str = ""
    engaged: int = 0


def row_of(visit: Visit, done: Done) -> ImportedRow:
    page = target_of(done.url or done.before)
    host, path, query = page or ("", "", "")
    told = {**(visit.told or {}), **(done.told or {})}
    row = ImportedRow(
        key=f"{visit.id}:{done.key}",
        at=done.at,
        name=done.name,
        is_id=True,
        host=host,
        path=path,
        query=query,
        title=done.title,
        visitor=visit.visitor or f"visit {visit.id}",
        visit=visit.id,
        agent=_agent(visit),
        place=_place(visit),
        language=visit.language,
        width=width_of(visit.screen),
        properties=told or None,
        amount=done.amount,
        currency=done.currency if done.amount else "",
        engaged=done.engaged,
    )
    if done.before:
        row.referrer = done.before
    else:
        _say_where_from(row, visit)
    return row


def _say_where_from(row: ImportedRow, visit: Visit) -> None:
    """Tags in the address say more than the name that Matomo has made of them."""
    row.referrer = visit.referrer_url
    if visit.referrer_type == "campaign" and campaign_of(row.query) is None:
        row.campaign = Campaign("", "", visit.referrer_name, visit.referrer_keyword, "", "")
    elif visit.referrer_type in {"search", "social", "website"} and not visit.referrer_url:
        row.source = visit.referrer_name


def _agent(visit: Visit) -> Agent:
    return agent_of(
        visit.browser, visit.system, visit.device, visit.browser_version, visit.system_version
    )


def _place(visit: Visit) -> Place:
    place = place_of(visit.country, visit.region, visit.city)
    if place is NOWHERE or not (visit.latitude and visit.longitude):
        return place
    try:
        north, east = round(float(visit.latitude), 2), round(float(visit.longitude), 2)
    except (ValueError, OverflowError):
        return place
    is_there = abs(north) <= 90 and abs(east) <= 180
    return place._replace(latitude=north, longitude=east) if is_there else place
