"""Asking the server that runs on this machine, through its control socket."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import click
from aiohttp import ClientConnectionError, ClientSession, UnixConnector

from tracker.services.upkeep.control_socket import socket_path


class NoServer(click.ClickException):
    """Nobody answers at the control socket of that folder."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        super().__init__(
            f"No server runs here: nobody answers at {data_dir / 'control.sock'}. Start one with "
            "`tracker serve`, choose another DATA_DIR, or name a server with --url."
        )


class NotYours(NoServer):
    """A server may run there, but this user may not ask it."""

    def format_message(self) -> str:
        """As click prints it."""
        socket = self.data_dir / "control.sock"
        return f"{socket} is another user's. Run this as the user that the server runs as."


def no_server(data_dir: Path, error: Exception) -> NoServer:
    """Nobody there, or somebody else's."""
    refused = getattr(error, "errno", None) == errno.EACCES
    return NotYours(data_dir) if refused else NoServer(data_dir)


@asynccontextmanager
async def control_session(data_dir: Path) -> AsyncIterator[ClientSession]:
    """A session whose addresses begin with `/`; raises NoServer where no folder is."""
    with ExitStack() as stack:
        try:
            path = stack.enter_context(socket_path(data_dir))
        except OSError as error:
            raise no_server(data_dir, error) from error
        connector = UnixConnector(path)
        async with ClientSession("http://control", connector=connector) as session:
            yield session


async def ask(session: ClientSession, path: str, data_dir: Path) -> Any:
    """The JSON at that path; raises NoServer where nobody answers."""
    try:
        async with session.get(path) as answer:
            return await answer.json()
    except (ClientConnectionError, OSError) as error:
        raise no_server(data_dir, error) from error
