"""A target as its owner types it, and what may be wrong with it."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from tracker.domain.alerts.message import without_chat
from tracker.domain.alerts.target import SHAPES, Shape
from tracker.domain.reports.kept import LONGEST_NAME
from tracker.domain.text import tidy

LONGEST_ADDRESS = 2_000  # characters
UNFIT = re.compile(r"[\s\\\"<>^`{|}\x00-\x20\x7f-\U0010ffff]")

WrongTarget = Literal[
    "no name",
    "long name",
    "no shape",
    "no address",
    "long address",
    "user in address",
    "no chat",
    "no topic",
]


class ReadTarget(NamedTuple):
    """What was meant."""

    name: str
    shape: Shape
    address: str


class NoTarget(ValueError):
    """`faults` by the name of the field."""

    def __init__(self, faults: dict[str, WrongTarget]) -> None:
        super().__init__(", ".join(f"{field}: {wrong}" for field, wrong in faults.items()))
        self.faults = faults


def read_target(name: str, shape: str, address: str) -> ReadTarget:
    """Raises NoTarget. Whether anybody is there is another matter."""
    name = tidy(name, 4 * LONGEST_NAME).strip()
    known = next((each for each in SHAPES if each == shape), None)
    address = address.strip()
    found: dict[str, WrongTarget | None] = {
        "name": _wrong_name(name),
        "shape": None if known else "no shape",
        "address": _wrong_address(address, known),
    }
    faults = {field: wrong for field, wrong in found.items() if wrong}
    if faults or known is None:
        raise NoTarget(faults)
    return ReadTarget(name, known, address)


def _wrong_name(name: str) -> WrongTarget | None:
    if not name:
        return "no name"
    return "long name" if len(name) > LONGEST_NAME else None


def _wrong_address(address: str, shape: Shape | None) -> WrongTarget | None:
    if len(address) > LONGEST_ADDRESS:
        return "long address"
    try:
        parts = urlsplit(address)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return "no address"
    if not fits or UNFIT.search(address):
        return "no address"
    if "@" in parts.netloc:
        return "user in address"
    if shape == "telegram" and not without_chat(address)[1]:
        return "no chat"
    return "no topic" if shape == "ntfy" and not parts.path.strip("/") else None
