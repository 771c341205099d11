"""Every address of the API: what it takes, what it answers, and which scope it asks for."""

from __future__ import annotations

from typing import NamedTuple

from tracker.domain.messages import (
    BackMessage,
    EventMessage,
    LatePlaceMessage,
    LeaveMessage,
    PresenceMessage,
    RefusedMessage,
    RemovalMessage,
    TitleMessage,
)
from tracker.web.api.query_schema import Schema, to

JSON = "application/json"
MESSAGES = (
    EventMessage,
    LeaveMessage,
    BackMessage,
    LatePlaceMessage,
    TitleMessage,
    RemovalMessage,
    RefusedMessage,
    PresenceMessage,
)
EXAMPLE = {
    "metrics": ["visitors", "bounce_rate"],
    "date_range": "28d",
    "dimensions": ["visit:source"],
    "filters": [["is", "visit:country", ["DE"]]],
}


class Operation(NamedTuple):
    """An address of the API. `body` and `answer` are schemas, `kind` is the answer's media type."""

    method: str
    path: str
    name: str
    scope: str
    summary: str
    more: str
    answer: Schema
    body: Schema | None = None
    example: object = None
    kind: str = JSON
    statuses: tuple[int, ...] = (401, 403)


OPERATIONS = (
    Operation(
        "post",
        "/api/sites/{site_id}/query",
        "query",
        "reports",
        "Ask what happened",
        "Figures of any period, grouped and filtered. docs/reports.md says what the words mean.",
        to("QueryAnswer"),
        to("Query"),
        EXAMPLE,
        statuses=(400, 401, 403, 404, 413, 429, 503),
    ),
    Operation(
        "post",
        "/api/v2/query",
        "named_query",
        "reports",
        "Ask what happened, as Plausible's programs do",
        "The same at the address that they have built in; site_id must be sent: a name or number.",
        to("QueryAnswer"),
        to("Query"),
        {"site_id": "example.com", **EXAMPLE},
        statuses=(400, 401, 403, 404, 413, 429, 503),
    ),
    Operation(
        "get",
        "/api/sites/{site_id}/goals",
        "goals",
        "reports",
        "List a site's goals",
        "Questions name them as goal or filter by event:goal.",
        to("GoalList"),
        statuses=(401, 403, 404),
    ),
    Operation(
        "get",
        "/api/sites/{site_id}/annotations",
        "annotations",
        "reports",
        "List what happened on a site's days",
        "What editors, programs and `tracker note` have written, the latest day first.",
        to("AnnotationList"),
        statuses=(401, 403, 404),
    ),
    Operation(
        "post",
        "/api/sites/{site_id}/annotations",
        "annotate",
        "annotate",
        "Write what happened on a day",
        "Charts show it on its day: a deploy, a letter sent. For an editor's token.",
        to("ApiAnnotation"),
        to("SentAnnotation"),
        {"words": "deploy 1.4", "day": "2026-11-30"},
        statuses=(400, 401, 403, 404, 413),
    ),
    Operation(
        "get",
        "/api/sites",
        "sites",
        "read",
        "List one's sites",
        "The sites of the token's user, the oldest first.",
        to("SiteList"),
    ),
    Operation(
        "get",
        "/api/sites/{site_id}/live",
        "live",
        "read",
        "Follow visits as they happen",
        "Server-Sent Events, whose data are these messages; Last-Event-ID resumes.",
        {"anyOf": [to(each.__name__) for each in MESSAGES]},
        kind="text/event-stream",
        statuses=(401, 403, 404, 503),
    ),
    Operation(
        "post",
        "/api/sites/{site_id}/events",
        "events",
        "send",
        "Send events from a server",
        "One event, or up to 100; what is counted as stored is on disk.",
        to("EventsAnswer"),
        {
            "anyOf": [
                to("SentEvent"),
                {"type": "array", "items": to("SentEvent"), "minItems": 1, "maxItems": 100},
            ]
        },
        {"name": "Order paid", "url": "https://example.com/checkout", "id": "order-1234"},
        statuses=(400, 401, 403, 404, 413, 429, 503),
    ),
    Operation(
        "get",
        "/api/admin/status",
        "status",
        "admin",
        "Read the server's state",
        "For administrators: versions, health, disk, queue, backups.",
        {"type": "object"},
        statuses=(401, 403, 404),
    ),
)
