"""Browser, system and device class from a user agent and Chromium's client hints."""

import re
from functools import lru_cache
from hashlib import blake2b
from operator import attrgetter
from typing import NamedTuple, Protocol

from ua_parser.loaders import load_lazy_builtins
from ua_parser_rs import OSExtractor, UserAgentExtractor

from tracker.domain import browser_names, system_names
from tracker.domain.brands import Brand, told_brand
from tracker.domain.browser_names import GENERAL, LONGEST
from tracker.domain.budget import READ
from tracker.domain.devices import device_class
from tracker.domain.remembered import Remembered, weight
from tracker.domain.text import printable
from tracker.domain.versions import browser_version, system_version

_LONGEST = 512
_Rule = tuple[str, str, None, None, None, None]

# Of the parser's rules, those for programs, which are known by then, and for no browser's name.
_NOT_FOR_PEOPLE = re.compile(r"\[Bb\]ot|\[Ss\]\[?[Pp]|\(HbbTV\)|'WebKit Nightly'")

_CONSOLE = re.compile(r"PlayStation|Nintendo(?: Switch)?", re.IGNORECASE)


class Agent(NamedTuple):
    """What a visit was made with, in words for people; "" = unknown."""

    browser: str
    system: str
    device: str  # desktop, mobile, tablet, tv, console, wearable or car
    browser_version: str = ""  # majors, such as "140" or "XP"
    system_version: str = ""


# By a hash of what was sent, so that no memory holds what a browser says of itself.
_known: Remembered[bytes, Agent] = Remembered(READ, weight)


def read_agent(user_agent: str, brands: str = "", platform: str = "", mobile: str = "") -> Agent:
    """What Sec-CH-UA, -Platform and -Mobile say, and where they are silent the user agent."""
    if len(user_agent) + len(brands) + len(platform) + len(mobile) > _LONGEST:
        user_agent, brands = user_agent[:_LONGEST], brands[:_LONGEST]
        platform, mobile = platform[:60], mobile[:8]
    sent = "\0".join((user_agent, brands, platform, mobile))
    digest = blake2b(sent.encode("utf-8", "replace"), digest_size=16).digest()
    read = _known.get(digest)
    if read is None:
        read = _parsed(user_agent, brands, platform, mobile)
        _known.put(digest, read)
    return read


def warm_up() -> None:
    """Load the parser's rules (100 ms) and what the most frequent browsers need of them."""
    for start in ("Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux"):
        read_agent(f"Mozilla/5.0 ({start}) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36")
    read_agent("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1")


def _parsed(user_agent: str, brands: str, platform: str, mobile: str) -> Agent:
    # Rust refuses lone surrogates; a header of ours may carry them.
    text = user_agent.encode("utf-8", "replace").decode()
    browsers, systems = _extractors()
    browser, version = _browser(browsers.extract(text), told_brand(brands))
    found = systems.extract(text)
    named = _named(found, system_names.NAMES) or _console(text)
    system = _system(named, _unquoted(platform))
    told = system_version(text, found.major) if found and named == system else ""
    device = device_class(text, system, mobile.strip())
    return Agent(browser, system, device, version, told)


@lru_cache(maxsize=1)
def _extractors() -> tuple[UserAgentExtractor, OSExtractor]:
    rule = attrgetter("regex", "family", "major", "minor", "patch", "patch_minor")
    browsers, systems, _ = load_lazy_builtins()
    people = (each for each in browsers if not _NOT_FOR_PEOPLE.search(repr(each)))
    named = (each for each in systems if not each.regex.startswith(system_names.MAKERS))
    return (
        UserAgentExtractor([*map(_own, browser_names.RULES), *map(rule, people)]),
        OSExtractor([*map(_own, system_names.RULES), *map(rule, named)]),
    )


def _own(rule: tuple[str, str]) -> _Rule:
    pattern, name = rule
    return (f"({pattern})", name, None, None, None, None)


class _Found(Protocol):
    family: str
    major: str | None


def _named(found: _Found | None, names: dict[str, str]) -> str:
    """A family may be a piece of the user agent itself: a stranger's text."""
    family = "" if found is None or found.family == "Other" else found.family
    return printable(names.get(family, family), LONGEST)


def _browser(found: _Found | None, brand: Brand) -> Brand:
    named = _named(found, browser_names.NAMES)
    if brand.name and (not named or named in GENERAL or brand.name not in GENERAL):
        return brand
    return Brand(named, browser_version(found.major if found else None))


def _system(named: str, platform: str) -> str:
    if platform in ("", "Unknown") or named in system_names.MADE_OF.get(platform, ()):
        return named
    return system_names.NAMES.get(platform, platform)


def _console(text: str) -> str:
    found = _CONSOLE.search(text)
    return found[0].title().replace("station", "Station") if found else ""


def _unquoted(text: str) -> str:
    return printable(text.strip().strip('"').encode("utf-8", "replace").decode(), LONGEST)
