"""What stands in a .env file."""

import codecs
import re
from pathlib import Path


def read_env_file(path: Path | None) -> dict[str, str]:
    """The NAME=value lines of a .env file; {} where there is none."""
    found = (ENV_LINE.match(line) for line in _lines(path))
    return {match["name"]: unquoted(match["value"]) for match in found if match}


def unread_lines(path: Path) -> list[int]:
    """The numbers of those that are neither empty, nor a comment, nor NAME=value."""
    return [
        number
        for number, line in enumerate(_lines(path), 1)
        if line.strip() and not line.lstrip().startswith("#") and not ENV_LINE.match(line)
    ]


def _lines(path: Path | None) -> list[str]:
    if path is None or not path.is_file():
        return []
    raw = path.read_bytes()
    marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return raw.decode("utf-16" if marked else "utf-8-sig", errors="replace").splitlines()


# A # is a comment's beginning behind a space, a quote or the =. What is not quoted is read piece by
# piece, each in one way only, so that a line of spaces takes no longer than another.
ENV_LINE = re.compile(
    r"""\s*(?:export\s+)?(?P<name>[A-Za-z_]\w*)\s*=\s*(?P<value>"[^"]*"|'[^']*'"""
    r"""|(?:[^\s#]|(?<![\s"'=])\#|(?<!\s)\s+(?![\s#]|$))*)\s*(?:\#.*)?$"""
)


def unquoted(value: str) -> str:
    """A value of a .env file without the quotes around it."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
