"""Asks a site's reports without a pause: each time another period, so that each is counted. Its
input: the server's address, and a cookie that opens it."""

from __future__ import annotations

import itertools
import json
import sys
import urllib.error
import urllib.request
from datetime import date, timedelta

BY = ("event:page", "visit:source", "visit:browser", "visit:country", "visit:entry_page")


def main() -> None:
    origin, cookie = sys.stdin.read().split("\n")
    headers = {"Cookie": cookie, "Content-Type": "application/json", "Origin": origin}
    for number in itertools.count():
        days = [str(date.today() + timedelta(days=each)) for each in (-(number % 300), 1)]
        query = {
            "metrics": ["visitors", "visits", "pageviews", "bounce_rate"],
            "date_range": days,
            "dimensions": [BY[number % len(BY)]],
            "filters": [["is_not", "visit:country", ["FR"]]],
        }
        request = urllib.request.Request(
            f"{origin}/sites/1/query", json.dumps(query).encode(), headers, method="POST"
        )
        with urllib.request.urlopen(request) as answer:
            answer.read()


if __name__ == "__main__":
    main()
