"""Who is on a site now, and what has happened last."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import aclosing
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from tracker.domain.filters import EVERYTHING
from tracker.domain.mcp.methods import Tool
from tracker.domain.queries.named_values import named
from tracker.domain.queries.sent import Sent
from tracker.domain.queries.time_labels import iso
from tracker.services.assistants.asker import Asker
from tracker.services.assistants.schemas import SITE, arguments, number
from tracker.services.live.follow import Follower

MOST = 100
USUAL = 20

LIVE_NOW = Tool(
    "live_now",
    "Who is there now",
    "How many visitors are on the site at this moment, on which pages; pageviews of each of the "
    "last 30 minutes, the oldest first; from which countries and sources their visits came; and "
    "the latest events, newest first. It is a picture of this moment: ask again for the next one. "
    "Needs a token with the scope read.",
    arguments(site_id=SITE, events=number(MOST, USUAL, "So many of the latest events.")),
)

Message = dict[str, Any]


async def live_now(asker: Asker, sent: dict[str, Any]) -> dict[str, Any]:
    fields = Sent(sent).fields(("site_id", "events"))
    site = asker.site(sent.get("site_id"))
    most = fields.get("events", Sent(USUAL)).number(1, MOST)
    watching = asker.watched()
    async with asker.figures.turn():
        hello, *rest = await _messages(watching.follow(site))
    zone = ZoneInfo(site.time_zone)
    return {
        "now": hello["now"],
        "pages": [{"page": path, "visitors": count} for path, count in hello["here"]],
        "pageviews_by_minute": hello["minutes"],
        "countries": hello["countries"],
        "sources": hello["sources"],
        "latest": [_event(each, zone) for each in latest(rest, most)],
    }


async def _messages(follower: Follower) -> list[Message]:
    """What an open view would be told first."""
    found: list[Message] = []
    async with aclosing(follower.asked(None, EVERYTHING)) as frames:
        async for frame in frames:
            found += msgspec.json.decode(frame.data)
    return found


def latest(messages: Iterable[Message], most: int) -> list[Message]:
    """The last events that stand, newest first, with places that were found late."""
    events: list[Message] = []
    for message in messages:
        match message["type"]:
            case "event" if not message.get("test"):
                events.append(message)
            case "place":
                for each in events:
                    if each["visit"] == message["visit"]:
                        each["place"] = message["place"]
            case "removal":
                events = [each for each in events if not _is_gone(each, message)]
    return events[: -most - 1 : -1]


def _is_gone(event: Message, removal: Message) -> bool:
    before, upto = removal.get("before", 0), removal.get("upto", 0)
    whole = removal["visit"] in {"0", event["visit"]}
    return whole or event["at"] < before or event["cursor"] <= upto


def _event(message: Message, zone: ZoneInfo) -> dict[str, Any]:
    place, campaign = message["place"], message.get("campaign") or {}
    said = {
        "at": iso(message["at"], zone),
        "visit": message["visit"],
        "name": message["name"],
        "page": message["path"],
        "title": message["title"],
        "source": message["source"],
        "channel": named("visit:channel", message["channel"]),
        "campaign": campaign.get("name", ""),
        "country": place.get("country", ""),
        "city": place.get("city", ""),
        "browser": message["browser"],
        "os": message["system"],
        "device": named("visit:device", message["device"]),
        "properties": message.get("properties"),
    }
    return {name: value for name, value in said.items() if value}
