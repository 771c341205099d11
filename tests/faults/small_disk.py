"""A disk that is full: a file system of its own, or a limit on the size of files."""

import asyncio
import os
import resource
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from tests.beacon_load import Load
from tests.eventually import eventually
from tests.faults.honesty import Honesty, honesty
from tests.seeded_data import seed
from tests.server_process import RUN, ServerProcess, running
from tests.stored_hits import integrity_of

MOST = 4_000  # hits of which a full disk takes no half
AT_LEAST = 500  # hits that are acknowledged once there is room again


class SmallDisk(NamedTuple):
    """What a full disk did to a server. `alive`: the same process serves again afterwards."""

    answers: Honesty
    integrity: str
    alive: bool
    pages: int  # the status of a page while the disk was full
    recovered_seconds: float
    tracebacks: int

    @property
    def is_clean(self) -> bool:
        sound = self.integrity == "ok" and not self.tracebacks
        return self.answers.is_clean and self.alive and self.pages == 200 and sound


@asynccontextmanager
async def tmpfs(folder: Path, megabytes: int) -> AsyncIterator[Callable[[int], None]]:
    """A disk of its own at the folder; give it another size by calling what is given.

    Raises PermissionError where nothing may be mounted."""
    folder.mkdir(parents=True)
    mount(["-t", "tmpfs", "-o", f"size={megabytes}m", "none"], folder)
    try:
        yield lambda size: mount(["-o", f"remount,size={size}m"], folder)
    finally:
        unmount(folder)


def mount(how: list[str], folder: Path) -> None:
    """mount(8); raises PermissionError where it may not."""
    if subprocess.run(["mount", *how, folder], capture_output=True, check=False).returncode:
        raise PermissionError("no file system can be mounted here")


def unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", folder], check=True)


def fill_up(folder: Path) -> None:
    """Leave no room at all on the folder's disk."""
    opened = os.open(folder / "ballast", os.O_WRONLY | os.O_CREAT)
    with suppress(OSError):
        while True:
            os.write(opened, b"x" * 4096)
    os.close(opened)


async def on_a_full_file_system(folder: Path, program: tuple[str, ...] = RUN) -> SmallDisk:
    """D4: 3 MB, filled by hits, then 64 MB."""
    data_dir = folder.with_name(f"{folder.name}-served")  # what the server says is no part of it
    data_dir.symlink_to(folder)
    async with tmpfs(folder, 3) as resize:
        return await _filled(data_dir, program, lambda _: None, lambda _: resize(64))


async def with_short_files(data_dir: Path, program: tuple[str, ...] = RUN) -> SmallDisk:
    """D5: no file may grow beyond 1 MB; then any may."""
    return await _filled(data_dir, program, lambda pid: limit(pid, 2**20), limit)


def limit(pid: int, size: int = resource.RLIM_INFINITY) -> None:
    """How large a process may make files; what is open already counts too."""
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


async def _filled(
    data_dir: Path,
    program: tuple[str, ...],
    shrink: Callable[[int], None],
    make_room: Callable[[int], None],
) -> SmallDisk:
    site = (await seed(data_dir)).site
    async with running(data_dir, program, LOG_LEVEL="INFO") as server:
        shrink(server.pid)
        load = Load(server.port, site.key, "full", more={"title": "x" * 200})
        async with load.running():
            await eventually(lambda: is_full(load), within=60)
            pages = await page_status(server)
            make_room(server.pid)
            recovered = await _recovered(load)
        alive = server.is_running
        said = server.said()
        await server.kill()
    found = honesty(load, site, data_dir)
    tracebacks = said.count("Traceback")
    return SmallDisk(found, integrity_of(data_dir), alive, pages, recovered, tracebacks)


def is_full(load: Load) -> bool:
    """Whether hits are refused; or so many were answered that they should have been."""
    return len(load.answered(503)) > 100 or len(load.answers) > MOST


async def _recovered(load: Load) -> float:
    """Seconds until hits are stored again; many of them are then waited for."""
    before, began = len(load.acknowledged), time.monotonic()
    await eventually(lambda: len(load.acknowledged) > before)
    took = time.monotonic() - began
    await eventually(lambda: len(load.acknowledged) > before + AT_LEAST, within=60)
    return took


async def page_status(server: ServerProcess) -> int:
    """What the log-in page is answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"GET /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    status = int((await reader.readline()).split()[1])
    writer.close()
    return status
