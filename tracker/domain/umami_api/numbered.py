"""Sites and people as Umami's programs know them: by a UUID, which is our number in its digits."""

from __future__ import annotations

import re

SITES = "74726163-6b65-4072-8000-"
PEOPLE = "74726163-6b65-4072-9000-"
_NUMBER = re.compile(r"[0-9]{1,12}")


def site_id(number: int) -> str:
    """What a site is called that has no name in Umami."""
    return f"{SITES}{number:012d}"


def person_id(number: int) -> str:
    """What somebody is called."""
    return f"{PEOPLE}{number:012d}"


def number_of(sent: str) -> int | None:
    """The number of a site that is called so, or by its number alone."""
    digits = sent.lower().removeprefix(SITES)
    return int(digits) if _NUMBER.fullmatch(digits) else None
