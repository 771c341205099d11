"""What a site's people have named: goals, and what happened on a day."""

from __future__ import annotations

from typing import Any

from tracker.domain.mcp.methods import Tool
from tracker.domain.queries.sent import Sent
from tracker.domain.reports.goals import Goal
from tracker.services.assistants.asker import Asker
from tracker.services.assistants.schemas import SITE, arguments
from tracker.storage.sites.annotations import annotations_of
from tracker.storage.sites.goals import goals_of

LIST_GOALS = Tool(
    "list_goals",
    "List goals",
    "The site's goals, whose names query takes as goal and in filters on event:goal. kind: event "
    "(of is its name), page (of is a path; * is anything but a slash, ** anything), scroll and "
    "engaged (a page that was seen at least so many percent, or seconds).",
    arguments(site_id=SITE),
)
LIST_ANNOTATIONS = Tool(
    "list_annotations",
    "List annotations",
    "What the site's people have written on single days, the latest first: a deploy, a letter "
    "sent, an outage. Ask this when a change in the figures wants a reason.",
    arguments(site_id=SITE),
)


async def list_goals(asker: Asker, sent: dict[str, Any]) -> dict[str, Any]:
    Sent(sent).fields(("site_id",))
    found = await goals_of(asker.kept, asker.site(sent.get("site_id")).id)
    return {"goals": [_goal(each) for each in found]}


def _goal(goal: Goal) -> dict[str, Any]:
    said = {"name": goal.name, "kind": goal.kind, "of": goal.of, "least": goal.least}
    value = None if goal.value is None else str(goal.value)
    worth = {"value": value, "sums": goal.sums, "currency": goal.currency}
    return said | {name: each for name, each in worth.items() if each}


async def list_annotations(asker: Asker, sent: dict[str, Any]) -> dict[str, Any]:
    Sent(sent).fields(("site_id",))
    found = await annotations_of(asker.kept, asker.site(sent.get("site_id")).id)
    return {"annotations": [{"day": each.day.isoformat(), "words": each.words} for each in found]}
