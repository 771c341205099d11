"""Sends requests at a fixed rate, whatever the server does, and prints how long answers took.

`python -m bench.load.open_loop PORT FILE RATE SECONDS FIRST_ID [CONNECTIONS]`. A latency counts
from the moment at which the request was due, so that a stall is not hidden by waiting politely.
"""

import asyncio
import json
import sys
import time
from collections import deque
from pathlib import Path
from typing import Any

from bench.load.requests import AT, ID
from tracker.commands.serve import fastest_loop

TICK = 0.001  # seconds
LAST_ANSWERS = 10.0  # seconds to wait for them


class Sender:
    """The requests, what is due, and what came of it. Times are seconds."""

    def __init__(self, path: Path, first: int) -> None:
        self.requests = [each for each in path.read_bytes().split(b"\0") if each]
        self.number = first
        self.idle: deque[Connection] = deque()
        self.due: deque[float] = deque()
        self.latencies: list[float] = []
        self.stored = self.refused = self.other = self.lost = 0
        self.busy = 0

    async def send(self, rate: float, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        start, total, planned = loop.time(), int(rate * seconds), 0
        while planned < total:
            wanted = min(total, int((loop.time() - start) * rate) + 1)
            self.due.extend(start + n / rate for n in range(planned, wanted))
            planned = wanted
            self.hand_out()
            await asyncio.sleep(max(TICK, start + planned / rate - loop.time()))
        deadline = loop.time() + LAST_ANSWERS
        while (self.busy or self.due) and loop.time() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(TICK)
        self.lost = self.busy + len(self.due)

    def hand_out(self) -> None:
        while self.due and self.idle:
            self.busy += 1
            self.idle.popleft().send(self.next(self.due[0]), self.due.popleft())

    def next(self, due: float) -> bytes:
        """The next request with its own id, and the time of day it was due where it wants it."""
        self.number += 1
        request = self.requests[self.number % len(self.requests)]
        request = request.replace(ID.encode(), b"%012d" % self.number, 1)
        late = asyncio.get_running_loop().time() - due
        return request.replace(AT.encode(), b"%015.1f" % ((time.time() - late) * 1000), 1)

    def answered(self, head: bytes, since: float) -> None:
        self.busy -= 1
        self.latencies.append(since)
        if not head.startswith(b"HTTP/1.1 204"):
            self.other += 1
        elif b"\nX-Tracker-Refused:" in head:
            self.refused += 1
        else:
            self.stored += 1

    def figures(self) -> dict[str, Any]:
        slow = sorted(self.latencies)
        return {
            "stored": self.stored,
            "refused": self.refused,
            "other": self.other,
            "lost": self.lost,
            "p50_ms": slow[len(slow) // 2] * 1000,
            "p99_ms": slow[len(slow) * 99 // 100] * 1000,
            "max_ms": slow[-1] * 1000,
        }


class Connection(asyncio.Protocol):
    """One request at a time."""

    def __init__(self, sender: Sender) -> None:
        self.sender = sender
        self.got = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.clock = asyncio.get_running_loop().time
        self.sender.idle.append(self)

    def send(self, request: bytes, due: float) -> None:
        self.due = due
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.got += data
        if b"\r\n\r\n" not in self.got:
            return
        self.sender.answered(self.got, self.clock() - self.due)
        self.got = b""
        self.sender.idle.append(self)
        if self.sender.due:
            self.sender.hand_out()


async def main(port: int, sender: Sender, count: int, rate: float, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    for _ in range(count):
        await loop.create_connection(lambda: Connection(sender), "127.0.0.1", port)
    await sender.send(rate, seconds)
    print(json.dumps(sender.figures()))


if __name__ == "__main__":
    port, file, rate, seconds, first, *more = sys.argv[1:]
    sender, count = Sender(Path(file), int(first)), int(more[0]) if more else 64
    with asyncio.Runner(loop_factory=fastest_loop()) as runner:
        runner.run(main(int(port), sender, count, float(rate), float(seconds)))
