"""Text from strangers made fit to store and to show."""

import re
import unicodedata
from functools import cache
from typing import Literal

SHORT = 256  # characters; what is longer is looked through for piles of marks
HIGHEST_PILE = 30  # combining marks on one letter, as Unicode's stream-safe format has it
BEYOND_MARKS = 0x1F000  # the first letter behind all that are combining marks
MADE_OF_MARKS = frozenset("\u0f73\u0f75\u0f81\uff9e\uff9f")  # once they are taken apart

_BREAKS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]")
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")


def tidy(text: str, limit: int) -> str:
    """The text on one line, in NFC, without control characters or lone surrogates, <= limit bytes.

    Line breaks and tabs become spaces. Direction marks and joiners stay: the page isolates them.
    """
    if text.isascii() and text.isprintable():
        return text[:limit]
    text = _UNSTORABLE.sub("", _BREAKS.sub(" ", text[: 2 * limit]))[:limit]
    return cut(normal("NFC", text, limit), limit)


def normal(form: Literal["NFC", "NFKC"], text: str, longest: int) -> str:
    """The first `longest` characters in a normal form. All of Tracker normalises here: whoever asks
    has to say how much may come."""
    text = text[:longest]
    if text.isascii():
        return text
    return unicodedata.normalize(form, _without_piles(text) if len(text) > SHORT else text)


def _without_piles(text: str) -> str:
    # Normalising sorts each run of combining marks in quadratic time: 0.3 s for a URL full of them.
    return _pile().sub(r"\1", text)


@cache
def _pile() -> re.Pattern[str]:
    marks = "".join(filter(_is_mark, map(chr, range(0x300, BEYOND_MARKS))))
    return re.compile(f"([{marks}]{{{HIGHEST_PILE}}})[{marks}]+")


def _is_mark(letter: str) -> bool:
    return unicodedata.combining(letter) > 0 or letter in MADE_OF_MARKS


def cut(text: str, limit: int) -> str:
    """The longest beginning of the text that is whole code points and <= limit bytes of UTF-8."""
    if 4 * len(text) <= limit:
        return text
    return text.encode()[:limit].decode("utf-8", "ignore")


def printable(text: str, limit: int) -> str:
    """A name that a stranger made up, without what no screen shows."""
    return "".join(filter(str.isprintable, text[:limit])).strip()
