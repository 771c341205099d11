"""Names of accounts: which are the same, what comes after a taken one, and what an e-mail address
makes of one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import partial
from itertools import count

LONGEST = 64  # characters
NAMELESS = "user"

_NUMBERED = re.compile(r"(.*?)([1-9][0-9]{0,5})?", re.DOTALL)


def key_of(text: str) -> str:
    """What two names or e-mails have in common when they are the same to a person."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text.strip()).casefold())


def following(name: str) -> Iterator[str]:
    """joe2, joe3, ... after joe; joe8, joe9, ... after joe7; none longer than a name may be."""
    found = _NUMBERED.fullmatch(name)
    assert found
    return map(partial(_numbered, found[1]), count(int(found[2] or 1) + 1))


def _numbered(name: str, number: int) -> str:
    return name[: LONGEST - len(str(number))].rstrip() + str(number)


def name_from_email(email: str) -> str:
    """The part before the @; a letter that could be taken for an @ is left out."""
    local = email.partition("@")[0]
    plain = "".join(char for char in local if "@" not in unicodedata.normalize("NFKC", char))
    return plain[:LONGEST].strip() or NAMELESS
