"""A name for an account that nobody has yet."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable
from itertools import chain, islice
from typing import Any

from tracker.domain.names import following, key_of
from tracker.storage.file.transactions import TableRow

CANDIDATES = 100  # names that one read tries

Read = Callable[[str, dict[str, Any]], Awaitable[Iterable[TableRow]]]

TAKEN_KEYS = """
select name_key from user
where name_key in (select value from json_each(:keys)) and id <> :but
"""


async def find_free_name(read: Read, wanted: str, but: int = 0) -> str:
    """The wanted name, or the first that is free after it: joe, joe2, joe3.

    What the user `but` has counts as free. `read` is a database's, or `execute_fetchall` of a
    transaction, in which it then stays free.
    """
    candidates = chain([wanted], following(wanted))
    while True:
        tried = {key_of(name): name for name in islice(candidates, CANDIDATES)}
        rows = await read(TAKEN_KEYS, {"keys": json.dumps([*tried]), "but": but})
        taken = {row["name_key"] for row in rows}
        if free := [name for key, name in tried.items() if key not in taken]:
            return free[0]
