"""An event as SQLite gives it back, with all that the dictionary keeps of it."""

from __future__ import annotations

from tracker.domain.agents import Agent
from tracker.domain.campaigns import Campaign
from tracker.domain.channels import channel_today
from tracker.domain.events import Event, Page
from tracker.domain.places import NOWHERE, Place
from tracker.domain.referrers import is_internal
from tracker.domain.sources import Source
from tracker.storage.dictionary.tuples import UNKNOWN_DEGREES
from tracker.storage.file.transactions import TableRow

EVENT_COLUMNS = """
select event.cursor, event.id, event.site_id, event.at, event.visit, event.visitor, event.is_new,
    event.beacon, event.width,
    event.properties, event.address, event.import_id,
    name.value as name, host.value as host, path.value as path, title.value as title,
    referrer.value as referrer, source.value as source, channel.value as channel,
    language.value as language,
    agent.browser, agent.system, agent.device, agent.browser_version, agent.system_version,
    place.country, place.region, place.city, place.postal, place.latitude, place.longitude,
    event.campaign, campaign.source as campaign_source, campaign.medium,
    campaign.name as campaign_name, campaign.term, campaign.content, campaign.click_id
from event
join text name on name.id = event.name
join text host on host.id = event.host
join text path on path.id = event.path
join text referrer on referrer.id = event.referrer
join text source on source.id = event.source
join text channel on channel.id = event.channel
join text language on language.id = event.language
join agent on agent.id = event.agent
left join campaign on campaign.id = event.campaign
"""
AS_IT_CAME = """
join text title on title.id = event.title left join place on place.id = event.place
"""
# What the event had not when it came, and has by now: its page's title, its visit's place.
KNOWN_BY_NOW = """
join text title on title.id = ifnull((
    select late.title from late_title late
    where late.page_cursor = event.cursor order by late.cursor desc limit 1
), event.title)
left join place on place.id = case event.place when 0 then (
    select late.place from correction late
    where late.visit = event.visit and late.site_id = event.site_id and late.cursor > event.cursor
    order by late.cursor limit 1
) else event.place end
"""


def event_of(row: TableRow) -> Event:
    """A row of EVENT_COLUMNS that has been joined with its title and place."""
    return Event(
        id=row["id"],
        site_id=row["site_id"],
        at=row["at"],
        visitor_id=row["visitor"],
        visit=row["visit"],
        beacon=row["beacon"],
        name=row["name"],
        page=Page(row["host"], row["path"], _campaign(row) if row["campaign"] else None),
        title=row["title"],
        referrer=_from_outside(row["referrer"], row["host"]),
        source=Source(row["source"], channel_today(row["channel"])),
        place=NOWHERE if row["country"] is None else place_of(row),
        agent=_agent(row),
        language=row["language"],
        width=row["width"],
        properties=row["properties"],
        address=row["address"],
        is_new=bool(row["is_new"]),
        cursor=row["cursor"],
        import_id=row["import_id"],
    )


def _from_outside(referrer: str, host: str) -> str:
    """Rows of before name pages of their own host, too."""
    return "" if referrer and is_internal(referrer, host) else referrer


def _agent(row: TableRow) -> Agent:
    named = (row["browser"], row["system"], row["device"])
    return Agent(*named, row["browser_version"], row["system_version"])


def _campaign(row: TableRow) -> Campaign:
    return Campaign(
        row["campaign_source"],
        row["medium"],
        row["campaign_name"],
        row["term"],
        row["content"],
        row["click_id"],
    )


def place_of(row: TableRow) -> Place:
    """The place in a row that has a place's columns."""
    known = row["latitude"] != UNKNOWN_DEGREES
    return Place(
        row["country"],
        row["region"],
        row["city"],
        row["postal"],
        row["latitude"] if known else None,
        row["longitude"] if known else None,
    )
