"""Sites, people, visits and events as Umami's programs know them: by a UUID, which is our number in
its digits."""

from __future__ import annotations

import re
from typing import NamedTuple
from uuid import UUID

SITES = "74726163-6b65-4072-8000-"
PEOPLE = "74726163-6b65-4072-9000-"
_NUMBER = re.compile(r"[0-9]{1,12}")
# Of a visit and an event its UUID has all bits: version 8, of which 122 are free.
_VISIT_BITS, _CURSOR_BITS = 64, 58
_VERSION, _VARIANT = 8, 0b10


class Numbered(NamedTuple):
    """A visit, and the event on it with that number in the log; 0 for the visit itself."""

    visit: int
    cursor: int


def uuid_of(visit: int, cursor: int = 0) -> str:
    """What a visit is called, or an event on it."""
    bits = (visit % (1 << _VISIT_BITS)) << _CURSOR_BITS | cursor % (1 << _CURSOR_BITS)
    first, middle, last = bits >> 74, bits >> 62 & 0xFFF, bits & (1 << 62) - 1
    whole = first << 80 | _VERSION << 76 | middle << 64 | _VARIANT << 62 | last
    return str(UUID(int=whole))


def numbered(sent: str) -> Numbered | None:
    """Which visit or event is called so."""
    try:
        whole = UUID(sent).int
    except ValueError:
        return None
    if (whole >> 76 & 0xF, whole >> 62 & 0b11) != (_VERSION, _VARIANT):
        return None
    bits = (whole >> 80) << 74 | (whole >> 64 & 0xFFF) << 62 | whole & (1 << 62) - 1
    visit, cursor = bits >> _CURSOR_BITS, bits & (1 << _CURSOR_BITS) - 1
    return Numbered(visit - (visit >> 63 << _VISIT_BITS), cursor)


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
