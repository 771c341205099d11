"""For which of a server's addresses browsers keep passkeys: https with a name, and this machine."""

from __future__ import annotations

import enum
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import SplitResult

from tracker.domain.origins import PORTS, read_origin

LONGEST_NAME = 60  # letters, of a passkey


class Place(NamedTuple):
    """Where a passkey is made and shown."""

    host: str  # what it is bound to; browsers call it the RP ID
    origin: str  # of our pages, as browsers write it


class Misfit(enum.Enum):
    """Why there can be no passkey at an address."""

    PLAIN = "http"
    NUMBER = "an IP address"


def place_at(origin: str) -> Place | Misfit:
    """What a server's address (without a path) is for passkeys."""
    parts = read_origin(origin)
    if parts is None or not parts.hostname:
        return Misfit.NUMBER
    host = parts.hostname
    if _is_number(host):
        return Misfit.NUMBER
    is_here = host == "localhost" or host.endswith(".localhost")
    if parts.scheme != "https" and not is_here:
        return Misfit.PLAIN
    return Place(host, _as_browsers_write(parts, host))


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _as_browsers_write(parts: SplitResult, host: str) -> str:
    """Without the port that the scheme has anyway."""
    usual = parts.port in {None, PORTS[parts.scheme]}
    return f"{parts.scheme}://{host}" + ("" if usual else f":{parts.port}")


def is_counted_on(before: int, now: int) -> bool:
    """Whether a key that had counted `before` uses may say `now`. It counts up with each use, or
    says 0 for ever; one that stands still or goes back has a twin."""
    return now > before or now == before == 0
