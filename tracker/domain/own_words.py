"""What a user agent says of its device and of its app, told apart from the rest.

Phones are called Discovery, Radar or M bot, and apps on them NewsBreak or com.google.Maps: words
that elsewhere give a program away. So the device's own comment is cut out, and what apps add behind
the engine is set aside, unless it is a program's: says "compatible", or whom to ask about it.
"""

import re
from functools import cache
from typing import NamedTuple

from ua_parser_rs import UserAgentExtractor

from tracker.domain.devices import device_class

_NO_DESKTOPS = frozenset({"mobile", "tablet", "tv", "console", "wearable", "car"})

# What stands before the device's comment, in some texts without its parentheses.
_BEGINNING = re.compile(r"(?:mozilla|opera|dalvik)/\d{1,2}\.\d{1,3}[\d.]{0,4} {0,2}", re.IGNORECASE)
_NESTED = re.compile(r"\((?:[^()]|\([^()]*\))*\)?")
_NAMELESS = re.compile(r"\((?:iphone|ipad|ipod)", re.IGNORECASE)
_ENGINE = re.compile(
    r"khtml, ?like gecko[^()]{0,80}\)?|gecko/\d|presto/\d|trident/\d", re.IGNORECASE
)
_COMMENT = re.compile(r"\([^()]{1,200}\)")

# For Rust's matcher: 1 us where Python's takes 20.
# Televisions, and the phones before the smart ones, describe themselves all over the text.
_HANDSET = r"midp|cldc|up\.(?:browser|link)|smm-mms|uc(?:browser|web)/|\bfbav/"
# What no device and no app says of itself.
_PROGRAM = (
    r"compatible; ?(?:[^ m]|m[^s])|https?:|www\.|\S@\w|(?:bot|spider|crawler)/v?\d"
    r"|-google/|headless|build/[^;]*;[^;]*(?:bot|spider|crawl)|(?:google|ads|bing|apple)bot"
)
# An app by its identifier, and programs on desktops in which people open pages.
_APPS = (
    r"\b(?:com|net|org|jp|kr|cn|de)\.[a-z][\w-]{1,30}(?:\.[\w-]{1,30}){1,4}/\d"
    r"|sogoumobilebrowser|sogoumse|sogousearch|metasr|netnewswire|quiterss"
    r"|apple ?news|gecko\) news/\d|google ?earth|chromeframe|qqdownload"
)
_ANY_APP = re.compile(_APPS, re.IGNORECASE)


class Rest(NamedTuple):
    """What is left of a user agent, and can give a program away."""

    names: str  # without what the device is called: for what only programs are called
    words: str  # without what apps add, too: for words that apps also use


def rest_of(text: str) -> Rest:
    start, end = _comment(text)
    comment = text[start:end]
    is_device = device_class(comment, "", "") in _NO_DESKTOPS and not _says(_PROGRAM, comment)
    is_named = is_device and not _NAMELESS.match(comment)
    names = f"{text[:start]}(Linux; K){text[end:]}" if is_named else text
    if device_class(text, "", "") in ("tv", "console") or _says(_HANDSET, text):
        return Rest(names, _programs(names))
    if is_device and (engine := _ENGINE.search(names)):
        before, behind = names[: engine.end()], names[engine.end() :]
        return Rest(names, f"{_without_apps(before)} {_programs(behind)}")
    names = _without_apps(names)
    return Rest(names, names)


def _comment(text: str) -> tuple[int, int]:
    """Where the first one begins and ends: "(Linux; Android 13; Moto G (5))"."""
    beginning = _BEGINNING.search(text)
    start = beginning.end() if beginning else 0
    if beginning and not text.startswith("(", start):
        engine = text.find(" AppleWebKit", start)
        return start, max(start, engine)
    found = _NESTED.match(text, start)
    return start, found.end() if found else start


def _programs(text: str) -> str:
    """The comments in which a program names itself."""
    return " ".join(each for each in _COMMENT.findall(text) if _says(_PROGRAM, each))


def _without_apps(text: str) -> str:
    return _ANY_APP.sub("", text) if _says(_APPS, text) else text


def _says(pattern: str, text: str) -> bool:
    return _matcher(pattern).extract(text) is not None


@cache
def _matcher(pattern: str) -> UserAgentExtractor:
    return UserAgentExtractor([(f"(?i){pattern}", "", None, None, None, None)])
