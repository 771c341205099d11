"""A server of one's own, and a person who fills in its forms, for the demonstration and tests."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import aiohttp
from yarl import URL

ROOT = Path(__file__).parent.parent
# What a server says last once it listens, without an account and with one; and the demonstration.
LAST_LINE = re.compile(
    r"^Nobody has .*\n\Z|^Ctrl-C stops it\.\nTracker serves .*\n\Z|^ *Ctrl-C ends it\.\n\Z", re.M
)


class Account(NamedTuple):
    """What a person logs in with."""

    name: str
    email: str
    password: str


class Started(NamedTuple):
    """A server that listens: its address, and the link that makes the first account, if any."""

    address: str
    first_account: str | None
    process: asyncio.subprocess.Process


class NotStarted(Exception):
    """The server ended instead of listening; what it printed. Its log says why."""


@asynccontextmanager
async def server(
    command: Sequence[str] = (sys.executable, str(ROOT / "run.py")),
    folder: Path = ROOT,
    **variables: str,
) -> AsyncIterator[Started]:
    """Run the command with these variables until the context ends."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **variables},
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is ours to pass on, once
    )
    try:
        async with asyncio.timeout(30):
            started = await first_words(process)
        drain = asyncio.create_task(repeat_output(process))
        yield started
        drain.cancel()
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


async def first_words(process: asyncio.subprocess.Process) -> Started:
    """Reads what the server says once it listens, up to the line that says where to go."""
    assert process.stdout
    said = ""
    while line := (await process.stdout.readline()).decode():
        said += line
        if LAST_LINE.search(said):
            address, *link = re.findall(r"https?://\S+", said)
            return Started(str(URL(address).origin()), link[0] if link else None, process)
    raise NotStarted(said)


async def repeat_output(process: asyncio.subprocess.Process) -> None:
    """A full pipe would stop the server."""
    assert process.stdout
    async for line in process.stdout:
        sys.stdout.write(line.decode())


class Owner:
    """A person at the forms of the server; cookies as a browser keeps them."""

    def __init__(self, session: aiohttp.ClientSession, address: str, account: Account) -> None:
        self.session, self.address, self.account = session, address, account

    async def makes_first_account(self, link: str) -> None:
        await self.sends(link, self.account._asdict())

    async def logs_in(self) -> None:
        await self.sends("/login", {"login": self.account.name, "password": self.account.password})

    async def adds_site(self, name: str) -> tuple[str, str]:
        """The id and the key of a site at which only pages of that host may report."""
        where, page = await self.sends("/sites/new", {"name": name, "time_zone": "UTC"})
        site_id = where.split("/sites/")[1].split("/")[0]
        settings = {"name": name, "time_zone": "UTC", "hosts": name, "keep_address": "no"}
        await self.sends(f"/sites/{site_id}/settings", settings)
        return site_id, re.findall(r"/visit/([a-z0-9]{12})\b", page)[0]

    async def sends(self, path: str, fields: dict[str, str]) -> tuple[str, str]:
        """Fills in a form; gives the address and the text of the page that it leads to."""
        url = path if "://" in path else self.address + path
        ours = {"Sec-Fetch-Site": "same-origin"}
        async with self.session.post(url, data=fields, headers=ours) as answer:
            answer.raise_for_status()
            return str(answer.url), await answer.text()
