"""Requests as Chromium sends them, varied: visitors, pages, ids, a share of bots."""

import json
import re
from functools import cache
from pathlib import Path
from random import Random
from string import Template

ID = "@@@@@@@@@@@@"  # where the sender puts an id of its own
AT = "###############"  # where it puts the time of day, in ms
VISITORS, PAGES = 20_000, 10_000
BOTS = 0.05
BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
AGENTS = Path(__file__).parents[2] / "tests/data/user_agents.txt"
RECORDED = Path(__file__).parents[1] / "data/requests.json"
LENGTH = 400  # bytes of each body, so that any of them fits any head
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


def write_requests(  # noqa: PLR0917
    path: Path,
    keys: list[str],
    port: int,
    dated: bool = False,
    proxied: bool = True,
    bots: float = BOTS,
) -> None:
    """A whole request a visitor, each ended by NUL. Every body has the same length. `dated` ones
    say when they were sent; without `proxied` all come from the address that connects."""
    random = Random(1)
    more = {"properties": {"at": AT}} if dated else {}
    agents = [line for line in AGENTS.read_text().splitlines() if line[:1] not in ("", "#")][:600]
    with path.open("w") as file:
        for number in range(VISITORS):
            agent = BOT if random.random() < bots else agents[number % len(agents)]
            key = keys[number % len(keys)]
            forwarded = f"X-Forwarded-For: {address(random)}\r\n" if proxied else ""
            body = hit(random, number % PAGES, more)
            file.write(head(key, port, agent, forwarded) + body + "\0")


def address(random: Random) -> str:
    """A public one, or nearly."""
    numbers = (random.randrange(11, 200), random.randrange(256), random.randrange(256))
    return ".".join(map(str, (*numbers, random.randrange(1, 255))))


def hit(random: Random, page: int, more: dict[str, object]) -> str:
    """What the script sends of a page, filled up with spaces."""
    body = json.dumps(
        json.loads(pageview()["body"])
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
    assert len(body) <= LENGTH, body
    return body.ljust(LENGTH)


def head(key: str, port: int, agent: str, forwarded: str) -> str:
    """As recorded, with what the proxy adds."""
    filled = Template(pageview()["head"]).substitute(
        key=key,
        host=f"127.0.0.1:{port}",
        origin="https://www.example.com",
        agent=agent,
        length=LENGTH,
    )
    if "Chrome/" not in agent:  # other browsers send no client hints
        filled = HINTS.sub("", filled)
    return f"{filled[:-2]}{forwarded}\r\n"


@cache
def pageview() -> dict[str, str]:
    """The request that a Chromium sent, as `python -m bench.beacon_requests` recorded it."""
    request: dict[str, str] = json.loads(RECORDED.read_text())["requests"]["pageview"]
    return request
