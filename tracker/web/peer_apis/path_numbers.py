"""Paths and events by number, as GoatCounter's programs name them: that of the text, doubled, and
one more for an event."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.domain.peer_apis.goat_counts import Path
from tracker.services.lists.lists import Numbered


async def all_numbers(texts: Numbered, paths: Sequence[Path]) -> dict[Path, int]:
    """Of those that have one."""
    numbers = await texts.numbers_of([each.path for each in paths])
    return {each: 2 * numbers[each.path] + each.event for each in paths if each.path in numbers}


async def path_of(texts: Numbered, site_id: int, number: int) -> Path | None:
    """What of the site has that number."""
    return (await all_paths(texts, site_id, [number])).get(number)


async def all_paths(texts: Numbered, site_id: int, numbers: Sequence[int]) -> dict[int, Path]:
    """Of those numbers that are one's."""
    known = [each for each in numbers if each < 1 << 62]
    named = await texts.texts_of(site_id, {each // 2 for each in known})
    found = {each: named[each // 2] for each in known if each // 2 in named}
    return {each: Path(text, bool(each % 2)) for each, text in found.items()}
