"""SIGTERM under load, once or twice, and what became of hits and live views."""

import asyncio
import signal
import time
from pathlib import Path
from typing import NamedTuple

from tests.beacon_load import Load
from tests.eventually import eventually
from tests.live_sockets import live_sockets
from tests.seeded_data import seed
from tests.server_process import RUN, ServerProcess, running
from tests.stored_hits import beacons_in, missing

AT_LEAST = 500  # acknowledged before the signal
SOCKETS = 20
WITHIN = 10.0  # seconds


class Stop(NamedTuple):
    """`owed`: hits sent before the signal and not answered yet; `left` of them never were."""

    acknowledged: int
    owed: int
    left: int
    lost: int
    sockets: int
    told: int  # sockets that were closed with 1001
    exit_code: int
    seconds: float

    @property
    def is_clean(self) -> bool:
        return self.is_heard and self.seconds <= WITHIN

    @property
    def is_heard(self) -> bool:
        """Without the time, which a busy machine decides."""
        heard = not self.left and not self.lost and self.told == self.sockets
        return heard and self.exit_code == 0


async def stopped(
    data_dir: Path, again_after: float | None = None, program: tuple[str, ...] = RUN
) -> Stop:
    """Stop a busy server; `again_after` seconds it is told a second time."""
    seeded = await seed(data_dir)
    async with running(data_dir, program) as server:
        load = Load(server.port, seeded.site.key, "stop")
        async with live_sockets(server.port, seeded, SOCKETS) as sockets, load.running():
            await eventually(lambda: sockets.opened == SOCKETS)
            await eventually(lambda: len(load.acknowledged) >= AT_LEAST)
            owed = load.unanswered
            started = time.monotonic()
            await _stop(server, again_after)
            exit_code = await server.ended()
            seconds = time.monotonic() - started
    left = [hit for hit in owed if hit not in load.answers]
    lost = missing(load.acknowledged, seeded.site.id, beacons_in(data_dir))
    told = sockets.codes.count(1001)
    return Stop(
        len(load.acknowledged), len(owed), len(left), len(lost), SOCKETS, told, exit_code, seconds
    )


async def _stop(server: ServerProcess, again_after: float | None) -> None:
    server.send(signal.SIGTERM)
    if again_after is not None:
        await asyncio.sleep(again_after)
        server.send(signal.SIGTERM)
