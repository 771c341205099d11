"""Tells programs from people by the user agent alone.

The list is isbot's (see data/), plus a few names of our own. It is matched by Rust's `regex`,
which takes time in proportion to the text, whatever the text; the few patterns that look around
themselves are left to Python.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from ua_parser_rs import UserAgentExtractor

from tracker.domain.budget import READ
from tracker.domain.remembered import Remembered

NO_AGENT = "no user agent"
_LONGEST = 512
_LONGEST_NAME = 40
_LIST = Path(__file__).parent / "data" / "isbot.txt"
_OURS = (r"gtmetrix", r"miniature\.io", r"\bylt\b", r"turingos-\d")

# Browsers that people use, which the list would take for programs.
_PEOPLE = re.compile(r"sogoumobilebrowser|sogoumse|sogousearch|metasr", re.IGNORECASE)

_LOOK = re.compile(r"\(\?<?!(?:[^()]|\([^()]*\))*\)")

# What a program calls itself: the words up to a version, a link or a mark.
_PHRASE = re.compile(
    r"(?!https?:)[a-z][\w.!&'-]{0,40}(?: (?!v?\d|-|https?:|mozilla/)[\w.!&'-]{1,20}){0,3}",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"(?<![\w.-])[\w.-]{0,40}?(?:bot|crawler|spider|lighthouse|headless|monitor|preview)"
    r"[\w-]{0,40}",
    re.IGNORECASE,
)
# Sought from a word's beginning only, not anew from each of its letters.
_PRODUCT = re.compile(r"(?<![\w.-])[\d_.-]*([a-z][\w.-]+)(?=/v?\d)", re.IGNORECASE)
_WORD = re.compile(r"[a-z][\w.-]+", re.IGNORECASE)
_HOST = re.compile(r"(?:://|@|www\.)([\w.-]+)")
_VERSION = re.compile(r"[-_.]v?\d[\d._]{0,40}$")
_NO_NAMES = re.compile(
    r"(?:mozilla|applewebkit|khtml|gecko|chrome|chromium|safari|mobile|version|firefox|opera|presto"
    r"|trident|compatible|windows|nt|win\d+|wow64|macintosh|intel|ppc|mac|os|linux|android|ubuntu|x11"
    r"|x\d+|i\d86|amd64|arm|like|rv|u|en|iphone|ipad|cpu|msie|edg[aeios]*|gsa|crios|fxios|dalvik"
    r"|build|wv|k|docomo|nokia\w*|samsung\w*)(?![a-z-])",
    re.IGNORECASE,
)


_A_PERSON = ""
_known: Remembered[bytes, str] = Remembered(READ)  # by a hash: what browsers send is not kept


def bot_name(user_agent: str) -> str | None:
    """A short printable name such as "Googlebot" or "curl"; None for a person's browser."""
    # Lone surrogates would stop Rust, and every pattern is ASCII anyway.
    text = user_agent[:_LONGEST].encode("ascii", "replace")
    digest = blake2b(text, digest_size=16).digest()
    name = _known.get(digest)
    if name is None:
        name = _bot_name(text.decode().strip()) or _A_PERSON
        _known.put(digest, name)
    return None if name is _A_PERSON else name


def warm_up() -> None:
    """Read the list (20 ms) ahead of the first hit."""
    _rules()


def _bot_name(text: str) -> str | None:
    if not text:
        return NO_AGENT
    matched = _rules()(_PEOPLE.sub("", text))
    return None if matched is None else _name_in(text, matched)


@lru_cache(maxsize=1)
def _rules() -> Callable[[str], str | None]:
    lines = _LIST.read_text("utf-8").splitlines()
    patterns = [line for line in lines if not line.startswith("#")]
    looking = [pattern for pattern in patterns if "(?<" in pattern or "(?!" in pattern]
    plain = [pattern for pattern in patterns if pattern not in looking]
    rust = UserAgentExtractor([(_any([*_OURS, *plain]), None, None, None, None, None)])
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


def _name_in(text: str, matched: str) -> str:
    """The name a program gives itself, else the word that gave it away."""
    words = text.replace("(", " ( ").split()
    text = " ".join(word for word in words if not _HOST.search(word))
    _, _, described = text.partition("compatible;")
    candidates = [text, *described.split(")")[0].split(";")]
    named = (phrase[0] for part in candidates if (phrase := _PHRASE.match(part.strip())))
    known = (*_TELLING.findall(text), *_PRODUCT.findall(text))
    told = (*named, *known, *reversed(_WORD.findall(text)))
    name = next((found for found in told if not _NO_NAMES.match(found)), "")
    host = next((found[1] for word in words if (found := _HOST.search(word))), matched)
    return _VERSION.sub("", name or host)[:_LONGEST_NAME].strip(" ._-()/+") or "unnamed"
