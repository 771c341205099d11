"""A backup while hits pour in, restored elsewhere: what it holds, and what it held up."""

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from tests.beacon_load import Load
from tests.eventually import eventually
from tests.faults.stalls import Stalls
from tests.seeded_data import seed
from tests.server_process import ROOT, RUN, UNLIMITED, running
from tests.stored_hits import beacons_in, integrity_of, missing
from tracker.storage.sites.sites import Site

AT_LEAST = 300  # acknowledged before the backup begins
LONGEST_STALL = 0.25  # seconds


class BackedUp(NamedTuple):
    """`lost`: acknowledged before the backup began and not in it. `early`: in it, though nobody
    had sent it when the backup was done."""

    megabytes: float
    seconds: float
    before: int
    during: int
    lost: int
    early: int
    integrity: str
    serves: bool  # a server on the restored data stores hits
    stall: float  # the longest time between two answers while the backup went on
    usual_stall: float  # the same before it

    @property
    def is_clean(self) -> bool:
        return not self.lost and not self.early and self.integrity == "ok" and self.serves


async def backed_up(
    data_dir: Path, program: tuple[str, ...] = RUN, site: Site | None = None
) -> BackedUp:
    """D11. Without a site the folder is made."""
    site = site or (await seed(data_dir)).site
    async with running(data_dir, program, BACKUP_EVERY="0") as server:
        load = Load(server.port, site.key, "backup", connections=16)
        stalls = Stalls(load)
        async with load.running():
            async with stalls.watched():
                await eventually(lambda: len(load.acknowledged) >= AT_LEAST, within=60)
                await asyncio.sleep(0.5)
            usual = stalls.longest
            before = list(load.acknowledged)
            began = time.monotonic()
            async with stalls.watched():
                made = await asyncio.to_thread(_backup, data_dir)
            seconds, sent = time.monotonic() - began, set(load.sent)
            during = len(load.acknowledged) - len(before)
            await asyncio.sleep(0.2)
        all_hits = list(load.answers)
    restored = data_dir.with_name(f"{data_dir.name}-restored")
    await asyncio.to_thread(tracker, restored, "restore", made["path"])
    held = beacons_in(restored)
    late = [hit for hit in all_hits if hit not in sent]
    return BackedUp(
        made["bytes"] / 1e6,
        seconds,
        len(before),
        during,
        len(missing(before, site.id, held)),
        len(late) - len(missing(late, site.id, held)),
        integrity_of(restored),
        await _serves(restored, site),
        stalls.longest,
        usual,
    )


async def _serves(data_dir: Path, site: Site) -> bool:
    async with running(data_dir) as server:
        load = Load(server.port, site.key, "restored", connections=2)
        async with load.running():
            await eventually(lambda: load.acknowledged)
    return not missing(load.acknowledged, site.id, beacons_in(data_dir))


def _backup(data_dir: Path) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(tracker(data_dir, "backup", "--json"))
    return made


def tracker(data_dir: Path, *words: str) -> str:
    """What `tracker` prints, run beside the server or without one."""
    program = [sys.executable, "-c", "from tracker.cli import tracker; tracker()", *words]
    settings = {"DATA_DIR": str(data_dir), "PYTHONPATH": str(ROOT), "PATH": ""} | UNLIMITED
    done = subprocess.run(
        program, capture_output=True, text=True, check=False, env=settings, cwd=data_dir.parent
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
