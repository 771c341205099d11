"""Text from strangers made fit to store and to show."""

import re
import unicodedata

_BREAKS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]")
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")


def tidy(text: str, limit: int) -> str:
    """The text on one line, in NFC, without control characters or lone surrogates, <= limit bytes.

    Line breaks and tabs become spaces. Direction marks and joiners stay: the page isolates them.
    """
    if text.isascii() and text.isprintable():
        return text[:limit]
    # Cut before normalising as well: sorting a long run of combining marks takes quadratic time.
    text = _UNSTORABLE.sub("", _BREAKS.sub(" ", text[: 2 * limit]))[:limit]
    return cut(unicodedata.normalize("NFC", text), limit)


def cut(text: str, limit: int) -> str:
    """The longest beginning of the text that is whole code points and <= limit bytes of UTF-8."""
    if 4 * len(text) <= limit:
        return text
    return text.encode()[:limit].decode("utf-8", "ignore")
