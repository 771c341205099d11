"""Requests as Chromium sends them, varied: addresses, user agents, pages, ids, a share of bots."""

import json
import re
from functools import cache
from pathlib import Path
from random import Random
from string import Template

ID = "@@@@@@@@@@@@"  # where the sender puts an id of its own
AT = "###############"  # where it puts the time of day, in ms
ADDRESSES, PAGES, VARIANTS = 6_000, 10_000, 20_000
BOTS = 0.05
BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
AGENTS = Path(__file__).parents[2] / "tests/data/user_agents.txt"
RECORDED = Path(__file__).parents[1] / "data/requests.json"
HINTS = re.compile(r"sec-ch-ua[^\n]*\n")
REFERRERS = (
    "",
    "",
    "https://www.google.com/",
    "https://news.ycombinator.com/item?id=4242",
    "https://www.example.com/blog",
    "https://duckduckgo.com/",
    "https://t.co/abcdef",
)


def write_requests(path: Path, keys: list[str], port: int, dated: bool = False) -> None:
    """VARIANTS whole requests, each ended by NUL; `dated` ones say when they were sent."""
    random = Random(1)
    more = {"properties": {"at": AT}} if dated else {}
    agents = [line for line in AGENTS.read_text().splitlines() if line[:1] not in ("", "#")][:600]
    addresses = [
        f"{random.randrange(11, 200)}.{random.randrange(256)}.{random.randrange(256)}"
        f".{random.randrange(1, 255)}"
        for _ in range(ADDRESSES)
    ]
    with path.open("w") as file:
        for number in range(VARIANTS):
            agent = BOT if random.random() < BOTS else agents[number % len(agents)]
            key = keys[number % len(keys)]
            file.write(request(random, key, port, agent, random.choice(addresses), more) + "\0")


def request(  # noqa: PLR0917
    random: Random, key: str, port: int, agent: str, address: str, more: dict[str, object]
) -> str:
    page, recorded = random.randrange(PAGES), pageview()
    body = json.dumps(
        json.loads(recorded["body"])
        | {
            "url": f"https://www.example.com/articles/{page}",
            "referrer": random.choice(REFERRERS),
            "title": f"Article {page}: how the sea remembers a storm",
            "width": random.choice((390, 1440, 1920)),
            "language": "en-US",
            "id": ID,
        }
        | more,
        separators=(",", ":"),
    )
    head = Template(recorded["head"]).substitute(
        key=key,
        host=f"127.0.0.1:{port}",
        origin="https://www.example.com",
        agent=agent,
        length=len(body),
    )
    if "Chrome/" not in agent:  # other browsers send no client hints
        head = HINTS.sub("", head)
    return f"{head[:-2]}X-Forwarded-For: {address}\r\n\r\n{body}"


@cache
def pageview() -> dict[str, str]:
    """The request that a Chromium sent, as `python -m bench.beacon_requests` recorded it."""
    request: dict[str, str] = json.loads(RECORDED.read_text())["requests"]["pageview"]
    return request
