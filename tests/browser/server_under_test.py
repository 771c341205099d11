"""The server that the browser tests look at: in this process, or deployed somewhere.

Both are set up by the same commands of `tracker`; only where these run differs.
"""

import asyncio
import json
import shlex
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

import aiohttp
from playwright.async_api import BrowserContext

from tests.deploy.proxies import free_ports
from tests.fixtures.server import QUICK
from tests.fixtures.without_server import command_line
from tests.product_server import ProductServer
from tests.world import PASSWORD
from tracker.app import create_app
from tracker.config import Config
from tracker.services.accounts.passwords import Passwords
from tracker.web import keys
from tracker.web.serving.server import controlled

Command = Callable[..., Awaitable[str]]


class Mails(Protocol):
    """Where the server's mails arrive."""

    async def next_to(self, address: str) -> EmailMessage:
        """The oldest one to that address that no test has read."""
        raise NotImplementedError


class Site(NamedTuple):
    """A site on it."""

    id: int
    key: str
    page: str


class Server:
    """A fresh server on which ada has an account with PASSWORD. `tracker` is its command line."""

    def __init__(self, address: str, tracker: Command, email: str, beacon_name: str) -> None:
        self.address = address
        self.tracker = tracker
        self.email = email  # ada's
        self.script = f"{address}/{beacon_name}"

    async def welcome_ada(self) -> None:
        """The first account."""
        await self.tracker("user", "add", "ada", self.email, "--password-stdin", typed=PASSWORD)

    async def add_site(self, name: str, owner: str = "ada") -> Site:
        """A site of hers, or of somebody else's."""
        made = json.loads(await self.tracker("site", "add", name, "--owner", owner, "--json"))
        return Site(made["id"], made["key"], f"{self.address}/sites/{made['id']}")

    async def log_in(self, context: BrowserContext, name: str = "ada") -> None:
        """She, or somebody else, is logged in in this browser, without any form."""
        cookie = json.loads(await self.tracker("create-session", name, "--json"))
        if "domain" not in cookie:
            del cookie["path"]
            cookie["url"] = self.address
        await context.add_cookies([cookie])


@asynccontextmanager
async def embedded(config: Config, host: str, mail_url: str, folder: Path) -> AsyncIterator[Server]:
    """One in this process, under that host's name."""
    port = free_port()
    config = replace(config, public_url=f"http://{host}:{port}", mail_url=mail_url)
    app = create_app(config)
    app[keys.PASSWORDS] = Passwords(QUICK)
    run = command_line(config, folder)

    async def tracker(*words: str, typed: str | None = None) -> str:
        done = await run(*words, typed=typed)
        assert done.exit_code == 0, done.output
        return str(done.stdout)

    async with ProductServer(app, port=port), controlled(app, config.public_url):
        server = Server(config.public_url, tracker, "ada@example.com", config.beacon_name)
        await server.welcome_ada()
        yield server


def free_port() -> int:
    """One that nobody uses now."""
    return free_ports(1)[0]


class Refused(Exception):
    """The tests must not touch that server, or cannot; the message says why."""


class Deployed(NamedTuple):
    """A server that runs elsewhere, and may be emptied."""

    address: str
    command: tuple[str, ...]
    host: str
    email: str
    beacon_name: str

    async def tracker(self, *words: str, typed: str = "") -> str:
        return await asyncio.to_thread(run, self.command, words, typed)

    async def now(self) -> datetime:
        """The time by the clock that also dates its mails."""
        async with aiohttp.ClientSession() as session, session.get(self.address) as answer:
            return parsedate_to_datetime(answer.headers["Date"])

    async def fresh(self) -> Server:
        """It again, empty but for ada."""
        await self.tracker("reset-database", "--confirm-host", self.host)
        server = Server(self.address, self.tracker, self.email, self.beacon_name)
        await server.welcome_ada()
        return server


def deployed(address: str, command: str, email: str) -> Deployed:
    """The server at that address, if it may be emptied. Raises Refused.

    Nothing is sent to the address before the server's own command has said what it is."""
    if not command:
        raise Refused('SERVER_COMMAND has to say how its commands are run: "ssh host tracker".')
    words = tuple(shlex.split(command))
    told: dict[str, Any] = json.loads(run(words, ("config", "--json"), ""))
    marks = {told["mark"] or "production", told["environment"]}
    if not marks <= {"test", "staging"}:
        raise Refused(
            f"{address} is a server of {' and '.join(sorted(marks))}. The browser tests delete "
            "every account, site and visit, and so run on servers of test and staging only."
        )
    public = told["public_url"]
    if public and public.rstrip("/") != address:
        raise Refused(f"SERVER_COMMAND speaks of {public}, not of {address}.")
    settings = {name: setting["value"] for name, setting in told["settings"].items()}
    host = urlsplit(public).hostname or settings["HOST"]
    return Deployed(address, words, host, email, settings["BEACON_NAME"])


def run(command: tuple[str, ...], words: tuple[str, ...], typed: str) -> str:
    """What `tracker` prints on the server. Raises Refused with what it says when it fails."""
    done = subprocess.run(
        (*command, *words), input=typed, capture_output=True, text=True, check=False, timeout=120
    )
    if done.returncode:
        said = done.stderr.strip() or done.stdout.strip()
        raise Refused(f"{shlex.join((*command, *words))} ended with {done.returncode}: {said}")
    return done.stdout
