"""Where an import's rows go: to the server that runs here, or into its database where none runs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import ClientConnectionError, ClientSession, ClientTimeout

from tracker.commands.acting import last_line
from tracker.commands.control import NoServer, NotYours, control_session, no_server
from tracker.config import Config
from tracker.services.acts.acting import Acting, Answer, Refusal, unseen
from tracker.services.acts.words import OVER, check_there_is_one
from tracker.services.import_files.running import Target
from tracker.services.imports.imports import NotRunning
from tracker.storage.disk.lock import DataFolderTaken, data_folder

STARTS_WITHIN = 10.0  # seconds in which a server that has the lock opens its control socket
BACK_WITHIN = (
    120.0  # seconds in which one that starts over, or whose disk refuses, takes rows again
)
BETWEEN_TRIES = 0.2
BESIDE = "A log is followed beside a running server, and none runs here. Start it first."
STOPPED = "The server stopped. Run the same command again: it goes on where it was."

Perform = Callable[[Acting, str, dict[str, Any]], Awaitable[Answer]]


@asynccontextmanager
async def import_target(config: Config, *, beside: bool = False) -> AsyncIterator[Target]:
    """First the server is asked. One that starts or stops holds the lock but does not answer.
    `beside`: only a server will do, for what would keep one from starting."""
    until = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            await _status(config)
        except NotYours:
            raise
        except NoServer:
            pass
        else:
            async with control_session(config.data_dir) as session:
                yield Server(session)
            return
        check_there_is_one(config)
        if beside:
            if time.monotonic() > until:
                raise Refusal(BESIDE)
            await asyncio.sleep(BETWEEN_TRIES)
            continue
        try:
            async with _alone(config) as target:
                yield target
            return
        except DataFolderTaken:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(BETWEEN_TRIES)


async def _status(config: Config) -> None:
    async with control_session(config.data_dir) as session:
        try:
            async with session.get("/status"):
                pass
        except (ClientConnectionError, OSError) as error:
            raise no_server(config.data_dir, error) from error


@asynccontextmanager
async def _alone(config: Config) -> AsyncIterator[Target]:
    from tracker.services.acts.alone import alone  # only here: a server has all of these already
    from tracker.services.acts.imports import with_imports
    from tracker.services.acts.performing import perform

    with data_folder(config.data_dir, "an import"):
        async with alone(config, unseen) as context:
            yield Alone(await with_imports(context), perform)


class Server:
    """Over its control socket; one that starts over is waited for."""

    def __init__(self, session: ClientSession) -> None:
        self._session = session

    async def ask(self, act: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """What the act says."""
        said = await self._try(f"/acts/{act}", json=arguments)
        if "refused" in said:
            raise Refusal(said["refused"])
        done: dict[str, Any] = said["done"]
        return done

    async def bring(self, number: int, sent: bytes) -> list[int]:
        """Until it is on its disk."""
        said = await self._try(f"/imports/{number}/rows", data=sent)
        others: list[int] = said["others"]
        return others

    async def _try(self, path: str, **body: Any) -> dict[str, Any]:
        until = time.monotonic() + BACK_WITHIN
        while True:
            with suppress(ClientConnectionError, OSError):
                if (said := await _post(self._session, path, body)) is not None:
                    return said
            if time.monotonic() > until:
                raise Refusal(STOPPED)
            await asyncio.sleep(BETWEEN_TRIES)


async def _post(session: ClientSession, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
    """None where it is to be tried again."""
    async with session.post(path, timeout=ClientTimeout(total=None), **body) as answer:
        if path.startswith("/acts/"):
            return await last_line(answer, unseen)
        if answer.status == 200:
            said: dict[str, Any] = await answer.json()
            return said
        if answer.status == 409:
            raise Refusal(OVER)
        if answer.status != 503:
            raise Refusal(f"The server could not take these rows (status {answer.status}).")
    return None


class Alone:
    """With the data folder's lock."""

    def __init__(self, context: Acting, perform: Perform) -> None:
        self._context = context
        self._perform = perform

    async def ask(self, act: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """What the act says."""
        answer = await self._perform(self._context, act, arguments)
        assert not callable(answer)
        return answer

    async def bring(self, number: int, sent: bytes) -> list[int]:
        """It is on the disk then."""
        assert self._context.imports
        try:
            return await self._context.imports.bring(number, sent)
        except NotRunning:
            raise Refusal(OVER) from None
