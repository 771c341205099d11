"""What a program is called in its user agent."""

import re

_LONGEST = 40

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


def name_in(text: str, matched: str) -> str:
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
    return _VERSION.sub("", name or host)[:_LONGEST].strip(" ._-()/+") or "unnamed"
