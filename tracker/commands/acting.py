"""Doing an act: inside the server that runs here, or with the data folder to ourselves."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

import click
from aiohttp import ClientConnectionError, ClientResponse, ClientTimeout

from tracker.commands.control import NoServer, NotYours, control_session, no_server
from tracker.commands.ownership import left_to_owner
from tracker.config import Config
from tracker.services.acts.acting import (
    ANOTHER_RELEASE,
    ENDS_WITH_ITS_COMMAND,
    Refusal,
    Show,
    unseen,
    whole,
)
from tracker.services.acts.words import check_there_is_one, in_words
from tracker.services.finishing import Finishing
from tracker.storage.disk.lock import DataFolderTaken, data_folder

STARTS_WITHIN = 10.0  # seconds in which a server that has the lock opens its control socket
STARTS_OVER_WITHIN = 60.0  # seconds in which one that does something between two lives is back
BETWEEN_TRIES = 0.1


class Failed(click.ClickException):
    """The act was not done; exit code 1 and one sentence."""


def act(
    config: Config, name: str, arguments: dict[str, Any] | None = None, show: Show = unseen
) -> dict[str, Any]:
    """The answer of services/acts' act `name`; `show` is told of its progress.

    Raises Failed, which click prints."""
    try:
        return asyncio.run(act_once(config, name, arguments, show))
    except KeyboardInterrupt:
        finished = (
            "" if name in ENDS_WITH_ITS_COMMAND else " What was begun is finished all the same."
        )
        raise Failed(f"Stopped.{finished}") from None


async def act_once(
    config: Config, name: str, arguments: dict[str, Any] | None = None, show: Show = unseen
) -> dict[str, Any]:
    """The same for a command that does several, one after the other."""
    try:
        with in_words(config), left_to_owner(config):
            return await _act(config, name, arguments or {}, show)
    except Refusal as refusal:
        raise Failed(str(refusal)) from refusal


async def _act(config: Config, name: str, arguments: dict[str, Any], show: Show) -> dict[str, Any]:
    """First the server is asked. One that starts or stops holds the lock but does not answer."""
    until = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            return await _ask(config, name, arguments, show)
        except NotYours:
            raise
        except NoServer:
            pass
        try:
            return await _do(config, name, arguments, show)
        except DataFolderTaken:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(BETWEEN_TRIES)


async def _do(config: Config, name: str, arguments: dict[str, Any], show: Show) -> dict[str, Any]:
    check_there_is_one(config)
    from tracker.services.acts.alone import alone  # only here: a server has them already
    from tracker.services.acts.performing import perform

    finishing = Finishing()
    with data_folder(config.data_dir, "a command"):
        async with alone(config, show) as context, finishing.until_done():
            answer = await whole(finishing, name, perform(context, name, arguments))
        return await answer(config, show) if callable(answer) else answer


async def _ask(config: Config, name: str, arguments: dict[str, Any], show: Show) -> dict[str, Any]:
    async with control_session(config.data_dir) as session:
        try:
            asked = session.post(f"/acts/{name}", json=arguments, timeout=ClientTimeout(total=None))
            async with asked as answer:
                said = await last_line(answer, show)
        except ClientConnectionError as error:
            raise no_server(config.data_dir, error) from error
    if "later" in said:
        said = await _outcome(config, said["later"])
    if "refused" in said:
        raise Refusal(said["refused"])
    done: dict[str, Any] = said["done"]
    return done


async def last_line(answer: ClientResponse, show: Show) -> dict[str, Any]:
    """What came of it; the lines before it say how far the act is."""
    if answer.status != 200:
        return {"refused": ANOTHER_RELEASE}
    rest = b""
    try:
        async for piece in answer.content.iter_any():
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                said: dict[str, Any] = json.loads(line)
                if "progress" not in said:
                    return said
                show(*said["progress"])
    except ClientConnectionError:
        pass
    return {"refused": "The server stopped before it was done."}


async def _outcome(config: Config, number: int) -> dict[str, Any]:
    """Of what the server does between two lives: it is asked until it is back."""
    if sys.stderr.isatty():
        click.echo("The server ends, does it, and starts over.", err=True)
    until = time.monotonic() + STARTS_OVER_WITHIN
    while time.monotonic() < until:
        try:
            async with control_session(config.data_dir) as session:
                async with session.get(f"/outcomes/{number}") as answer:
                    if answer.status == 200:
                        outcome: dict[str, Any] = await answer.json()
                        return outcome
        except (ClientConnectionError, NoServer):
            pass  # between two lives
        await asyncio.sleep(BETWEEN_TRIES)
    return {"refused": "The server did not come back: its log says why."}
