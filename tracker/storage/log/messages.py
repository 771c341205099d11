"""The log's rows as messages: what is read back is what was sent live."""

from __future__ import annotations

import msgspec

from tracker.domain.events import STATE_NAMES
from tracker.domain.messages import (
    CampaignMessage,
    EventMessage,
    LatePlaceMessage,
    LeaveMessage,
    PlaceMessage,
    RemovalMessage,
)
from tracker.storage.dictionary.tuples import UNKNOWN_DEGREES
from tracker.storage.file.transactions import TableRow
from tracker.storage.log.late_places import PLACE_KNOWN_BY_NOW
from tracker.storage.log.stretches import NEWEST_BEFORE

EVENT_COLUMNS = """
select event.cursor, event.id, event.site_id, event.at, event.visit, event.visitor, event.is_new,
    event.beacon, event.width,
    event.properties, event.address,
    name.value as name, host.value as host, path.value as path, title.value as title,
    referrer.value as referrer, source.value as source, channel.value as channel,
    language.value as language,
    agent.browser, agent.system, agent.device,
    place.country, place.region, place.city, place.postal, place.latitude, place.longitude,
    event.campaign, campaign.source as campaign_source, campaign.medium,
    campaign.name as campaign_name, campaign.term, campaign.content, campaign.click_id
from event
join text name on name.id = event.name
join text host on host.id = event.host
join text path on path.id = event.path
join text title on title.id = event.title
join text referrer on referrer.id = event.referrer
join text source on source.id = event.source
join text channel on channel.id = event.channel
join text language on language.id = event.language
join agent on agent.id = event.agent
left join campaign on campaign.id = event.campaign
"""
EVENTS_AFTER = (
    EVENT_COLUMNS
    + "left join place on place.id = event.place"
    + " where +event.site_id = :site and event.cursor > :after and event.cursor <= :upto"
    + " order by event.cursor limit :most"
)
# What Filter.passes says, for rows that nobody has read yet.
FILTERED_BEFORE = (
    EVENT_COLUMNS
    + PLACE_KNOWN_BY_NOW
    + "where event.cursor in ("
    + NEWEST_BEFORE
    + """)
    and (:page = '' or substr(path.value, 1, length(:page)) = :page)
    and (:country = '' or place.country = :country)
    and (:source = '' or source.value = :source)
    and (:event = '' or name.value = :event)
order by event.cursor desc limit :limit
"""
)
OLDEST_LOOKED = "select min(cursor) as cursor, count(*) as looked from (" + NEWEST_BEFORE + ")"
LEAVES_AFTER = """
select leave.*, text.value as page from leave join text on text.id = leave.path
where +site_id = :site and cursor > :after and cursor <= :upto
order by cursor limit :most
"""
CORRECTIONS_AFTER = """
select correction.cursor, correction.at, correction.visit, place.*
from correction join place on place.id = correction.place
where +site_id = :site and cursor > :after and cursor <= :upto
order by cursor limit :most
"""
REMOVALS_AFTER = """
select * from removal where site_id = :site and cursor > :after and cursor <= :upto
order by cursor limit :most
"""


def event_message(row: TableRow) -> EventMessage:
    """A row of EVENT_COLUMNS as the message that watchers get."""
    return EventMessage(
        cursor=row["cursor"],
        id=str(row["id"]),
        at=row["at"],
        visit=str(row["visit"]),
        visitor=str(row["visitor"]),
        new=bool(row["is_new"]),
        name=row["name"],
        host=row["host"],
        path=row["path"],
        title=row["title"],
        referrer=row["referrer"],
        source=row["source"],
        channel=row["channel"],
        place=_place(row) if row["country"] is not None else PlaceMessage(),
        browser=row["browser"],
        system=row["system"],
        device=row["device"],
        language=row["language"],
        width=row["width"],
        campaign=_campaign(row) if row["campaign"] else None,
        properties=msgspec.Raw(row["properties"].encode()) if row["properties"] else None,
        test=row["name"] == "test",
        replay=True,
    )


def leave_message(row: TableRow) -> LeaveMessage:
    return LeaveMessage(
        row["cursor"],
        row["at"],
        str(row["visit"]),
        row["page"],
        STATE_NAMES[row["state"]],
        row["engaged"],
        row["depth"],
        replay=True,
    )


def late_place_message(row: TableRow) -> LatePlaceMessage:
    return LatePlaceMessage(row["cursor"], row["at"], str(row["visit"]), _place(row), replay=True)


def removal_message(row: TableRow) -> RemovalMessage:
    return RemovalMessage(
        row["cursor"], row["at"], str(row["visit"]), replay=True, before=row["before"]
    )


def _place(row: TableRow) -> PlaceMessage:
    known = row["latitude"] != UNKNOWN_DEGREES
    return PlaceMessage(
        row["country"],
        row["region"],
        row["city"],
        row["postal"],
        row["latitude"] if known else None,
        row["longitude"] if known else None,
    )


def _campaign(row: TableRow) -> CampaignMessage:
    return CampaignMessage(
        row["campaign_source"],
        row["medium"],
        row["campaign_name"],
        row["term"],
        row["content"],
        row["click_id"],
    )
