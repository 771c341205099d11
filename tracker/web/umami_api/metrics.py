"""Lists: pages, sources, browsers, and what else they count by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from aiohttp import web

from tracker.domain.queries.sent import BadQuery, one_of, shown
from tracker.domain.reports.question import Row
from tracker.domain.umami_api.figures import ASKED, totals, whole
from tracker.domain.umami_api.filters import Filter, compared
from tracker.domain.umami_api.kinds import DIMENSIONS, ONLY_NAMED, WITH_COUNTRY, said
from tracker.web.umami_api.answers import as_json, read
from tracker.web.umami_api.asking import About, about
from tracker.web.umami_api.stats import NO_PAGEVIEW

USUAL, MOST = 500, 10_000
FARTHEST = 1_000_000


@read
async def metrics(request: web.Request) -> web.Response:
    """Visitors of each; of events how often they came."""
    asked, kind = await about(request), _kind(request)
    rows = await _rows(asked, kind, ["events" if kind == "event" else "visitors"])
    return as_json(
        [{"x": _name(kind, row), "y": whole(row.metrics[0])} | _country(row) for row in rows]
    )


@read
async def expanded(request: web.Request) -> web.Response:
    """All figures of each."""
    asked, kind = await about(request), _kind(request)
    rows = await _rows(asked, kind, ASKED)
    return as_json(
        [
            {"name": _name(kind, row)} | msgspec.structs.asdict(totals(row.metrics)) | _country(row)
            for row in rows
        ]
    )


@read
async def values(request: web.Request) -> web.Response:
    """What can be filtered by."""
    asked, kind = await about(request), _kind(request)
    found = {_name(kind, row) for row in await _rows(asked, kind, ["visitors"])}
    return as_json([{"value": each} for each in sorted(found) if each])


async def _rows(asked: About, kind: str, figures: Sequence[str]) -> list[Row]:
    params, dimension = asked.request.query, DIMENSIONS[kind]
    dimensions = [dimension, "visit:country"] if kind in WITH_COUNTRY else [dimension]
    most = "visitors" if "visitors" in figures else figures[0]
    order = [[most, "desc"], *([each, "asc"] for each in dimensions)]
    pages = {
        "limit": _whole(params.get("limit", ""), "limit", 1, MOST, USUAL),
        "offset": _whole(params.get("offset", ""), "offset", 0, FARTHEST, 0),
    }
    also = _narrowed(kind, dimension, params.get("search", ""))
    more: dict[str, Any] = {"order_by": order, "pagination": pages}
    return await asked.rows(figures, dimensions, also, **more)


def _narrowed(kind: str, dimension: str, search: str) -> list[Filter]:
    """To events, to what has a name, to what somebody looks for."""
    found: list[Filter] = [NO_PAGEVIEW] if kind == "event" else []
    if kind in ONLY_NAMED:
        found.append(["is_not", dimension, [""]])
    if search:
        found.append(compared("contains", dimension, search))
    return found


def _kind(request: web.Request) -> str:
    kind = request.query.get("type", "")
    if kind not in DIMENSIONS:
        raise BadQuery(f"type is {shown(kind)}, which is not answered. {one_of(DIMENSIONS)}")
    return kind


def _name(kind: str, row: Row) -> str:
    return said(kind, str(row.dimensions[0]))


def _country(row: Row) -> dict[str, Any]:
    return {"country": str(row.dimensions[1])} if len(row.dimensions) > 1 else {}


def _whole(sent: str, name: str, least: int, most: int, otherwise: int) -> int:
    if not sent:
        return otherwise
    if not (sent.isascii() and sent.isdecimal() and len(sent) < 10 and int(sent) >= least):
        raise BadQuery(f"{name} is a whole number from {least}, not {shown(sent)}.")
    return min(int(sent), most)
