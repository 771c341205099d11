"""Opens a live socket for each address on standard input and times every event that arrives.

First the page's origin, then the Cookie header, then the addresses. SIGUSR1 forgets what was
timed so far, SIGTERM ends it. An event's latency: from the moment that the sender's `at` names.
"""

import asyncio
import json
import re
import signal
import sys
import time
from collections import Counter

from aiohttp import ClientSession, TCPConnector, WSMsgType

SENT_AT = re.compile(r'"properties":\{"at":"([0-9.]+)"\}')


class Timings:
    """Latencies of every event on every socket, in tenths of a millisecond."""

    def __init__(self) -> None:
        self.opened = 0
        self.forget()

    def forget(self) -> None:
        self.latencies: Counter[int] = Counter()
        self.skipped = 0
        self.frame: tuple[str, list[float]] = ("", [])

    def take(self, text: str) -> None:
        now = time.time() * 1000
        for at in self.sent_at(text):
            self.latencies[int((now - at) * 10)] += 1
        self.skipped += text.count('"type":"skipped"')

    def sent_at(self, text: str) -> list[float]:
        """All watchers of a site get the same frame: it is read once, not a hundred times."""
        if self.frame[0] != text:
            self.frame = (text, [float(at) for at in SENT_AT.findall(text)])
        return self.frame[1]

    def figures(self) -> dict[str, float]:
        received = self.latencies.total()
        return {
            "opened": self.opened,
            "received": received,
            "skipped": self.skipped,
            "p50_ms": self.percentile(received * 0.50),
            "p99_ms": self.percentile(received * 0.99),
        }

    def percentile(self, rank: float) -> float:
        passed = 0
        for tenths, count in sorted(self.latencies.items()):
            passed += count
            if passed >= rank:
                return tenths / 10
        return 0.0


async def read(session: ClientSession, url: str, timings: Timings) -> None:
    async with session.ws_connect(url, max_msg_size=0, compress=0) as socket:
        timings.opened += 1
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                timings.take(message.data)
    timings.opened -= 1


async def main() -> None:
    origin, cookie, *urls = sys.stdin.read().split()
    timings, stop = Timings(), asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGUSR1, timings.forget)
    headers, connector = {"Origin": origin, "Cookie": cookie}, TCPConnector(limit=0)
    async with ClientSession(headers=headers, connector=connector) as session:
        tasks = [asyncio.create_task(read(session, url, timings)) for url in urls]
        await stop.wait()
        print(json.dumps(timings.figures()))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(main())
