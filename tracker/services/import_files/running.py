"""An import from its files to its end, for whoever may read them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import msgspec

from tracker.domain.days import date_of
from tracker.domain.imports.imported import Unusable
from tracker.services.import_files.following import Following
from tracker.services.import_files.limits import Limits, TooOld
from tracker.services.import_files.outcome import Counted
from tracker.services.import_files.reading import Reading, Source
from tracker.services.import_files.sources import Wanted, first_at, mark_of, sources_of
from tracker.services.import_rows.made_rows import MadeRows
from tracker.services.import_rows.row_columns import FindPlace
from tracker.services.imports.imports import Begun
from tracker.services.imports.sent_rows import Batch, encode
from tracker.storage.imports.shelf import shelf

TURN = 0.0005  # seconds

Show = Callable[[Reading], None]


class Target(Protocol):
    """Where rows go: the running server, or its database where none runs."""

    async def ask(self, act: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """What the act says. Raises Refusal."""

    async def bring(self, number: int, sent: bytes) -> list[int]:
        """The places in a batch of what was there already."""


async def run_import(  # noqa: PLR0917
    target: Target,
    paths: Sequence[Path],
    wanted: Wanted,
    find_place: FindPlace,
    show: Show,
    following: Following | None = None,
) -> dict[str, Any]:
    """All of the files into the site, where `following` says so as long as one of them grows; what
    came of it. Raises Refusal, Unusable, OSError."""
    begun = msgspec.convert(await target.ask("import-look", {"site": wanted.site}), Begun)
    sources = await asyncio.to_thread(sources_of, paths, wanted, begun.site, following)
    running: dict[int, tuple[int, int]] = {}
    if not wanted.dry:
        asked = _asked(sources, wanted, following)
        begun = msgspec.convert(await target.ask("import-begin", asked), Begun)
        running = await _running(target, sources, begun)
    rows = MadeRows(begun.site, begun.secret, find_place, running)
    reading = Reading(sources, rows, _limits(begun, wanted, following), shelf)
    try:
        if following:
            await _follow(target, reading, begun, wanted, following)
        else:
            with _quick_turns():
                await _bring_all(target, reading, begun.number, show)
    except (TooOld, Unusable) as error:
        await _take_back(target, begun.number)
        if isinstance(error, TooOld):
            raise Unusable(_too_old(error.at, begun)) from error
        raise
    return await _ended(target, reading, begun, sources)


def _limits(begun: Begun, wanted: Wanted, following: Following | None) -> Limits:
    """What retention would erase is left out where a log is followed: old ones lie beside it."""
    own = None if wanted.own else begun.own_since
    if following is None:
        return Limits(begun.now, begun.kept_since, own, wanted.since, wanted.before)
    since = max(wanted.since or 0, begun.kept_since or 0)
    return Limits(begun.now, None, own, since, wanted.before)


def _asked(
    sources: Sequence[Source], wanted: Wanted, following: Following | None
) -> dict[str, Any]:
    names = dict.fromkeys(each.name for each in sources)
    paths = dict.fromkeys(each.file.path for each in sources)
    return {
        "site": wanted.site,
        "format": ", ".join(names),
        "files": [wanted.called or path.name for path in paths],
        "mark": following.mark if following else mark_of(sources),
        "user": wanted.user,
    }


async def _running(
    target: Target, sources: Sequence[Source], begun: Begun
) -> dict[int, tuple[int, int]]:
    """The visits that a row of logs goes on with where the last one ended."""
    if not sources or not getattr(sources[0].format, "is_log", False):
        return {}
    at = await asyncio.to_thread(first_at, sources[0])
    if at is None:
        return {}
    said = await target.ask("import-running", {"site": str(begun.site.id), "at": at})
    return {visitor: (visit, last) for visitor, visit, last in said["visits"]}


async def _follow(
    target: Target, reading: Reading, begun: Begun, wanted: Wanted, following: Following
) -> None:
    async def bring(batch: Batch) -> list[int]:
        return await _sent(target, begun.number, batch)

    async def look() -> Limits:
        said = await target.ask("import-look", {"site": str(begun.site.id)})
        return _limits(msgspec.convert(said, Begun), wanted, following)

    await following.bring_all(reading, bring, look)


@contextmanager
def _quick_turns() -> Iterator[None]:
    """Who reads a file never waits, and a batch on its way waits some times for its turn: usually
    5 ms each, as long as reading takes in all."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


async def _bring_all(target: Target, reading: Reading, number: int | None, show: Show) -> None:
    """A batch is on its way while the next one is read."""
    batches = reading.batches()
    sending: asyncio.Task[list[int]] | None = None
    sent: Counted = []
    while found := await asyncio.to_thread(next, batches, None):
        batch, made = found
        if sending:
            reading.stored(sent, set(await sending))
        sending, sent = asyncio.create_task(_sent(target, number, batch)), made
        show(reading)
    if sending:
        reading.stored(sent, set(await sending))
    show(reading)


async def _sent(target: Target, number: int | None, batch: Batch) -> list[int]:
    return [] if number is None else await target.bring(number, encode(batch))


async def _take_back(target: Target, number: int | None) -> None:
    if number is not None:
        await target.ask("import-undo", {"number": number})


async def _ended(
    target: Target, reading: Reading, begun: Begun, sources: Sequence[Source]
) -> dict[str, Any]:
    told = reading.told()
    titles = dict.fromkeys(each.format.titles[each.name] for each in sources)
    if begun.number is not None:
        if any(told[kind] for kind in ("pageviews", "events", "visits", "visitors")):
            await target.ask("import-end", {"number": begun.number, "told": told})
        else:
            await _take_back(target, begun.number)
            begun.number = None
    return {
        "import": begun.number,
        "site": begun.site.name,
        "site_id": begun.site.id,
        "time_zone": begun.site.time_zone,
        "format": ", ".join(dict.fromkeys(each.name for each in sources)),
        "title": ", ".join(titles),
        "own_since": begun.own_since,
        **told,
    }


def _too_old(at: int, begun: Begun) -> str:
    zone = ZoneInfo(begun.site.time_zone)
    kept = date_of(begun.kept_since or 0, zone)
    return (
        f"{begun.site.name} keeps visits since {kept}, and this history begins on "
        f"{date_of(at, zone)}: what is older would be erased at once. Nothing was imported. "
        f"Import what is kept with --since {kept}, or have the site keep its visits for longer."
    )
