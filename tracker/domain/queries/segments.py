"""Segments: filters under a name."""

from __future__ import annotations

import json

import msgspec

from tracker.domain.queries.query_filters import Known, read_filters
from tracker.domain.queries.sent import BadQuery, Sent, read_json
from tracker.domain.reports.goals import Goal
from tracker.domain.reports.kept import LONGEST_FILTERS


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """`filters` is the query language's list of them, as JSON. `user_id`: whose it is; None, the
    site's."""

    id: int
    site_id: int
    user_id: int | None
    name: str
    filters: str


def kept_filters(typed: str, goals: tuple[Goal, ...]) -> str:
    """Filters as they are kept. Raises BadQuery for what no query could filter by: none at all,
    goals that the site has not, another segment."""
    if len(typed) > LONGEST_FILTERS:
        raise BadQuery(f"The filters have at most {LONGEST_FILTERS} characters.")
    sent = Sent(read_json(typed.encode("utf-8", "replace")).value, "filters")
    if read_filters(sent, Known(goals)) is None:
        sent.wrong("are empty. Filter by something.")
    return json.dumps(sent.value, ensure_ascii=False, separators=(",", ":"))
