"""GoatCounter's API for programs that read: counts, pages and lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from babel import Locale

from tracker.domain.peer_apis.goat_asked import (
    FARTHEST,
    MOST_LISTED,
    USUAL_LIMIT,
    days_of,
    read_flag,
    read_number,
)
from tracker.domain.peer_apis.goat_counts import Path, titles_of
from tracker.domain.peer_apis.goat_lists import (
    DETAILED,
    LISTS,
    details_of,
    lines_of,
    refs_of,
    within,
)
from tracker.domain.peer_apis.goat_stats import highest, stats_of
from tracker.domain.queries.sent import Sent
from tracker.web import keys
from tracker.web.peer_apis.goat_asking import GOAT, Goat, goat_of
from tracker.web.peer_apis.path_numbers import all_numbers, path_of
from tracker.web.peer_apis.shaped import shaped

ENGLISH = Locale("en")


@shaped(GOAT)
async def total(request: web.Request) -> web.Response:
    """How many there were, and when."""
    goat = await goat_of(request)
    counts = await goat.counts(("time:hour",))
    events = sum(count for (_, path), count in counts.items() if path.event)
    every = [(int(by[0]), count) for (by, _), count in counts.items()]
    calendar = goat.about.calendar
    whole = sum(count for _, count in every)
    said = {
        "total": whole,
        "total_events": events,
        "total_utc": whole,
        "stats": stats_of(every, days_of(goat.counted.span, calendar), calendar.zone),
    }
    return web.json_response(said)


@shaped(GOAT)
async def hits(request: web.Request) -> web.Response:
    """The pages and events that were visited most, each with its days."""
    goat = await goat_of(request)
    limit, daily = _limit(goat.asked), read_flag(goat.asked, "daily")
    listed = await goat.counts(most=limit + 1)
    order = sorted(listed.items(), key=lambda each: (-each[1], each[0][1]))
    chosen = [(path, count) for (_, path), count in order[:limit]]
    said = await _hits(request, goat, chosen, daily=daily)
    found = {"hits": said, "total": sum(count for _, count in chosen), "more": len(order) > limit}
    return web.json_response(found)


@shaped(GOAT)
async def refs(request: web.Request) -> web.Response:
    """Where visits to one of them came from."""
    goat, texts = await goat_of(request), request.app[keys.ENGINE].lists
    path = await path_of(texts, goat.counted.site_id, int(request.match_info["path_id"]))
    about = goat.only([path] if path else [])
    counts = _summed(await about.counts(("visit:source",)))
    return web.json_response(_page(goat.asked, refs_of(counts), "refs"))


@shaped(GOAT)
async def stats_list(request: web.Request) -> web.Response:
    """What they came with, from where, in which language."""
    goat = await goat_of(request)
    page = Sent(request.match_info["page"], "page").choice(LISTS)
    counts = _summed(await goat.counts((LISTS[page].by,)))
    lines = lines_of(page, counts, WORDS.get(page, str))
    found = {"stats": lines, "more": False} if page == "sizes" else _page(goat.asked, lines)
    return web.json_response(found)


@shaped(GOAT)
async def stats_detail(request: web.Request) -> web.Response:
    """The same below one line: versions, regions, paths."""
    goat = await goat_of(request)
    page = Sent(request.match_info["page"], "page").choice(DETAILED)
    narrowed = goat.where(within(page, request.match_info["id"]))
    if LISTS[page].within == "event:page":
        counts: dict[str, int] = {}
        for (_, path), count in (await narrowed.counts()).items():
            counts[path.path] = counts.get(path.path, 0) + count
    else:
        counts = _summed(await narrowed.counts((LISTS[page].within,)))
    return web.json_response(_page(goat.asked, details_of(page, counts)))


async def _hits(
    request: web.Request, goat: Goat, chosen: list[tuple[Path, int]], *, daily: bool
) -> list[dict[str, Any]]:
    if not chosen:
        return []
    calendar = goat.about.calendar
    some, days = goat.only(path for path, _ in chosen), days_of(goat.counted.span, calendar)
    when: dict[Path, list[tuple[int, int]]] = {}
    for (by, path), count in (await some.counts(("time:day" if daily else "time:hour",))).items():
        when.setdefault(path, []).append((int(by[0]), count))
    titles = await _titles(some)
    texts = request.app[keys.ENGINE].lists
    numbers = await all_numbers(texts, [path for path, _ in chosen])
    found = []
    for path, count in chosen:
        stats = stats_of(when.get(path, ()), days, calendar.zone, daily=daily)
        found.append(
            {
                "count": count,
                "path_id": numbers.get(path, 0),
                "path": path.path,
                "event": path.event,
                "title": "" if path.event else titles.get(path.path, ""),
                "max": highest(stats, daily=daily),
                "stats": stats,
            }
        )
    return found


async def _titles(goat: Goat) -> dict[str, str]:
    """By path the title that most have seen."""
    answer = await goat.answer(titles_of(goat.counted))
    titles: dict[str, str] = {}
    for row in answer.rows:
        titles.setdefault(str(row.dimensions[0]), str(row.dimensions[1]))
    return titles


def _summed(counts: Mapping[tuple[tuple[str | int, ...], Path], int]) -> dict[str, int]:
    """Over all paths."""
    found: dict[str, int] = {}
    for (by, _), count in counts.items():
        found[str(by[0])] = found.get(str(by[0]), 0) + count
    return found


def _page(asked: Mapping[str, str], lines: list[Any], name: str = "stats") -> dict[str, Any]:
    offset, limit = read_number(asked, "offset", 0, FARTHEST), _limit(asked)
    return {name: lines[offset : offset + limit], "more": len(lines) > offset + limit}


def _limit(asked: Mapping[str, str]) -> int:
    return max(1, read_number(asked, "limit", USUAL_LIMIT, MOST_LISTED))


WORDS = {
    "locations": lambda code: ENGLISH.territories.get(code, code),
    "languages": lambda code: ENGLISH.languages.get(code, code),
}
