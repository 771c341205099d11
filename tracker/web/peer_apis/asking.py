"""Asking our reports what a program has asked for in Plausible's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tracker.domain.peer_apis.rates import with_rate, without_rate
from tracker.domain.queries.answers import QueryAnswer, answer_body
from tracker.domain.queries.query import Site as AskedSite
from tracker.domain.queries.query import read_query
from tracker.domain.queries.sent import Sent
from tracker.services.reports.turns import MOST_OF_PROGRAM
from tracker.web.api.queries import WORDING
from tracker.web.peer_apis.access import Reader
from tracker.web.reports.asking import answer_to


async def told(request: web.Request, reader: Reader, site: AskedSite, body: Any) -> QueryAnswer:
    """The answer to a question in the query language. Raises BadQuestion and Unavailable."""
    apart = without_rate(body) if isinstance(body, dict) else None
    if apart is None:
        return await _told(request, reader, site, body)
    found, rates = [await _told(request, reader, site, each) for each in apart]
    return with_rate(body["metrics"], found, rates)


async def _told(
    request: web.Request, reader: Reader, site: AskedSite, body: Mapping[str, Any]
) -> QueryAnswer:
    read = read_query(Sent(body), site)
    answer = await answer_to(request, read.question, reader.token, MOST_OF_PROGRAM)
    return answer_body(read, answer, site, WORDING)
