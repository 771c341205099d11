"""Plays a busy stretch of a site's past again as the live page does at 60x, over and over. Its
input: the server's address, a cookie that opens it, when the stretch began and ended (ms), and for
how many seconds. Says how many seconds of then an answer brings for each that it takes, and how
long the first answers took."""

from __future__ import annotations

import json
import sys
import time
import urllib.request
from typing import Any

SPEED, PAGE = 60, 20 * 60_000


def main() -> None:
    origin, cookie, began, ended, lasting = sys.stdin.read().split("\n")
    first, last, end = int(began), int(ended), time.monotonic() + float(lasting)
    played, waited, seeks = 0, 0.0, list[float]()
    while time.monotonic() < end:
        beginning, took = ask(origin, cookie, f"at={first}")
        seeks.append(took)
        at, one_of = first, beginning.get("one_of", 1)
        while at < last and time.monotonic() < end:
            asked = f"since={at}&until={min(at + PAGE, last)}&one_of={one_of}"
            page, took = ask(origin, cookie, asked)
            shown = (page["until"] - at) / 1000 / SPEED
            played, waited, at = played + page["until"] - at, waited + took, page["until"]
            time.sleep(max(0.0, shown - took))
    print(json.dumps({"speed": played / 1000 / waited, "seek": max(seeks)}))


def ask(origin: str, cookie: str, query: str) -> tuple[dict[str, Any], float]:
    """The answer, and how many seconds it took."""
    address = f"{origin}/sites/1/live/past?{query}"
    began = time.monotonic()
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Cookie": cookie})) as got:
        return json.load(got), time.monotonic() - began


if __name__ == "__main__":
    main()
