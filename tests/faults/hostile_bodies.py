"""Bodies made to harm, and what they cost a server."""

import gzip
import json
import time
import zlib
from pathlib import Path
from typing import NamedTuple

from tests.beacon_load import BROWSER, answer_to
from tests.faults.deaf_watchers import memory
from tests.seeded_data import seed
from tests.server_process import running

URL = '"url":"https://example.com/"'
DEEPEST = (32 * 1024 - 100) // 2


def nested(depth: int, opening: str = "[", closing: str = "]") -> bytes:
    return f'{{{URL},"properties":{{"a":{opening * depth}1{closing * depth}}}}}'.encode()


HOSTILE = {
    "nested 10,000 deep": nested(10_000),
    "nested as deep as fits": nested(DEEPEST),
    "objects as deep as fits": nested(5_000, '{"a":', "}"),
    "nested and never closed": b"[" * 32_000,
    "a width of 5,000 digits": f'{{{URL},"width":{"9" * 5_000}}}'.encode(),
    "a time of 5,000 digits": f'{{{URL},"name":"leave","id":"a","state":"left",'
    f'"engaged":{"9" * 5_000}}}'.encode(),
    "a property of 5,000 digits": f'{{{URL},"properties":{{"n":{"9" * 5_000}}}}}'.encode(),
    "more than 63 bits": f'{{{URL},"width":{2**70},"properties":{{"n":{2**70}}}}}'.encode(),
    "a huge exponent": f'{{{URL},"width":1e999,"properties":{{"n":1e999,"m":-1e999}}}}'.encode(),
    "no number": f'{{{URL},"width":NaN,"properties":{{"n":NaN}}}}'.encode(),
    "infinite": f'{{{URL},"width":Infinity,"properties":{{"n":-Infinity}}}}'.encode(),
    "an infinite leave": f'{{{URL},"name":"leave","id":"a","state":"left","engaged":Infinity,'
    '"depth":NaN}'.encode(),
    "1,001 properties": json.dumps(
        {"url": "https://example.com/", "properties": {f"p{n}": n for n in range(1_001)}}
    ).encode(),
    "1,001 fields": json.dumps({f"f{n}": 1 for n in range(1_001)}).encode(),
    "the same field 2,000 times": f'{{{",".join([URL[:-1] + "x" + URL[-1]] * 900)}}}'.encode(),
    "zip bomb": gzip.compress(b"0" * 10_000_000),
    "deflate bomb": zlib.compress(b"0" * 10_000_000),
    "only spaces": b" " * 32_000,
    "UTF-16": '{"url":"https://example.com/"}'.encode("utf-16"),
    "a mark before it": b"\xef\xbb\xbf" + f"{{{URL}}}".encode(),
}  # fmt: skip
ENCODINGS = ("", "Content-Encoding: gzip\r\n", "Content-Encoding: deflate\r\n")
SLOWEST_MS = 50.0
GROWN_MB = 5.0


class Harm(NamedTuple):
    """What the bodies have done; `slowest_ms` is the best time of the slowest of them."""

    answers: int
    statuses: set[int]
    slowest_ms: float
    grown_mb: float

    @property
    def is_bounded(self) -> bool:
        """Without the times, which a busy machine decides."""
        return self.statuses <= {204, 400, 413} and self.grown_mb <= GROWN_MB


async def hostile(data_dir: Path, rounds: int) -> Harm:
    """Send each body in each encoding `rounds` times, after a round that nothing is measured in."""
    key = (await seed(data_dir)).site.key
    requests = [request_of(key, body, each) for body in HOSTILE.values() for each in ENCODINGS]
    best = dict.fromkeys(requests, float("inf"))
    statuses: set[int] = set()
    async with running(data_dir) as server:
        for number in range(rounds + 1):
            if number == 1:
                before = memory(server)
            for request in requests:
                since = time.perf_counter()
                statuses.add((await answer_to(server.port, request)).status)
                best[request] = min(best[request], (time.perf_counter() - since) * 1000)
        grown = memory(server) - before
    return Harm(rounds * len(requests), statuses, max(best.values()), grown)


def request_of(key: str, body: bytes, headers: str = "") -> bytes:
    head = f"POST /visit/{key} HTTP/1.1\r\nHost: x\r\nUser-Agent: {BROWSER}\r\n{headers}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
