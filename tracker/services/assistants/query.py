"""Figures of any period, in the query language of the API."""

from __future__ import annotations

from typing import Any

import msgspec

from tracker.domain.mcp.methods import Tool
from tracker.domain.queries.answers import QueryAnswer, answer_body
from tracker.domain.queries.query import read_query
from tracker.domain.queries.sent import Sent
from tracker.services.assistants.asker import Asker
from tracker.services.assistants.schemas import (
    DATE_RANGE,
    DIMENSIONS,
    FILTERS,
    METRICS,
    SITE,
    arguments,
)

USUAL_ROWS = 100

QUERY = Tool(
    "query",
    "Query a site's figures",
    "Count what happened on a site: any period, grouped and filtered. What the figures mean: "
    "visitors are distinct per day of the site (who comes on two days counts twice; nobody is "
    "followed for longer). visits end after 30 minutes of pause and belong to the day on which "
    "they began. pageviews and events are rows; custom_events are rows that are no pageviews. "
    "bounce_rate: percent of visits whose only row is one pageview. visit_duration: mean seconds "
    "of a visit. engaged_time, time_on_page: mean seconds that a page was in sight and used. "
    "scroll_depth: mean percent of the page that was seen. percentage: of 100 visitors those of "
    "the row; needs a dimension. conversions, converting_visitors, conversion_rate, total_revenue, "
    "average_revenue belong to a goal: name it as goal, filter by event:goal, or group by "
    "event:goal. For a series over time group by time:day (time:hour, time:week, time:month); for "
    "habits by time:weekday or time:hour_of_day. To compare two periods ask twice. null means that "
    "there was nothing to divide by, which is not 0. Of the period that is running figures are "
    "those so far: do not compare them with a whole one. Example: {'metrics': ['visitors', "
    "'bounce_rate'], 'date_range': 'last_28_days', 'dimensions': ['visit:source']}.",
    arguments(
        ("metrics", "date_range"),
        site_id=SITE,
        metrics=METRICS,
        date_range=DATE_RANGE,
        dimensions=DIMENSIONS,
        filters=FILTERS,
        goal={"type": "string", "description": "A goal's name, as list_goals has it."},
        order_by={
            "type": "array",
            "items": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
            "description": "Such as [['visitors', 'desc']]: of what is asked for. Without it time "
            "goes upwards, else the first metric downwards.",
        },
        include={
            "type": "object",
            "properties": {"time_labels": {"type": "boolean"}, "total_rows": {"type": "boolean"}},
            "description": "time_labels: the names of all stretches of time, also of those without "
            "a row. total_rows: how many rows there are beyond the limit.",
        },
        pagination={
            "type": "object",
            "properties": {"limit": {"type": "integer"}, "offset": {"type": "integer"}},
            "description": f"limit: {USUAL_ROWS} rows unless it says more, 10000 at most.",
        },
    ),
)


async def query(asker: Asker, sent: dict[str, Any]) -> dict[str, Any]:
    site = asker.site(sent.get("site_id"))
    about = await asker.about(site)
    asked = {name: value for name, value in sent.items() if name != "site_id"}
    read = read_query(Sent(_bounded(asked)), about)
    answer = await asker.figures.answer(read.question)
    return _told(answer_body(read, answer, about, asker.wording))


def _bounded(asked: dict[str, Any]) -> dict[str, Any]:
    """No more rows than an assistant reads, and it is told how many there are."""
    pages, include = asked.get("pagination", {}), asked.get("include", {})
    if isinstance(pages, dict):
        pages = {"limit": USUAL_ROWS} | pages
    if isinstance(include, dict) and asked.get("dimensions"):
        include = {"total_rows": True} | include
    return asked | {"pagination": pages, "include": include}


def _told(body: QueryAnswer) -> dict[str, Any]:
    """Each figure by its name: nobody has to count columns."""
    said: dict[str, Any] = msgspec.to_builtins(body)
    names = (*body.query.dimensions, *body.query.metrics)
    rows = [
        dict(zip(names, (*each["dimensions"], *each["metrics"]), strict=True))
        for each in said["results"]
    ]
    return {"rows": rows, "meta": said["meta"], "query": said["query"]}
