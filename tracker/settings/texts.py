"""A setting's text as it was meant: without the quotes and blanks that came along with it."""

import re

# Docker's env files keep quotes as they stand; typographic ones come with a text that was copied.
CLOSING = {'"': '"', "'": "'", "`": "`", "“": "”", "„": "“”", "‘": "’", "‚": "‘’", "«": "»"}
QUOTES = "".join({*CLOSING, *"".join(CLOSING.values())})
UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"  # of no width, and copied along
COMMENT = re.compile(r"\s#")


def as_meant(typed: str) -> str:
    """The text without what only surrounds it. A quote at one end alone stays: what it was to
    enclose, nobody can tell."""
    text = _bare(typed)
    while _is_quoted(text):
        text = _bare(text[1:-1])
    return text


COMMAS = re.compile(",")
ANY_GAP = re.compile(r"[,;\s]")


def listed(typed: str, between: re.Pattern[str] = COMMAS) -> list[str]:
    """What stands between commas, or other gaps, each as it was meant."""
    return [part for each in between.split(typed) if (part := as_meant(each))]


def _bare(text: str) -> str:
    before = ""
    while text != before:
        text, before = text.strip().strip(UNSEEN), text
    return text


def _is_quoted(text: str) -> bool:
    return (
        len(text) > 1
        and text[-1] in CLOSING.get(text[0], "")
        and not {text[0], text[-1]} & set(text[1:-1])
    )
