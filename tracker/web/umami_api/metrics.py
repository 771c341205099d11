"""Lists: pages, sources, browsers, and what else they count by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from aiohttp import web

from tracker.domain.queries.sent import BadQuery, one_of, shown
from tracker.domain.reports.question import Row
from tracker.domain.umami_api.figures import ASKED, Totals, totals, whole
from tracker.domain.umami_api.filters import NO_PAGEVIEW, Filter, compared
from tracker.domain.umami_api.kinds import DIMENSIONS, NOTHING, ONLY_NAMED, WITH_COUNTRY, said
from tracker.web.api.said import as_json
from tracker.web.umami_api.answers import read
from tracker.web.umami_api.asking import About, about

USUAL, MOST = 500, 10_000
FARTHEST = 1_000_000


class Counted(NamedTuple):
    """A line of a list. `country`: of regions and cities; `figures`: visitors, or all of `Totals`,
    whose second they are."""

    name: str
    country: dict[str, Any]
    figures: list[int]


@read
async def metrics(request: web.Request) -> web.Response:
    """Visitors of each; of events how often they came."""
    asked, kind = await about(request), _kind(request)
    found = await _counted(asked, kind, ["events" if kind == "event" else "visitors"])
    return as_json([{"x": each.name, "y": each.figures[0]} | each.country for each in found])


@read
async def expanded(request: web.Request) -> web.Response:
    """All figures of each."""
    asked, kind = await about(request), _kind(request)
    names = Totals.__struct_fields__
    return as_json(
        [
            {"name": each.name, **dict(zip(names, each.figures, strict=True)), **each.country}
            for each in await _counted(asked, kind, ASKED)
        ]
    )


@read
async def values(request: web.Request) -> web.Response:
    """What can be filtered by."""
    asked, kind = await about(request), _kind(request)
    found = {each.name for each in await _counted(asked, kind, ["visitors"])}
    return as_json([{"value": each} for each in sorted(found) if each])


async def _counted(asked: About, kind: str, figures: Sequence[str]) -> list[Counted]:
    params = asked.request.query
    limit = _whole(params.get("limit", ""), "limit", 1, MOST, USUAL)
    offset = _whole(params.get("offset", ""), "offset", 0, FARTHEST, 0)
    if kind == "referrer":
        rows = await _rows(asked, kind, figures, MOST, 0)
        return _by_host([_line(kind, row) for row in rows])[offset : offset + limit]
    return [_line(kind, row) for row in await _rows(asked, kind, figures, limit, offset)]


async def _rows(
    asked: About, kind: str, figures: Sequence[str], limit: int, offset: int
) -> list[Row]:
    dimension = DIMENSIONS[kind]
    dimensions = [dimension, "visit:country"] if kind in WITH_COUNTRY else [dimension]
    most = "visitors" if "visitors" in figures else figures[0]
    more: dict[str, Any] = {
        "order_by": [[most, "desc"], *([each, "asc"] for each in dimensions)],
        "pagination": {"limit": limit, "offset": offset},
    }
    also = _narrowed(kind, dimension, asked.request.query.get("search", ""))
    return await asked.rows(figures, dimensions, also, **more)


def _line(kind: str, row: Row) -> Counted:
    name, *others = map(str, row.dimensions)
    sums = list(msgspec.structs.astuple(totals(row.metrics))) if row.metrics[1:] else []
    country = {"country": others[0]} if others else {}
    return Counted(said(kind, name), country, sums or [whole(row.metrics[0])])


def _by_host(pages: list[Counted]) -> list[Counted]:
    """Pages of one host together. Who came from two of them is counted with both."""
    hosts: dict[str, Counted] = {}
    for page in pages:
        host = hosts.setdefault(page.name, Counted(page.name, {}, [0] * len(page.figures)))
        host.figures[:] = [one + more for one, more in zip(host.figures, page.figures, strict=True)]
    return sorted(hosts.values(), key=lambda each: (-each.figures[:2][-1], each.name))


def _narrowed(kind: str, dimension: str, search: str) -> list[Filter]:
    """To events, to what has a name, to what somebody looks for."""
    found: list[Filter] = [NO_PAGEVIEW] if kind == "event" else []
    if kind in ONLY_NAMED:
        found.append(["is_not", dimension, NOTHING.get(kind, [""])])
    if search:
        found.append(compared("contains", dimension, search))
    return found


def _kind(request: web.Request) -> str:
    kind = request.query.get("type", "")
    if kind not in DIMENSIONS:
        raise BadQuery(f"type is {shown(kind)}, which is not answered. {one_of(DIMENSIONS)}")
    return kind


def _whole(sent: str, name: str, least: int, most: int, otherwise: int) -> int:
    if not sent:
        return otherwise
    if not (sent.isascii() and sent.isdecimal() and len(sent) < 10 and int(sent) >= least):
        raise BadQuery(f"{name} is a whole number from {least}, not {shown(sent)}.")
    return min(int(sent), most)
