"""What a year's events say: pages, sources, places, browsers, as many as a large site meets."""

from __future__ import annotations

from typing import NamedTuple

PATHS, SMALL_PATHS = 20_000, 300  # of the large site, and of each small one
REFERRERS, SOURCES, CAMPAIGNS = 3_000, 400, 200
COUNTRIES, CITIES = 200, 25  # of each country
CHANNELS = (
    "organic-search",
    "organic-social",
    "ai-assistants",
    "email",
    "referral",
    "paid-search",
)
NAMES = ("Signup", "Purchase", "Outbound", "Download", "404", "Video")
_SPOKEN = """
en-US de-DE fr-FR es-ES en-GB it-IT nl-NL pl-PL pt-BR ja-JP zh-CN ru-RU sv-SE da-DK cs-CZ tr-TR
ko-KR ar-SA fi-FI nb-NO hu-HU ro-RO el-GR he-IL th-TH vi-VN id-ID uk-UA bg-BG hr-HR
"""
LANGUAGES = _SPOKEN.split()
WIDTHS = (1920, 1440, 390, 412, 1366, 1536, 360, 768, 2560, 1280, 393, 430, 375, 414, 1680, 3840)
BIG = ["US", "DE", "FR", "GB", "ES", "IT", "NL", "IN", "BR", "JP"]
BROWSERS = ("Chrome", "Safari", "Firefox", "Edge", "Samsung Internet", "Opera", "Brave", "Vivaldi")
SYSTEMS = (
    ("Windows", "desktop", "10"),
    ("macOS", "desktop", ""),
    ("Android", "mobile", "14"),
    ("iOS", "mobile", "18"),
    ("Linux", "desktop", ""),
)
VERSIONS = range(133, 143)
SECTIONS = ["blog"] * 6 + ["docs"] * 5 + ["product"] * 4 + ["shop"] * 3 + ["help", "pricing"]


class Texts(NamedTuple):
    """All of the dictionary's texts, in the order of their numbers from 1 on, and by kind the
    number of its first."""

    values: list[str]
    first: dict[str, int]


def texts(sites: int) -> Texts:
    kinds = {
        "nothing": [""],
        "pageview": ["pageview"],
        "path": ["/", *(_path(number) for number in range(1, PATHS))],
        "title": [f"{_topic(number)} - Example Company" for number in range(PATHS)],
        "referrer": [
            f"https://site{n % SOURCES}.example/some/article/{n}" for n in range(REFERRERS)
        ],
        "source": [f"Source {number}" for number in range(SOURCES)],
        "direct_source": ["Direct"],
        "direct": ["direct"],
        "internal": ["internal"],
        "channel": list(CHANNELS),
        "name": list(NAMES),
        "language": list(LANGUAGES),
        "host": [f"www.site-{number}.example" for number in range(sites)],
    }
    values: list[str] = []
    first = {}
    for kind, of_kind in kinds.items():
        first[kind] = len(values) + 1
        values += of_kind
    return Texts(values, first)


def _path(number: int) -> str:
    return f"/{SECTIONS[number % len(SECTIONS)]}/{_topic(number).lower().replace(' ', '-')}"


def _topic(number: int) -> str:
    return f"How the sea remembers {number}" if number % 3 else f"A page about topic {number}"


def places() -> list[tuple[object, ...]]:
    """Rows of the table, without their numbers from 1 on; 25 cities a country, in 5 regions."""
    codes = BIG + [f"{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(0, 676, 3)]
    codes = list(dict.fromkeys(codes))[:COUNTRIES]
    return [
        (code, f"{code} region {c // 5}", f"{code} city {c}", "", _latitude(n), float(c * 7 - 80))
        for n, code in enumerate(codes)
        for c in range(CITIES)
    ]


def _latitude(number: int) -> float:
    return float(number * 7 % 120 - 60)


def agents() -> list[tuple[str, ...]]:
    return [
        (browser, system, device, str(version), told)
        for browser in BROWSERS
        for system, device, told in SYSTEMS
        for version in VERSIONS
    ]


def campaigns() -> list[tuple[str, ...]]:
    kinds = ("cpc", "email", "social")
    return [
        (f"from{n % 20}", kinds[n % 3], f"campaign-{n}", "", f"variant {n % 3}", "")
        for n in range(CAMPAIGNS)
    ]
