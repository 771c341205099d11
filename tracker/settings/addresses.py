"""Reads addresses on the web and in networks; ValueError says what is allowed instead."""

import ipaddress
import re
from urllib.parse import SplitResult

from tracker.settings.hosts import PORTS, host_of, url_of
from tracker.settings.texts import ANY_GAP, listed


def host_name(given: str) -> str:
    """Reads an address to listen on."""
    if found := re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[\w.-]+):(\d{1,5})", given):
        raise ValueError(f"a host name or an address alone; the port belongs into PORT={found[2]}")
    try:
        return host_of(re.sub(r"^\[(.*)\]$", r"\1", given))
    except ValueError:
        allowed = "a host name or an address such as 127.0.0.1, or 0.0.0.0 for every network"
        raise ValueError(allowed) from None


def public_address(given: str) -> str:
    """Reads this server's own address as browsers write it: that is what it is compared with."""
    parts = web_address(given)
    odd = not parts or parts.username is not None or parts.query or parts.fragment
    if not parts or odd or given.count("://") > 1:
        meant = public_address(f"https://{given}") if _NO_SCHEME.fullmatch(given) else ""
        allowed = f"an address with its scheme: {meant}" if meant else _ONE_OF_OURS
        raise ValueError(allowed)
    origin = f"{parts.scheme}://{parts.netloc}"
    if path := parts.path.strip("/"):
        raise ValueError(f"{origin} without a path; that belongs into BASE_PATH=/{path}")
    return origin


_NO_SCHEME = re.compile(r"(\w[\w-]*\.)+[^\W\d][\w-]*(:\d{1,5})?/?")
_ONE_OF_OURS = (
    "an address such as https://stats.example.com: http or https, a name of letters, digits, - "
    "and dots or a whole IP address, and a port where it is no usual one"
)


def base_path(given: str) -> str:
    """Reads the path below which everything is; "" for the whole host."""
    path = "/" + given.strip("/")
    segments = path[1:].split("/")
    if path == "/":
        return ""
    if any(not re.fullmatch(r"[A-Za-z0-9_.~-]+", each) or not each.strip(".") for each in segments):
        raise ValueError("a path such as /stats, of letters, digits and - _ . ~")
    return path


def address_template(given: str) -> str:
    """Reads the address of a geolocation service."""
    parts = web_address(given)
    if not parts or set(_PLACE.findall(given)) != {"{ip}"}:
        raise ValueError("an http or https address with {ip} in it, and nothing else in braces")
    return parts.geturl()


def download_template(given: str) -> str:
    """Reads the address of a file that appears monthly."""
    parts = web_address(given)
    if not parts or not set(_PLACE.findall(given)) <= {"{year}", "{month}"}:
        raise ValueError("an http or https address, with {year} and {month} where they belong")
    return parts.geturl()


_PLACE = re.compile(r"\{[^{}]*\}|[{}]")


def list_address(given: str) -> str:
    """Reads the address of a list."""
    if not (parts := web_address(given)):
        raise ValueError("an http or https address, a blank in it written as %20")
    return parts.geturl()


def web_address(given: str) -> SplitResult | None:
    """The parts of an http or https URL; None where it is none."""
    return url_of(given, frozenset(PORTS))


def sentry_address(given: str) -> str:
    """Reads where Sentry wants its reports."""
    parts = web_address(given)
    if not parts or not parts.username or not parts.path.strip("/"):
        raise ValueError("a DSN such as https://key@sentry.example.com/1")
    return parts.geturl()


def networks(given: str) -> tuple[str, ...]:
    """Reads addresses and networks with commas between them."""
    return tuple(map(_network, listed(given, ANY_GAP)))


def _network(given: str) -> str:
    try:
        network = ipaddress.ip_network(re.sub(r"^\[(.*)\]$", r"\1", given), strict=False)
    except ValueError:
        allowed = "addresses or networks such as 10.0.0.0/8, with commas between them"
        named = re.fullmatch(r"[\w.:*-]{1,60}(/[\w.]*)?", given)
        raise ValueError(f"{allowed}; {given} is neither" if named else allowed) from None
    return str(network) if "/" in given else str(network.network_address)
