"""kill -9 under load, again and again on the same data, and what it cost."""

from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple

from tests.beacon_load import Load
from tests.eventually import eventually
from tests.seeded_data import seed
from tests.server_process import RUN, ServerProcess, running
from tests.stored_hits import beacons_in, integrity_of, missing

AT_LEAST = 1_000  # acknowledged before each kill
SABOTAGED = "tests/faults/sabotaged_server.py"


class Kill(NamedTuple):
    """One kill and the start after it."""

    acknowledged: int
    in_flight: int
    lost: int
    doubled: int
    integrity: str
    boot_seconds: float

    @property
    def is_clean(self) -> bool:
        return not self.lost and not self.doubled and self.integrity == "ok"


async def kills(
    data_dir: Path, rounds: int, program: tuple[str, ...] = RUN, **settings: str
) -> list[Kill]:
    """Kill the server `rounds` times, looking each time at what the next one finds on disk, which
    is then the next to be killed."""
    site = (await seed(data_dir)).site
    acknowledged: list[str] = []
    found: list[Kill] = []
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(running(data_dir, program, **settings))
        for number in range(rounds):
            load = await _killed(server, site.key, f"kill{number}")
            acknowledged += load.acknowledged
            server = await stack.enter_async_context(running(data_dir, program, **settings))
            await _serves_again(server, site.key, f"after{number}")
            stored = beacons_in(data_dir)
            found.append(
                Kill(
                    len(load.acknowledged),
                    len(load.unanswered),
                    len(missing(acknowledged, site.id, stored)),
                    _doubled(stored),
                    integrity_of(data_dir),
                    server.boot_seconds,
                )
            )
    return found


async def _killed(server: ServerProcess, key: str, name: str) -> Load:
    load = Load(server.port, key, name)
    async with load.running():
        await eventually(lambda: len(load.acknowledged) >= AT_LEAST, within=60)
        await server.kill()
    return load


async def _serves_again(server: ServerProcess, key: str, name: str) -> None:
    load = Load(server.port, key, name, connections=2)
    async with load.running():
        await eventually(lambda: load.acknowledged)


def _doubled(stored: Counter[int]) -> int:
    return sum(count > 1 for count in stored.values())
