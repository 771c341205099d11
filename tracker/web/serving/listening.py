"""Where the server listens: at the sockets that systemd hands over, a Unix socket, or a port."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from aiohttp import web

from tracker.config import Config

log = logging.getLogger(__name__)

BACKLOG = 1024
# Whoever can open it says which address a visitor has: the server's user, and the group that the
# proxy is in.
MODE = 0o660


async def open_doors(
    runner: web.BaseRunner, config: Config, handed: Sequence[socket.socket], stack: ExitStack
) -> int:
    """Listen; the port, 0 where there is none. `stack` closes what is ours to close."""
    for each in handed:
        await BoundSite(runner, each).start()
    if not handed and config.socket is not None:
        bound = stack.enter_context(unix_socket(config.socket))
        await BoundSite(runner, bound).start()
    elif not handed:
        await web.TCPSite(runner, config.host, config.port, backlog=BACKLOG).start()
    addresses = [each for each in runner.addresses if isinstance(each, tuple)]
    return int(addresses[0][1]) if addresses else 0


class BoundSite(web.BaseSite):
    """A socket that is bound already. It may have been handed over by somebody who keeps it open:
    its path stays when this server goes."""

    def __init__(self, runner: web.BaseRunner, bound: socket.socket) -> None:
        super().__init__(runner)
        self._bound = bound

    @property
    def name(self) -> str:
        return str(self._bound.getsockname())

    async def start(self) -> None:
        """Listen."""
        await super().start()
        loop, server = asyncio.get_running_loop(), self._runner.server
        assert server is not None
        if self._bound.family != socket.AF_UNIX:
            self._server = await loop.create_server(server, sock=self._bound, backlog=BACKLOG)
            return
        # Newer loops take the path away with the server, unless they are told not to.
        create = loop.create_unix_server
        try:
            self._server = await create(
                server, sock=self._bound, backlog=BACKLOG, cleanup_socket=False
            )  # type: ignore[call-arg]
        except TypeError:
            self._server = await create(server, sock=self._bound, backlog=BACKLOG)


@contextmanager
def unix_socket(path: Path) -> Iterator[socket.socket]:
    """A socket at that path. What a killed server left is replaced; a living one's is not."""
    with socket.socket(socket.AF_UNIX) as bound:
        _make_room(path)
        _for_the_group(lambda: os.fchmod(bound.fileno(), MODE))  # it is never open to others
        bound.bind(str(path))
        try:
            _for_the_group(lambda: path.chmod(MODE))
            if path.stat().st_mode & 0o002:
                said = "others can open it, and its mode stays"
                raise PermissionError(errno.EPERM, said, str(path))
            yield bound
        finally:
            path.unlink(missing_ok=True)


def _for_the_group(change: Callable[[], None]) -> None:
    """Some disks and filters allow no change of a mode. Who is kept out by it can be let in by
    the folder's rights; who is let in is looked at afterwards."""
    try:
        change()
    except OSError as error:
        log.warning("The socket's mode cannot be set, the proxy may be kept out: %s", error)


def _make_room(path: Path) -> None:
    if not path.is_socket():
        return  # bind says what is wrong with anything else
    with socket.socket(socket.AF_UNIX) as trying:
        try:
            trying.connect(str(path))
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
            return
    raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))
