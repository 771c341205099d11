"""Browsers, systems, devices and places, from what other products call them."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale

from tracker.domain.agents import Agent
from tracker.domain.browser_names import NAMES as BROWSERS
from tracker.domain.countries import COUNTRIES
from tracker.domain.hits import LEAVE, NAME_BYTES, PAGEVIEW, TEST
from tracker.domain.places import NOWHERE, Place
from tracker.domain.system_names import NAMES as SYSTEMS
from tracker.domain.text import printable, tidy

LONGEST, LONGEST_COUNTRY = 40, 100

_BROWSERS = {
    "chrome mobile": "Chrome",
    "chrome mobile ios": "Chrome",
    "chrome webview": "Android WebView",
    "chromium-webview": "Android WebView",
    "crios": "Chrome",
    "edge-chromium": "Edge",
    "edge-ios": "Edge",
    "fxios": "Firefox",
    "ie": "Internet Explorer",
    "ios": "Safari",
    "ios-webview": "iOS WebView",
    "microsoft edge": "Edge",
    "mobile safari": "Safari",
    "opera-mini": "Opera Mini",
    "safari (in-app)": "iOS WebView",
    "samsung": "Samsung Internet",
    "samsung browser": "Samsung Internet",
    "yandexbrowser": "Yandex Browser",
}
_SYSTEMS = {
    "android os": "Android",
    "chromeos": "Chrome OS",
    "gnu/linux": "Linux",
    "mac": "macOS",
    "macintosh": "macOS",
    "os x": "macOS",
}
_DEVICES = {
    "car browser": "car",
    "console": "console",
    "desktop": "desktop",
    "laptop": "desktop",
    "mobile": "mobile",
    "phablet": "mobile",
    "phone": "mobile",
    "smart tv": "tv",
    "smartphone": "mobile",
    "feature phone": "mobile",
    "tablet": "tablet",
    "tv": "tv",
    "wearable": "wearable",
}
_OURS = frozenset({PAGEVIEW, LEAVE, TEST})
_COUNTRIES = {
    "bosnia and herzegovina": "BA",
    "côte d’ivoire": "CI",
    "cote d'ivoire": "CI",
    "congo - kinshasa": "CD",
    "hong kong": "HK",
    "macao": "MO",
    "macedonia (fyrom)": "MK",
    "myanmar": "MM",
    "palestine": "PS",
    "trinidad and tobago": "TT",
    "türkiye": "TR",
    "turkey": "TR",
}
_NOTHING = frozenset({"", "unknown", "(not set)", "not set", "other", "unk", "-"})
_MAJOR = re.compile(r"[0-9A-Za-z]{1,8}")
_AT_END = re.compile(r"(.*\D) (\d[\d.]{0,11}|XP|Vista)")
_CODE = re.compile(r"[A-Z0-9]{1,3}(?:-[A-Z0-9]{1,3})?")
# What browsers say of all later systems, too.
_FROZEN = {("Windows", "10"), ("macOS", "10")}


@lru_cache(4096)
def agent_of(
    browser: str, system: str, device: str, browser_version: str = "", system_version: str = ""
) -> Agent:
    """The agent that reports would have named. A version may also stand behind its name."""
    browser, browser_version = _parted(browser, browser_version)
    system, system_version = _parted(system, system_version)
    named, on = browser_name(browser), system_name(system)
    version = _major(system_version)
    return Agent(
        named,
        on,
        device_name(device),
        _major(browser_version) if named else "",
        "" if not on or (on, version) in _FROZEN else version,
    )


def event_name(told: str) -> str:
    """An event's name as it is kept; of a word that means something else here, with a capital."""
    name = tidy(told, NAME_BYTES).strip()
    return name.capitalize() if name in _OURS else name


def browser_name(told: str) -> str:
    return _named(told, _BROWSERS, BROWSERS)


def system_name(told: str) -> str:
    return _named(told, _SYSTEMS, SYSTEMS)


def device_name(told: str) -> str:
    return _DEVICES.get(told.strip().lower(), "")


def country_of(told: str) -> str:
    """A code that we believe, of a code however it is written, or of an English name; "" for `xx`
    and `(not set)`."""
    text = told.strip()[:LONGEST_COUNTRY]
    code = text.upper()
    return code if code in COUNTRIES else _codes().get(text.casefold(), "")


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """By their names in English, and those by which Google calls some."""
    names = Locale("en").territories.items()
    known = {name.casefold(): code for code, name in names if code in COUNTRIES}
    return known | _COUNTRIES


def region_of(told: str, country: str) -> str:
    """`DE-BE` of `BE` in Germany; a name stays one."""
    told = printable(told, 100)
    if told.lower() in _NOTHING:
        return ""
    is_short = bool(country) and "-" not in told and _CODE.fullmatch(told)
    return f"{country}-{told}" if is_short else told


def place_of(country: str, region: str = "", city: str = "") -> Place:
    code = country_of(country)
    named = printable(city, 100)
    place = Place(code, region_of(region, code), "" if named.lower() in _NOTHING else named)
    return NOWHERE if place == NOWHERE else place


def width_of(screen: str) -> int:
    """1920 of `1920x1080`, or of `1920`."""
    text = screen.lower().partition("x")[0].strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _named(told: str, ours: dict[str, str], known: dict[str, str]) -> str:
    text = printable(told, LONGEST)
    if text.lower() in _NOTHING:
        return ""
    name = ours.get(text.lower()) or known.get(text, text)
    return name.title() if name.islower() else name


def _parted(name: str, version: str) -> tuple[str, str]:
    found = _AT_END.fullmatch(name[:100]) if not version else None
    return (found[1], found[2]) if found else (name, version)


def _major(version: str) -> str:
    found = _MAJOR.match(version.strip())
    return found[0] if found and not version.lower().startswith("unk") else ""
