"""Reads paths; ValueError says what is allowed instead."""

import os
import re
from pathlib import Path

from tracker.settings.texts import COMMENT, QUOTES, as_meant, listed

LONGEST_SOCKET = 100  # bytes; the systems' own limits are 104 and 108


def existing_file(given: str) -> Path:
    """Reads the path of a file that is there."""
    if not (path := path_of(given)).is_file():
        raise ValueError("the path of a file that exists")
    return path


def existing_files(given: str) -> tuple[Path, ...]:
    """Reads paths of files that are there, with commas between them."""
    paths = tuple(map(path_of, listed(given)))
    if not all(path.is_file() for path in paths):
        raise ValueError("paths of files that exist, with commas between them")
    return paths


def folder(given: str) -> Path:
    """Reads the path of a folder, which the server makes where it is missing."""
    if (path := path_of(given)).exists() and not path.is_dir():
        raise ValueError("the path of a folder")
    return path


def socket_path(given: str) -> Path:
    """Reads where a Unix socket is to be."""
    path = path_of(given)
    if len(os.fsencode(path)) > LONGEST_SOCKET or (path.exists() and not path.is_socket()):
        raise ValueError("a path of at most 100 bytes at which nothing else is")
    return path


def path_of(given: str) -> Path:
    """The path that was meant, ~ replaced; ValueError for what would quietly be another one."""
    text = as_meant(given)
    for wrong, allowed in _NO_PATHS:
        if wrong.search(text):
            raise ValueError(allowed)
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ValueError("a path without ~: this system knows no such home folder") from None


_NO_PATHS = (
    (COMMENT, "the path alone"),
    (re.compile(rf"^[{QUOTES}]|[{QUOTES}]$"), "a path with a quote at both ends, or at none"),
    (re.compile(r"[\x00-\x1f\x7f]"), "a path on one line, without control characters"),
    (re.compile(r"^(file|unix):|://|^@"), "a path alone, such as /srv/tracker"),
    (re.compile(r"^[A-Za-z]:[\\/]"), "a path of this system, such as /srv/tracker, not of Windows"),
    (re.compile(r"\$(\{|\w)"), "a path that is written out: $ is not replaced here"),
)
