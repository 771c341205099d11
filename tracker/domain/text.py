"""Text from strangers made fit to store and to show."""

import re
import unicodedata
from itertools import chain, groupby, islice

SHORT = 256  # characters; what is longer is looked through for piles of marks
HIGHEST_PILE = 30  # combining marks on one letter, as Unicode's stream-safe format has it

_BREAKS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]")
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")


def tidy(text: str, limit: int) -> str:
    """The text on one line, in NFC, without control characters or lone surrogates, <= limit bytes.

    Line breaks and tabs become spaces. Direction marks and joiners stay: the page isolates them.
    """
    if text.isascii() and text.isprintable():
        return text[:limit]
    text = _UNSTORABLE.sub("", _BREAKS.sub(" ", text[: 2 * limit]))[:limit]
    if len(text) > SHORT:
        text = _without_piles(text)
    return cut(unicodedata.normalize("NFC", text), limit)


def _without_piles(text: str) -> str:
    # Normalising sorts each run of combining marks in quadratic time: 0.3 s for a URL full of them.
    runs = (islice(run, HIGHEST_PILE if marks else None) for marks, run in groupby(text, _is_mark))
    return "".join(chain.from_iterable(runs))


def _is_mark(letter: str) -> bool:
    return unicodedata.combining(letter) > 0


def cut(text: str, limit: int) -> str:
    """The longest beginning of the text that is whole code points and <= limit bytes of UTF-8."""
    if 4 * len(text) <= limit:
        return text
    return text.encode()[:limit].decode("utf-8", "ignore")
