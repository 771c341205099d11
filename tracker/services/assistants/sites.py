"""Which sites there are."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from tracker.domain.days import date_of
from tracker.domain.mcp.methods import Tool
from tracker.domain.queries.sent import Sent
from tracker.services.assistants.asker import Asker
from tracker.services.assistants.schemas import arguments

LIST_SITES = Tool(
    "list_sites",
    "List sites",
    "The websites that may be asked about: number, name, time zone, and which day it is there now. "
    "Begin here when it is not clear which site is meant.",
    arguments(),
)


async def list_sites(asker: Asker, sent: dict[str, Any]) -> dict[str, Any]:
    Sent(sent).fields(())
    return {
        "sites": [
            {
                "site_id": site.id,
                "name": site.name,
                "time_zone": site.time_zone,
                "today": date_of(asker.now(), ZoneInfo(site.time_zone)),
            }
            for site in asker.sites
        ]
    }
