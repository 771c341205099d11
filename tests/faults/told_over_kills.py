"""kill -9 at moments between a hit's commit and the row of its message, again and again: what was
told of adds up to what was acknowledged."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.alert_target import alert_target
from tests.eventually import eventually
from tests.faults.told_once import SETTINGS, nothing_waits, prepared, rows, sign_up
from tests.server_process import RUN, running

EACH = 3  # hits before a kill


class Reached(NamedTuple):
    """`committed`: events in the log; `told`: how many messages tell of, all together."""

    committed: int
    told: int


async def reached_over_kills(
    data_dir: Path, moments: Iterable[float], program: tuple[str, ...] = RUN
) -> Reached:
    """`moments`: seconds between the last acknowledgement and the kill, one for each round."""
    async with alert_target() as target:
        key = await prepared(data_dir, target)
        for moment in moments:
            async with running(data_dir, program, **SETTINGS) as server:
                for _ in range(EACH):
                    await sign_up(server.port, key)
                await asyncio.sleep(moment)
                await server.kill()
        async with running(data_dir, program, **SETTINGS):
            await eventually(lambda: all_is_told(data_dir))
        return Reached(await committed(data_dir), await told(data_dir))


async def all_is_told(data_dir: Path) -> bool:
    """What waits is looked at within a second of the start; lost is what has not come then."""
    await asyncio.sleep(3)
    return await nothing_waits(data_dir)


async def committed(data_dir: Path) -> int:
    found = await rows(data_dir, "select count(*) as events from event")
    return int(found[0]["events"])


async def told(data_dir: Path) -> int:
    found = await rows(data_dir, "select facts from delivery")
    return sum(json.loads(row["facts"])["count"] for row in found)
