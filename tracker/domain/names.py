"""Names of accounts: which are the same, what comes after a taken one, and what an e-mail address
makes of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import count

from tracker.domain.text import normal

LONGEST = 64  # characters
LONGEST_TYPED = 320  # characters; no name, address or password is longer
MADE_LONGER = 18 * 3  # at most, by normalising once and folding cases
NAMELESS = "user"

_NUMBERED = re.compile(r"(.*?)([1-9][0-9]{0,5})?", re.DOTALL)


def key_of(text: str) -> str:
    """What two names or e-mails have in common when they are the same to a person."""
    once = normal("NFKC", text.strip(), LONGEST_TYPED)
    return normal("NFKC", once.casefold(), LONGEST_TYPED * MADE_LONGER)


def following(name: str) -> Iterator[str]:
    """joe2, joe3, ... after joe; joe8, joe9, ... after joe7; none longer than a name may be."""
    found = _NUMBERED.fullmatch(name)
    assert found
    return map(partial(_numbered, found[1]), count(int(found[2] or 1) + 1))


def _numbered(name: str, number: int) -> str:
    return name[: LONGEST - len(str(number))].rstrip() + str(number)


def name_from_email(email: str) -> str:
    """The part before the @; a letter that could be taken for an @ is left out."""
    local = email.partition("@")[0][:LONGEST_TYPED]
    plain = "".join(char for char in local if "@" not in normal("NFKC", char, 1))
    return plain[:LONGEST].strip() or NAMELESS
