"""Requests as Chromium sends them, varied: addresses, user agents, pages, ids, a share of bots."""

import json
from pathlib import Path
from random import Random

ID = "@@@@@@@@@@@@"  # where the sender puts an id of its own
ADDRESSES, PAGES, VARIANTS = 6_000, 10_000, 20_000
BOTS = 0.05
BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
AGENTS = Path(__file__).parents[2] / "tests/data/user_agents.txt"
HEAD = """POST /visit/{key} HTTP/1.1\r
Host: 127.0.0.1:{port}\r
Connection: keep-alive\r
Content-Length: {length}\r
sec-ch-ua-platform: "Windows"\r
User-Agent: {agent}\r
sec-ch-ua: "Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99"\r
Content-Type: text/plain;charset=UTF-8\r
sec-ch-ua-mobile: ?0\r
Accept: */*\r
Origin: https://www.example.com\r
Sec-Fetch-Site: cross-site\r
Sec-Fetch-Mode: no-cors\r
Sec-Fetch-Dest: empty\r
Referer: https://www.example.com/\r
Accept-Encoding: gzip, deflate, br, zstd\r
Accept-Language: en-US,en;q=0.9\r
X-Forwarded-For: {address}\r
\r
"""
REFERRERS = (
    "",
    "",
    "https://www.google.com/",
    "https://news.ycombinator.com/item?id=4242",
    "https://www.example.com/blog",
    "https://duckduckgo.com/",
    "https://t.co/abcdef",
)


def write_requests(path: Path, keys: list[str], port: int, seed: int = 1) -> None:
    """VARIANTS whole requests, each ended by NUL."""
    random = Random(seed)
    agents = [line for line in AGENTS.read_text().splitlines() if line][:600]
    addresses = [
        f"{random.randrange(11, 200)}.{random.randrange(256)}.{random.randrange(256)}"
        f".{random.randrange(1, 255)}"
        for _ in range(ADDRESSES)
    ]
    with path.open("w") as file:
        for number in range(VARIANTS):
            agent = BOT if random.random() < BOTS else agents[number % len(agents)]
            key = keys[number % len(keys)]
            file.write(request(random, key, port, agent, random.choice(addresses)) + "\0")


def request(random: Random, key: str, port: int, agent: str, address: str) -> str:
    page = random.randrange(PAGES)
    body = json.dumps(
        {
            "name": "pageview",
            "url": f"https://www.example.com/articles/{page}",
            "referrer": random.choice(REFERRERS),
            "title": f"Article {page}: how the sea remembers a storm",
            "width": random.choice((390, 1440, 1920)),
            "language": "en-US",
            "id": ID,
        },
        separators=(",", ":"),
    )
    head = HEAD.format(key=key, port=port, length=len(body), agent=agent, address=address)
    return head + body
