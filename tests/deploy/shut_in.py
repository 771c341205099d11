"""A server's first day under the system calls that its unit leaves it, and what came of it."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import aiohttp

from tests.beacon_load import BROWSER
from tests.eventually import eventually
from tests.server_process import ROOT, ServerProcess, running
from tests.stored_hits import beacons_in
from tests.world import PASSWORD

UNIT = ROOT / "deploy" / "systemd" / "tracker.service"
LINK = re.compile(r"Make yours: \S+?(/setup/\S+)")
GIVES_UP = 30.0  # seconds that a step may take


class Day(NamedTuple):
    """`missed` are the steps that failed or never ended; `nice` whether work beside gave way."""

    missed: list[str]
    nice: bool


async def first_day(folder: Path, unit: Path = UNIT) -> Day:
    """Register, log in, record, back up, be killed, start again, be found sound."""
    data_dir = folder / "data"
    program = ("tests/deploy/under_unit.py", str(unit), str(ROOT / "run.py"))
    missed: list[str] = []
    async with running(data_dir, program, DURABILITY="process") as server:
        missed += await tried("register", register(server))
        missed += await tried("log in", log_in(server))
        missed += await tried("record", record(server, data_dir))
        missed += await tried("back up", back_up(data_dir))
        nice = has_given_way(server.pid)
        await server.kill()
    async with running(data_dir, program) as server:
        missed += await tried("be checked", be_sound(server))
    return Day(missed, nice)


async def tried(step: str, doing: object) -> list[str]:
    """[] if it went well in time."""
    try:
        async with asyncio.timeout(GIVES_UP):
            await doing  # type: ignore[misc]
    except (AssertionError, TimeoutError, aiohttp.ClientError) as error:
        return [f"{step}: {error!r}"]
    return []


def browser(server: ServerProcess) -> aiohttp.ClientSession:
    jar = aiohttp.CookieJar(unsafe=True)  # which keeps cookies of an address, too
    return aiohttp.ClientSession(f"http://127.0.0.1:{server.port}", cookie_jar=jar)


async def register(server: ServerProcess) -> None:
    link = LINK.search(server.said())
    assert link, server.said()
    typed = {"name": "ada", "email": "ada@example.com"}
    typed |= {"password": PASSWORD}
    async with browser(server) as ada, ada.post(link[1], data=typed) as page:
        assert (page.status, page.url.path) == (200, "/"), await page.text()


async def log_in(server: ServerProcess) -> None:
    typed = {"login": "ada@example.com", "password": PASSWORD}
    async with browser(server) as ada, ada.post("/login?next=/account", data=typed) as page:
        assert (page.status, page.url.path) == (200, "/account"), await page.text()


async def record(server: ServerProcess, data_dir: Path) -> None:
    made = await command(data_dir, "site", "add", "example.com", "--owner", "ada")
    key = re.search(r"has the key (\w+)", made)
    assert key, made
    hit = '{"name": "pageview", "url": "https://example.com/", "id": "first-day"}'
    headers = {"User-Agent": BROWSER, "Content-Type": "text/plain"}
    async with browser(server) as visitor:
        async with visitor.post(f"/visit/{key[1]}", data=hit, headers=headers) as answer:
            assert answer.status == 204
    assert beacons_in(data_dir).total() == 1


async def back_up(data_dir: Path) -> None:
    await command(data_dir, "backup")
    assert list((data_dir / "backups").glob("tracker-*.db"))


async def be_sound(server: ServerProcess) -> None:
    async def looked() -> bool:
        async with browser(server) as monitor, monitor.get("/readyz") as answer:
            said = await answer.json()
            assert answer.status == 200, said
            return bool(said["integrity"] == "ok")

    await eventually(looked, within=GIVES_UP)


def has_given_way(process: int) -> bool:
    """Whether one of its threads, which hashed passwords, is as patient as can be."""
    told = [task.read_text() for task in Path("/proc", str(process), "task").glob("*/stat")]
    return any(stat.rpartition(")")[2].split()[16] == "19" for stat in told)


async def command(data_dir: Path, *words: str) -> str:
    """What `tracker` says, as an operator runs it: outside of the unit."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from tracker.cli import tracker; tracker()", *words),
        cwd=data_dir.parent,
        env={"DATA_DIR": str(data_dir), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        said = (await process.communicate())[0].decode()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0, said
    return said
