"""The numbers of texts, for whoever names texts by number: programs that know paths so."""

from __future__ import annotations

import json
from collections.abc import Iterable

from tracker.storage.file.database import Database

NUMBERS = "select id, value from text where value in (select value from json_each(:texts))"
TEXTS = "select id, value from text where id in (select value from json_each(:numbers))"


async def numbers_of(db: Database, texts: Iterable[str]) -> dict[str, int]:
    """Of those that have one."""
    rows = await db.read(NUMBERS, {"texts": json.dumps(list(texts))})
    return {row["value"]: row["id"] for row in rows}


async def texts_of(db: Database, numbers: Iterable[int]) -> dict[int, str]:
    """Of those numbers that are one's."""
    rows = await db.read(TEXTS, {"numbers": json.dumps(list(numbers))})
    return {row["id"]: row["value"] for row in rows}
