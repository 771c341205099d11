"""Opens a live socket for each address on standard input and times every event that arrives.

First the page's origin, then the Cookie header, then the addresses. SIGUSR1 forgets what was
timed so far, SIGTERM ends it. An event's latency: from the moment that the sender's `at` names.
While frames arrive, only their times are noted; the rest is done at the end.
"""

import asyncio
import json
import re
import signal
import sys
import time
from collections import Counter, defaultdict

from bench.load.websocket import connect
from tracker.commands.serve import fastest_loop

SENT_AT = re.compile(rb'"properties":\{"at":"([0-9.]+)"\}')


class Timings:
    """When each frame has arrived; all watchers of a site get the same ones."""

    def __init__(self) -> None:
        self.arrived: defaultdict[bytes, list[float]] = defaultdict(list)

    def take(self, frame: bytes) -> None:
        self.arrived[frame].append(time.time() * 1000)

    def forget(self) -> None:
        self.arrived.clear()

    def figures(self) -> dict[str, float]:
        """Latencies of every event on every socket."""
        latencies = self.latencies()
        received = latencies.total()
        skipped = sum(
            frame.count(b'"type":"skipped"') * len(times) for frame, times in self.arrived.items()
        )
        return {
            "received": received,
            "skipped": skipped,
            "p50_ms": percentile(latencies, received * 0.50),
            "p99_ms": percentile(latencies, received * 0.99),
        }

    def latencies(self) -> Counter[int]:
        """In tenths of a millisecond."""
        counted: Counter[int] = Counter()
        for frame, times in self.arrived.items():
            for at in map(float, SENT_AT.findall(frame)):
                counted.update(int((now - at) * 10) for now in times)
        return counted


def percentile(latencies: Counter[int], rank: float) -> float:
    passed = 0
    for tenths, count in sorted(latencies.items()):
        passed += count
        if passed >= rank:
            return tenths / 10
    return 0.0


async def main() -> None:
    origin, cookie, *urls = sys.stdin.read().split()
    timings, stop = Timings(), asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGUSR1, timings.forget)
    watchers = [await connect(origin, cookie, url, timings.take) for url in urls]
    await stop.wait()
    opened = sum(watcher.is_open for watcher in watchers)
    print(json.dumps({"opened": opened} | timings.figures()))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=fastest_loop()) as runner:
        runner.run(main())
