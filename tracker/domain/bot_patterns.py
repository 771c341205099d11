"""What only programs say in their user agents: isbot's list (see data/) and patterns of our own.

It is matched by Rust's `regex`, which takes time in proportion to the text, whatever the text; the
few patterns that look around themselves are left to Python.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ua_parser_rs import UserAgentExtractor

_LIST = Path(__file__).parent / "data" / "isbot.txt"

# What the list lacks: programs that read pages, and those who name themselves a second time.
_OURS = (
    r"gtmetrix",
    r"miniature\.io",
    r"\bylt\b",
    r"turingos-\d",
    r"powershell",
    r"fetcher",
    r"slurp",
    r"y!j-",
    r"^(?:axios|bun|deno|got|hackney|needle|scrapy|undici)\b",
    r"\bdart/\d",
    r"js-?dom/",
    r"happy-?dom/",
    r"zombie\.js",
    r"htmlunit",
    r"slimerjs",
    r"puppeteer",
    r"wkhtmlto",
    r"nodeping",
    r"assetnote/",
    r"yunjiankong",
    r"\bhlb/\d",
    r"-user/\d",
    r"\bgoogle-[a-z]|[a-z]-google\b",
    r"gecko\)?; ?compatible;",
    r"(?:\)|(?:safari|firefox|chrome)/[\w.]+) ?\(compatible; ?(?:[^m]|m[^s])",
)

# Words of the list that devices and apps use of themselves, and shapes that their texts have.
EVERYDAY = frozenset(
    {
        r"(?:^|[^g])news(?!sapphire)",
        r"(?<! channel/)(?<!google/)google(?!(?:wv|app|/google| pixel))",
        r";\s\w+;$",
        r"\(\)",
        r"\.com\b",
        r"\b\w+/1\.0;",
        r"\btime/",
        r"\|",
        r"^[^ ]{50,}$",
        "(?<!cam)scan",
        "archive",
        "capture",
        "catch",
        "discovery",
        "download",
        "feed",
        "grab",
        "java(?!;)",
        "library",
        "proxy",
        "radar",
        r"rss\b",
        "server",
        "sogou",
        "tools",
        "torrent",
        "url",
    }
)

_LOOK = re.compile(r"\(\?<?!(?:[^()]|\([^()]*\))*\)")

Find = Callable[[str], str | None]


class Finders(NamedTuple):
    """Each gives the first thing in a text that a program says, or None."""

    names: Find  # what nobody but programs says
    words: Find  # what devices and apps say of themselves, too


@lru_cache(maxsize=1)
def finders() -> Finders:
    names = [pattern for pattern in listed() if pattern not in EVERYDAY]
    return Finders(_finder([*_OURS, *names]), _finder(sorted(EVERYDAY)))


def listed() -> list[str]:
    lines = _LIST.read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def _finder(patterns: list[str]) -> Find:
    looking = [pattern for pattern in patterns if "(?<" in pattern or "(?!" in pattern]
    plain = [pattern for pattern in patterns if pattern not in looking]
    rust = UserAgentExtractor([(_any(plain), None, None, None, None, None)])
    python = re.compile(_any(looking))
    # Python is slow to say no: only where the patterns fit without their looking around.
    loose = [_LOOK.sub("", pattern) for pattern in looking]
    gate = UserAgentExtractor([(_any(loose), None, None, None, None, None)])

    def find(text: str) -> str | None:
        if found := rust.extract(text):
            return found.family
        around = python.search(text) if gate.extract(text) else None
        return around[0] if around else None

    return find


def _any(patterns: list[str]) -> str:
    return f"(?i)({'|'.join(patterns)})"
