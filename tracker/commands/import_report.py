"""What came of an import, in lines for the person at the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tracker.commands.visit_lines import plain
from tracker.domain.days import date_of

MOST_NAMED, MOST_DAYS = 20, 40


def report(done: dict[str, Any], *, dry: bool) -> str:
    """All of it."""
    return "\n".join(_lines(done, dry=dry))


def _lines(done: dict[str, Any], *, dry: bool) -> Iterator[str]:
    yield f"{done['title']}: {_figures(done)}{_span(done)}."
    if dry:
        yield f"This was a dry run: nothing was imported into {plain(done['site'])}."
    elif done["import"] is None:
        yield f"Nothing new was in it: {plain(done['site'])} is as it was."
    else:
        yield f"They are in {plain(done['site'])} now, as import {done['import']}."
    yield from _left_out(done)
    yield from _differing(done)
    if done["import"] is not None:
        yield f"To take it away again: tracker import undo {done['import']}"


def _figures(done: dict[str, Any]) -> str:
    return ", ".join(
        f"{done[kind]:,} {kind}" for kind in ("pageviews", "events", "visits", "visitors")
    )


def _span(done: dict[str, Any]) -> str:
    if done["first"] is None:
        return ""
    zone = ZoneInfo(done["time_zone"])
    return f", {date_of(done['first'], zone)} to {date_of(done['last'], zone)}"


def _left_out(done: dict[str, Any]) -> Iterator[str]:
    if done["left_out"]:
        yield "Left out:"
        for reason, number in sorted(done["left_out"].items(), key=lambda each: -each[1]):
            yield f"{number:>10,}  {reason}"
    if done["own_since"] is not None and done["left_out"].get("since this site counts itself"):
        since = date_of(done["own_since"], ZoneInfo(done["time_zone"]))
        yield f"The site counts itself since {since}; --own imports that time, too."
    for file, line, reason, detail in done["named"][:MOST_NAMED]:
        where = f"{plain(file)}:{line}" if line else plain(file)
        yield f"  {where}: {reason}{f' ({plain(detail)})' if detail else ''}"
    if done["damaged"] > MOST_NAMED:
        yield f"  and {done['damaged'] - MOST_NAMED:,} more"


def _differing(done: dict[str, Any]) -> Iterator[str]:
    differing = [line for line in done["days"] if line[2] != line[3]]
    if not differing:
        if done["days"]:
            yield "Day by day it is what the file says."
        return
    yield "Days that differ:         theirs       ours"
    for day, kind, theirs, ours, why in differing[:MOST_DAYS]:
        told = ", ".join(f"{number:,} {reason}" for reason, number in why.items())
        on = date(1970, 1, 1) + timedelta(days=day)
        yield f"  {on} {kind:<10}{theirs:>9,}{ours:>11,}  {told}".rstrip()
    if len(differing) > MOST_DAYS:
        yield f"  and {len(differing) - MOST_DAYS:,} more: --json has all of them"


def listed(each: dict[str, Any]) -> str:
    """One import on a line."""
    began = f"{datetime.fromtimestamp(each['began_at'] / 1000, UTC):%Y-%m-%d %H:%M} UTC"
    told = each["told"]
    said = _figures(told) if told else "not finished: the same command again goes on"
    files = plain(", ".join(each["files"]))
    return f"{each['id']:>4}  {began}  {files} ({each['format']}): {said}"
