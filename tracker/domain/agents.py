"""Browser, system and device class from a user agent and Chromium's client hints."""

import re
from functools import lru_cache
from hashlib import blake2b
from operator import attrgetter
from typing import NamedTuple, Protocol

from ua_parser.loaders import load_lazy_builtins
from ua_parser_rs import OSExtractor, UserAgentExtractor

from tracker.domain.budget import READ
from tracker.domain.devices import device_class
from tracker.domain.remembered import Remembered, weight

_LONGEST = 512
_LONGEST_NAME = 40

# The parser's families, as people call them. A phone's browser is not another browser:
# the device says that.
_BROWSERS = {
    "Chrome Mobile": "Chrome",
    "Chrome Mobile iOS": "Chrome",
    "Chrome Mobile WebView": "Android WebView",
    "DuckDuckGo Mobile": "DuckDuckGo",
    "Ecosia Android": "Ecosia",
    "Ecosia iOS": "Ecosia",
    "Edge Mobile": "Edge",
    "Facebook Messenger": "Messenger",
    "Firefox Alpha": "Firefox",
    "Firefox Beta": "Firefox",
    "Firefox Mobile": "Firefox",
    "Firefox iOS": "Firefox",
    "Google": "Google app",
    "IE": "Internet Explorer",
    "IE Large Screen": "Internet Explorer",
    "IE Mobile": "Internet Explorer",
    "Mobile Safari": "Safari",
    "Mobile Safari UI/WKWebView": "iOS WebView",
    "Opera Mobile": "Opera",
    "Opera Touch": "Opera",
    "QQ Browser Mobile": "QQ Browser",
    "WeChat Browser": "WeChat",
}
_BRANDS = {
    "Brave Browser": "Brave",
    "Google Chrome": "Chrome",
    "HeadlessChrome": "Chrome",
    "Microsoft Edge": "Edge",
    "Microsoft Edge WebView2": "Edge WebView",
    "OperaMobile": "Opera",
    "Opera Mobile": "Opera",
    "CocCoc": "Coc Coc",
    "YaBrowser": "Yandex Browser",
    "Yandex": "Yandex Browser",
}
_SYSTEMS = {
    "ATV OS X": "tvOS",
    "Chromecast Android": "Android",
    "Chromecast Fuchsia": "Fuchsia",
    "Chromecast Linux": "Linux",
    "Chromium OS": "Chrome OS",
    "CentOS": "Linux",
    "Debian": "Linux",
    "Fedora": "Linux",
    "Gentoo": "Linux",
    "Mac OS": "macOS",
    "Mac OS X": "macOS",
    "Mandriva": "Linux",
    "Red Hat": "Linux",
    "SUSE": "Linux",
    "Slackware": "Linux",
    "Ubuntu": "Linux",
    "WatchOS": "watchOS",
    "Web0S": "webOS",
}
# What many browsers are built of, the most telling first: a user agent that names the real
# browser or app says more.
_GENERAL = ("Edge WebView", "Edge", "Android WebView", "Chrome", "Chromium")

_CONSOLE = re.compile(r"PlayStation|Nintendo(?: Switch)?", re.IGNORECASE)
_BRAND = re.compile(r'"((?:[^"\\]|\\.){1,60})"\s*;\s*v\s*=')


class Agent(NamedTuple):
    """What a visit was made with, in words for people; "" = unknown."""

    browser: str
    system: str
    device: str  # desktop, mobile, tablet, tv or console


# By a hash of what was sent, so that no memory holds what a browser says of itself.
_known: Remembered[bytes, Agent] = Remembered(READ, weight)


def read_agent(user_agent: str, brands: str = "", platform: str = "", mobile: str = "") -> Agent:
    """What Sec-CH-UA, -Platform and -Mobile say, and where they are silent the user agent."""
    if len(user_agent) + len(brands) + len(platform) + len(mobile) > _LONGEST:
        return _read(user_agent[:_LONGEST], brands[:_LONGEST], platform[:60], mobile[:8])
    return _read(user_agent, brands, platform, mobile)


def warm_up() -> None:
    """Load the parser's rules (100 ms) and what the most frequent browsers need of them."""
    for start in ("Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux"):
        _read(
            f"Mozilla/5.0 ({start}) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36", "", "", ""
        )
    _read(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1",
        "",
        "",
        "",
    )


def _read(*sent: str) -> Agent:
    digest = blake2b("\0".join(sent).encode("utf-8", "replace"), digest_size=16).digest()
    agent = _known.get(digest)
    if agent is None:
        agent = _parsed(*sent)
        _known.put(digest, agent)
    return agent


def _parsed(user_agent: str, brands: str, platform: str, mobile: str) -> Agent:
    # Rust refuses lone surrogates; a header of ours may carry them.
    text = user_agent.encode("utf-8", "replace").decode()
    browser = _browser(_named(_extractors()[0].extract(text), _BROWSERS), _brand(brands))
    named = _named(_extractors()[1].extract(text), _SYSTEMS) or _console(text)
    system = _system(named, _unquoted(platform))
    return Agent(browser, system, device_class(text, system, mobile.strip()))


@lru_cache(maxsize=1)
def _extractors() -> tuple[UserAgentExtractor, OSExtractor]:
    rule = attrgetter("regex", "family", "major", "minor", "patch", "patch_minor")
    browsers, systems, _ = load_lazy_builtins()
    return UserAgentExtractor(map(rule, browsers)), OSExtractor(map(rule, systems))


class _Found(Protocol):
    family: str


def _named(found: _Found | None, names: dict[str, str]) -> str:
    """A family may be a piece of the user agent itself: a stranger's text."""
    family = "" if found is None or found.family == "Other" else found.family
    return _printable(names.get(family, family))


def _printable(text: str) -> str:
    return "".join(filter(str.isprintable, text[:_LONGEST_NAME])).strip()


def _browser(named: str, brand: str) -> str:
    if brand in _GENERAL and named and named not in _GENERAL:
        return named
    return brand or named


def _brand(brands: str) -> str:
    """The most telling name in a Sec-CH-UA list, or ""."""
    found = [_printable(re.sub(r"\\(.)", r"\1", brand)) for brand in _BRAND.findall(brands)]
    names = [_BRANDS.get(name, name) for name in found if name and not _is_grease(name)]
    return min(
        names, key=lambda name: _GENERAL.index(name) + 1 if name in _GENERAL else 0, default=""
    )


def _is_grease(brand: str) -> bool:
    """Chromium adds a made-up brand, written differently each time: "Not;A=Brand"."""
    letters = "".join(filter(str.isalpha, brand)).lower()
    return letters.startswith("not") and letters.endswith("brand")


def _system(named: str, platform: str) -> str:
    # A television's Linux is called by its own name in the user agent only.
    if platform in ("", "Unknown") or (platform == "Linux" and named):
        return named
    return _SYSTEMS.get(platform, platform)


def _console(text: str) -> str:
    found = _CONSOLE.search(text)
    return found[0].title().replace("station", "Station") if found else ""


def _unquoted(text: str) -> str:
    return _printable(text.strip().strip('"').encode("utf-8", "replace").decode())
