"""Opens one live socket for each address on standard input and counts the events that arrive."""

import asyncio
import json
import signal
import sys

from bench.load.websocket import connect
from tracker.commands.serve import fastest_loop


class Counts:
    def __init__(self) -> None:
        self.received = self.skipped = 0

    def take(self, frame: bytes) -> None:
        self.received += frame.count(b'"type":"event"')
        self.skipped += frame.count(b'"type":"skipped"')


async def main() -> None:
    origin, cookie, *urls = sys.stdin.read().split()
    stop, counts = asyncio.Event(), Counts()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    watchers = [await connect(origin, cookie, url, counts.take) for url in urls]
    await stop.wait()
    assert all(watcher.is_open for watcher in watchers)
    print(json.dumps({"received": counts.received, "skipped": counts.skipped}))


with asyncio.Runner(loop_factory=fastest_loop()) as runner:
    runner.run(main())
