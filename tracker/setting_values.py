"""How the text of a setting becomes its value; ValueError says what is allowed instead."""

import ipaddress
import os
import re
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, urlsplit


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
        if not (given.isascii() and given.isdigit() and low <= int(given) <= high):
            raise ValueError(f"a whole number from {low} to {high}")
        return int(given)

    return read


def yes_or_no(given: str) -> bool:
    """Reads 1 or 0, and the words people write for them."""
    if given.lower() not in {"1", "yes", "true", "on", "0", "no", "false", "off"}:
        raise ValueError("1 or 0")
    return given.lower() in {"1", "yes", "true", "on"}


def host_name(given: str) -> str:
    """Reads an address to listen on."""
    if not re.fullmatch(r"[\w.:%-]+", given):
        raise ValueError("a host name or an address, without port or http://")
    return given


def public_address(given: str) -> str:
    """Reads this server's own address as the world sees it; no slash at its end."""
    parts = web_address(given)
    if not parts or parts.username is not None or parts.query or parts.fragment:
        raise ValueError("an address such as https://stats.example.com")
    if parts.path.strip("/"):
        raise ValueError("an address without a path; the path belongs into BASE_PATH")
    return given.rstrip("/")


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
    if not web_address(given) or "{ip}" not in given:
        raise ValueError("an http or https address with {ip} in it")
    return given


def download_template(given: str) -> str:
    """Reads the address of a file that appears monthly."""
    if not web_address(given):
        raise ValueError("an http or https address, with {year} and {month} where they belong")
    return given


def list_address(given: str) -> str:
    """Reads the address of a list."""
    if not web_address(given):
        raise ValueError("an http or https address")
    return given


def web_address(given: str) -> SplitResult | None:
    """The parts of an http or https URL; None where it is none."""
    try:
        parts = urlsplit(given)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


def mail_server(given: str) -> str:
    """Reads the address of a mail server, with the credentials for it."""
    if not host_address(given, {"smtp", "smtps"}):
        raise ValueError(
            "an address such as smtp://user:password@mail.example.com:587, or smtps://"
        )
    return given


def mailbox_address(given: str) -> str:
    """Reads the address of a mailbox, with the credentials for it."""
    parts = host_address(given, {"imap", "imaps", "pop3", "pop3s"})
    if not parts or not parts.username or not parts.password:
        raise ValueError("an address such as imaps://user:password@mail.example.com, or pop3s://")
    return given


def host_address(given: str, schemes: set[str]) -> SplitResult | None:
    """The parts of a URL of these that names a host and no path; None where it is none."""
    try:
        parts = urlsplit(given)
        usable = parts.scheme in schemes and parts.hostname and parts.port != 0
    except ValueError:
        return None
    bare = not (parts.path.strip("/") or parts.query or parts.fragment)
    return parts if usable and bare else None


def mail_sender(given: str) -> str:
    """Reads whom mails come from: an address, with or without a name."""
    if not given.isprintable() or not ADDRESS.fullmatch(parseaddr(given)[1]):
        raise ValueError("an address such as stats@example.com or Tracker <stats@example.com>")
    return given


def mail_addresses(given: str) -> tuple[str, ...]:
    """Reads e-mail addresses with commas between them."""
    named = tuple(part.strip() for part in given.split(",") if part.strip())
    if not named or not all(map(ADDRESS.fullmatch, named)):
        raise ValueError("e-mail addresses with commas between them")
    return named


def sentry_address(given: str) -> str:
    """Reads where Sentry wants its reports."""
    parts = web_address(given)
    if not parts or not parts.username or not parts.path.strip("/"):
        raise ValueError("a DSN such as https://key@sentry.example.com/1")
    return given


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
    named = tuple(part.strip() for part in given.split(",") if part.strip())
    for each in named:
        try:
            ipaddress.ip_network(each, strict=False)
        except ValueError:
            allowed = "addresses or networks such as 10.0.0.0/8, with commas between them"
            raise ValueError(allowed) from None
    return named


def existing_file(given: str) -> Path:
    """Reads the path of a file that is there."""
    if not (path := Path(given).expanduser()).is_file():
        raise ValueError("the path of a file that exists")
    return path


def existing_files(given: str) -> tuple[Path, ...]:
    """Reads paths of files that are there, with commas between them."""
    try:
        return tuple(existing_file(part.strip()) for part in given.split(",") if part.strip())
    except ValueError:
        raise ValueError("paths of files that exist, with commas between them") from None


def folder(given: str) -> Path:
    """Reads the path of a folder, which the server makes where it is missing."""
    if (path := Path(given).expanduser()).exists() and not path.is_dir():
        raise ValueError("the path of a folder")
    return path


LONGEST_SOCKET = 100  # bytes; the systems' own limits are 104 and 108


def socket_path(given: str) -> Path:
    """Reads where a Unix socket is to be."""
    path = Path(given).expanduser()
    if len(os.fsencode(path)) > LONGEST_SOCKET or (path.exists() and not path.is_socket()):
        raise ValueError("a path of at most 100 bytes at which nothing else is")
    return path


def file_name(given: str) -> str:
    """Reads the name under which the beacon's script is served."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*\.js", given):
        raise ValueError("a file name such as beacon.js")
    return given
