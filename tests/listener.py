"""A listening port whose end leaves no connection behind, not even one that was being accepted:
what is forgotten is found by the garbage collector, in some other test."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress

from tests.eventually import eventually

Accepted = asyncio.Task[tuple[asyncio.BaseTransport, asyncio.BaseProtocol]]


class Listener:
    """Gives each connection to a protocol of its own, as asyncio's servers do."""

    def __init__(
        self, protocol: Callable[[], asyncio.BaseProtocol], tls: ssl.SSLContext | None = None
    ) -> None:
        self._protocol = protocol
        self._tls = tls
        self._door: socket.socket | None = None
        self._accepted: dict[socket.socket, Accepted] = {}

    def open(self, port: int = 0) -> int:
        """Listen, at a free port unless one is named; which it is."""
        self._door = socket.create_server(("127.0.0.1", port))
        self._door.setblocking(False)
        asyncio.get_running_loop().add_reader(self._door, self._accept, self._door)
        return int(self._door.getsockname()[1])

    async def close(self) -> None:
        """Stop listening, and cut off who is connected; for the second time, nothing."""
        if self._door:
            asyncio.get_running_loop().remove_reader(self._door)
            self._door.close()
            self._door = None
        for connection, accepted in self._accepted.items():
            await cut_off(connection, accepted)
        self._accepted.clear()

    def _accept(self, door: socket.socket) -> None:
        with suppress(BlockingIOError, ConnectionError):  # whoever it was is gone again
            connection, _ = door.accept()
            connection.setblocking(False)
            serving = asyncio.get_running_loop().connect_accepted_socket(
                self._protocol, connection, ssl=self._tls
            )
            self._accepted[connection] = asyncio.create_task(serving)


async def cut_off(connection: socket.socket, accepted: Accepted) -> None:
    """Returns when the connection is closed."""
    with suppress(OSError):  # it has ended already
        connection.shutdown(socket.SHUT_RDWR)  # also the end of a TLS handshake
    with suppress(OSError, ssl.SSLError):
        transport, _ = await accepted
        with suppress(AttributeError):  # an older Python's, of TLS that was closed twice
            transport.abort()
    await eventually(lambda: connection.fileno() == -1)
