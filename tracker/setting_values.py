"""How the text of a setting becomes its value; ValueError says what is allowed instead."""

import ipaddress
import os
import re
from collections.abc import Callable
from email.utils import getaddresses
from pathlib import Path
from urllib.parse import SplitResult

from tracker.setting_hosts import PORTS, host_of, url_of
from tracker.setting_texts import ANY_GAP, COMMENT, QUOTES, as_meant, listed


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


def mail_server(given: str) -> str:
    """Reads the address of a mail server, with the credentials for it."""
    if not (parts := host_address(given, frozenset({"smtp", "smtps"}))):
        raise ValueError(
            "an address such as smtp://user:password@mail.example.com:587, or smtps://" + _ESCAPED
        )
    return parts.geturl()


def mailbox_address(given: str) -> str:
    """Reads the address of a mailbox, with the credentials for it."""
    parts = host_address(given, frozenset({"imap", "imaps", "pop3", "pop3s"}))
    if not parts or not parts.username or not parts.password:
        raise ValueError(
            "an address such as imaps://user:password@mail.example.com, or pop3s://" + _ESCAPED
        )
    return parts.geturl()


_ESCAPED = "; in a password / is written %2F, ? %3F, # %23 and a blank %20"


def host_address(given: str, schemes: frozenset[str]) -> SplitResult | None:
    """The parts of a URL of these that names a host and no path; None where it is none."""
    parts = url_of(given, schemes)
    if not parts or parts.path.strip("/") or parts.query or parts.fragment:
        return None
    return parts._replace(path="")


def mail_sender(given: str) -> str:
    """Reads whom mails come from: an address, with or without a name."""
    found = [address for _, address in getaddresses([given])]
    if len(found) != 1 or not given.isprintable() or not (meant := mail_address(found[0])):
        raise ValueError("an address such as stats@example.com or Tracker <stats@example.com>")
    before, _, after = given.rpartition(found[0])
    return f"{before}{meant}{after}"


def mail_addresses(given: str) -> tuple[str, ...]:
    """Reads e-mail addresses with commas between them."""
    named = tuple(map(mail_address, listed(given, ANY_GAP)))
    if not named or not all(named):
        raise ValueError("e-mail addresses with commas between them")
    return named


def mail_address(given: str) -> str:
    """With its host as mail servers know it; "" where it is none."""
    name, at, host = given.rpartition("@")
    if not ADDRESS.fullmatch(given):
        return ""
    try:
        return f"{name}{at}{host if host.startswith('[') else host_of(host)}"
    except ValueError:
        return ""


def sentry_address(given: str) -> str:
    """Reads where Sentry wants its reports."""
    parts = web_address(given)
    if not parts or not parts.username or not parts.path.strip("/"):
        raise ValueError("a DSN such as https://key@sentry.example.com/1")
    return parts.geturl()


def secret_word(given: str) -> str:
    """Reads a token that programs send."""
    if not re.fullmatch(r"[A-Za-z0-9._~+/=-]{16,200}", given):
        raise ValueError("16 or more letters and digits, such as `openssl rand -hex 24` prints")
    return given


ADDRESS = re.compile(r"[^\s@<>,;:\"\\]+@[^\s@<>,;:\"\\]+")


def is_this_machine(host: str) -> bool:
    """Whether that host can only be this one, and only be reached from it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


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


LONGEST_SOCKET = 100  # bytes; the systems' own limits are 104 and 108


def socket_path(given: str) -> Path:
    """Reads where a Unix socket is to be."""
    path = path_of(given)
    if len(os.fsencode(path)) > LONGEST_SOCKET or (path.exists() and not path.is_socket()):
        raise ValueError("a path of at most 100 bytes at which nothing else is")
    return path


def file_name(given: str) -> str:
    """Reads the name under which the beacon's script is served."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*\.js", given):
        raise ValueError("a file name such as beacon.js")
    return given
