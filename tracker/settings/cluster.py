"""Reads what several processes share to be one server; ValueError says what is allowed instead."""

import re

from tracker.settings.hosts import url_of
from tracker.settings.mail import host_address
from tracker.settings.texts import ANY_GAP, listed

ROLES = ("front", "sequencer", "filer", "jobs")
MOST_SHARDS = 1 << 10  # an id says its shard in ten bits

_DATABASE = re.compile(r"/[A-Za-z_][A-Za-z0-9_-]{0,62}")
_ESCAPED = "; in a password , is written %2C, / %2F, ? %3F, # %23, @ %40 and a blank %20"


def queue_addresses(given: str) -> str:
    """Reads the servers of one NATS cluster, with commas between them."""
    named = listed(given)
    servers = [parts for each in named if (parts := host_address(each, frozenset({"nats", "tls"})))]
    if len(servers) < len(named) or len({each.scheme for each in servers}) != 1:
        raise ValueError(
            "addresses such as tls://user:password@n1.example.com:4222, with commas between them, "
            "or all nats://" + _ESCAPED
        )
    return ",".join(each.geturl() for each in servers)


def events_address(given: str) -> str:
    """Reads where ClickHouse is spoken to over HTTP, and the database there."""
    parts = url_of(given, frozenset({"http", "https"}))
    if not parts or not _DATABASE.fullmatch(parts.path) or parts.query or parts.fragment:
        raise ValueError(
            "an address such as https://user:password@events.example.com:8443/tracker" + _ESCAPED
        )
    return parts.geturl()


def accounts_address(given: str) -> str:
    """Reads where PostgreSQL is, and the database there."""
    parts = url_of(given, frozenset({"postgresql", "postgres"}))
    if not parts or not _DATABASE.fullmatch(parts.path) or parts.fragment:
        raise ValueError(
            "an address such as postgresql://user:password@postgres.example.com/tracker" + _ESCAPED
        )
    return parts.geturl()


def roles(given: str) -> tuple[str, ...]:
    """Reads what this process does for all."""
    named = {each.lower() for each in listed(given, ANY_GAP)}
    if not named or not named <= set(ROLES):
        raise ValueError(f"one or more of {', '.join(ROLES)}, with commas between them")
    if "jobs" in named and "front" not in named:
        raise ValueError("front, too, where it is jobs: a front has what jobs need")
    return tuple(each for each in ROLES if each in named)


def cluster_fault(urls: dict[str, str], others: set[str]) -> str:
    """What is missing of settings that only make sense together, in a sentence; or "". `urls` by
    their variables. `others`: variables that are set and need them."""
    missing = [name for name, value in urls.items() if not value]
    if not missing:
        return ""
    if len(missing) < len(urls):
        return (
            f"{' and '.join(missing)} must be set, too: several processes are one server with "
            f"{', '.join(urls)}, all of them; one process alone needs none of them"
        )
    if others:
        return (
            f"{' and '.join(sorted(others))} must be empty: a process has roles and shards only "
            f"where {', '.join(urls)} are set"
        )
    return ""
