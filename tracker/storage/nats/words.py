"""What NATS answers instead of doing what it was asked to, in storage's own words. An address in
them has no password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import nats.errors
import nats.js.errors

from tracker.masks import masked
from tracker.storage.file.errors import RefusesForNow

# What is raised where a server is away, changes, is full, or refuses.
FAULTS = (nats.errors.Error, TimeoutError, OSError)
NOT_THE_LAST = (10071, 10164)  # another sequence was expected than the stream has


@contextmanager
def own_words() -> Iterator[None]:
    """Whatever NATS raises within leaves as a RefusesForNow."""
    try:
        yield
    except FAULTS as error:
        raise RefusesForNow(said(error)) from None


def said(error: BaseException) -> str:
    """One sentence, for the log and for people."""
    if isinstance(error, nats.js.errors.APIError) and error.description:
        return f"NATS refuses: {masked(error.description)}"
    return f"NATS does not answer: {masked(str(error)) or type(error).__name__}"


def code_of(error: BaseException) -> int:
    """JetStream's own number of the error; 0 = none."""
    code = error.err_code if isinstance(error, nats.js.errors.APIError) else 0
    return code or 0
