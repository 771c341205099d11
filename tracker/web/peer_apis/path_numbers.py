"""Paths and events by number, as GoatCounter's programs name them: that of the text in our log,
doubled, and one more for an event."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.domain.peer_apis.goat_counts import Path
from tracker.storage.dictionary.text_numbers import numbers_of, texts_of
from tracker.storage.file.database import Database


async def all_numbers(db: Database, paths: Sequence[Path]) -> dict[Path, int]:
    """Of those that have one."""
    texts = await numbers_of(db, [each.path for each in paths])
    return {each: 2 * texts[each.path] + each.event for each in paths if each.path in texts}


async def path_of(db: Database, number: int) -> Path | None:
    """What has that number."""
    return (await all_paths(db, [number])).get(number)


async def all_paths(db: Database, numbers: Sequence[int]) -> dict[int, Path]:
    """Of those numbers that are one's."""
    known = [each for each in numbers if each < 1 << 62]
    texts = await texts_of(db, {each // 2 for each in known})
    found = {each: texts[each // 2] for each in known if each // 2 in texts}
    return {each: Path(text, bool(each % 2)) for each, text in found.items()}
