"""Invented visitors: where they sit, what they browse with, how they came."""

import ipaddress
from random import Random
from typing import Any, NamedTuple

HOST = "waves.example"

# Large providers' networks, how many of the visitors they send, and the language there.
# Nothing is ever sent to these addresses: they are only named as the visitors' own.
NETWORKS = [
    ("73.0.0.0/8", 12, "en-US"),
    ("99.0.0.0/10", 6, "en-US"),
    ("91.0.0.0/10", 10, "de-DE"),
    ("84.128.0.0/10", 5, "de-DE"),
    ("86.128.0.0/10", 7, "en-GB"),
    ("90.0.0.0/9", 6, "fr-FR"),
    ("77.160.0.0/11", 4, "nl-NL"),
    ("79.0.0.0/10", 3, "it-IT"),
    ("88.0.0.0/11", 4, "es-ES"),
    ("83.0.0.0/11", 3, "pl-PL"),
    ("90.224.0.0/12", 2, "sv-SE"),
    ("78.160.0.0/11", 2, "tr-TR"),
    ("126.0.0.0/8", 6, "ja-JP"),
    ("175.192.0.0/10", 3, "ko-KR"),
    ("117.192.0.0/10", 6, "en-IN"),
    ("1.128.0.0/11", 3, "en-AU"),
    ("177.0.0.0/8", 6, "pt-BR"),
    ("189.128.0.0/9", 3, "es-MX"),
    ("190.192.0.0/10", 2, "es-AR"),
    ("70.48.0.0/13", 3, "en-CA"),
    ("105.112.0.0/12", 2, "en-NG"),
    ("41.0.0.0/11", 2, "en-ZA"),
    ("2601::/20", 3, "en-US"),
    ("2a02:8100::/27", 2, "de-DE"),
]

CHROMIUM = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 {}Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS {} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{} Mobile/15E148 Safari/604.1"  # noqa: E501
WINDOWS, MAC, LINUX = (
    "Windows NT 10.0; Win64; x64",
    "Macintosh; Intel Mac OS X 10_15_7",
    "X11; Linux x86_64",
)

# User agent, how many have it, and the widths of their screens.
BROWSERS = [
    *[(CHROMIUM.format(WINDOWS, v, ""), 7, (1366, 1536, 1920, 2560)) for v in (140, 141, 142)],
    *[(CHROMIUM.format(MAC, v, ""), 4, (1440, 1512, 1728)) for v in (141, 142)],
    (CHROMIUM.format(LINUX, 141, ""), 2, (1920, 2560)),
    *[
        (CHROMIUM.format("Linux; Android 10; K", v, "Mobile "), 8, (360, 393, 412))
        for v in (141, 142)
    ],
    (CHROMIUM.format(WINDOWS, 141, "") + " Edg/141.0.0.0", 4, (1536, 1920)),
    (CHROMIUM.format(WINDOWS, 140, "") + " OPR/124.0.0.0", 1, (1920,)),
    *[(IPHONE.format(v.replace(".", "_"), v), 7, (375, 390, 393, 430)) for v in ("18.6", "26.1")],
    (
        f"Mozilla/5.0 ({MAC}) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/26.1 Safari/605.1.15",
        5,
        (1440, 1512, 1728, 2560),
    ),
    (
        "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/18.6 Mobile/15E148 Safari/604.1",
        2,
        (820, 1024),
    ),
    *[
        (f"Mozilla/5.0 ({system}; rv:{v}.0) Gecko/20100101 Firefox/{v}.0", 3, (1366, 1920))
        for system in (WINDOWS, LINUX)
        for v in (140, 144)
    ],
    ("Mozilla/5.0 (Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0", 1, (393, 412)),
]

# Where from: referrer, query of the first page, the page it leads to, how many.
WAYS = [
    ("", "", "/", 24),
    ("", "", "/docs", 5),
    ("https://www.google.com/", "", "/blog/why-tides", 14),
    ("https://www.google.com/", "", "/", 10),
    ("https://www.bing.com/", "", "/docs/install", 4),
    ("https://duckduckgo.com/", "", "/features", 5),
    ("https://news.ycombinator.com/", "", "/blog/northern-swell", 10),
    ("https://www.reddit.com/", "", "/blog/northern-swell", 5),
    ("https://t.co/", "", "/", 3),
    ("https://bsky.app/", "", "/blog/why-tides", 3),
    ("https://chatgpt.com/", "", "/docs/install", 4),
    ("https://www.perplexity.ai/", "", "/features", 2),
    ("https://github.com/", "", "/docs", 5),
    ("", "?utm_source=newsletter&utm_medium=email&utm_campaign=november", "/blog", 6),
    ("https://www.google.com/", "?utm_campaign=tides&utm_source=google&gclid=1", "/pricing", 4),
    ("https://harbour-notes.example/links", "", "/", 4),
]  # fmt: skip

BOTS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "curl/8.5.0",
    "python-requests/2.32.3",
]  # fmt: skip


class Person(NamedTuple):
    """Somebody in front of a screen, or a program that behaves like it."""

    address: str
    user_agent: str
    language: str
    width: int
    host: str  # of the pages, mostly the site's own
    referrer: str
    query: str
    landing: str


def somebody(chance: Random) -> Person:
    """A visitor; one in twenty is a bot, one in forty reads a copy on a host that is not listed."""
    network, _, language = weighted(chance, NETWORKS)
    user_agent, _, widths = weighted(chance, BROWSERS)
    referrer, query, landing, _ = weighted(chance, WAYS)
    return Person(
        address=address_in(chance, network),
        user_agent=chance.choice(BOTS) if chance.random() < 0.05 else user_agent,
        language=language,
        width=chance.choice(widths),
        host=f"staging.{HOST}" if chance.random() < 0.025 else HOST,
        referrer=referrer,
        query=query,
        landing=landing,
    )


def weighted(chance: Random, table: list[Any]) -> Any:
    """One row, by the number in it."""
    return chance.choices(table, [next(x for x in row if type(x) is int) for row in table])[0]


def address_in(chance: Random, network: str) -> str:
    """Any address of the network."""
    whole = ipaddress.ip_network(network)
    return str(whole[chance.randrange(1, whole.num_addresses - 1)])
