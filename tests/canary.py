"""An address that nobody may come to."""

import socket
from contextlib import suppress
from typing import Self


class Canary:
    """Listens on this machine while the context is open, at its IPv6 address too where it has one,
    and remembers who came."""

    def __init__(self) -> None:
        self._doors = [socket.create_server(("127.0.0.1", 0))]
        self.port = self._doors[0].getsockname()[1]
        with suppress(OSError):
            self._doors.append(socket.create_server(("::1", self.port), family=socket.AF_INET6))
        for door in self._doors:
            door.settimeout(0)
        self.address = f"http://127.0.0.1:{self.port}"
        self.hosts = [door.getsockname()[0] for door in self._doors]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for door in self._doors:
            door.close()

    def was_visited(self) -> bool:
        return any(list(map(self._somebody_is_at, self._doors)))

    def _somebody_is_at(self, door: socket.socket) -> bool:
        try:
            door.accept()[0].close()
        except BlockingIOError:
            return False
        return True
