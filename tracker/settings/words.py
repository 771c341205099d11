"""Reads words and numbers; ValueError says what is allowed instead."""

import re
from collections.abc import Callable


def one_of(*allowed: str) -> Callable[[str], str]:
    """Reads one of these words, in any case."""
    by_folded = {word.lower(): word for word in allowed}

    def read(given: str) -> str:
        if given.lower() not in by_folded:
            raise ValueError(" or ".join(allowed))
        return by_folded[given.lower()]

    return read


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """Reads a whole number within both ends."""

    def read(given: str) -> int:
        digits = given.lstrip("0") or "0"
        if not (re.fullmatch(r"[0-9]{1,20}", digits) and low <= int(digits) <= high):
            raise ValueError(f"a whole number from {low} to {high}")
        return int(digits)

    return read


def yes_or_no(given: str) -> bool:
    """Reads 1 or 0, and the words people write for them."""
    if given.lower() not in {"1", "yes", "true", "on", "0", "no", "false", "off"}:
        raise ValueError("1 or 0")
    return given.lower() in {"1", "yes", "true", "on"}


def secret_word(given: str) -> str:
    """Reads a token that programs send."""
    if not re.fullmatch(r"[A-Za-z0-9._~+/=-]{16,200}", given):
        raise ValueError("16 or more letters and digits, such as `openssl rand -hex 24` prints")
    return given


def file_name(given: str) -> str:
    """Reads the name under which the beacon's script is served."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*\.js", given):
        raise ValueError("a file name such as beacon.js")
    return given
