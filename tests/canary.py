"""An address that nobody may come to."""

import socket
from typing import Self


class Canary:
    """Listens on this machine while the context is open, and remembers who came."""

    def __init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.settimeout(0)
        self.port = self._door.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._door.close()

    def was_visited(self) -> bool:
        try:
            self._door.accept()[0].close()
        except BlockingIOError:
            return False
        return True
