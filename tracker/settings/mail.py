"""Reads addresses of mail servers and people; ValueError says what is allowed instead."""

import re
from email.utils import getaddresses
from urllib.parse import SplitResult

from tracker.settings.hosts import host_of, url_of
from tracker.settings.texts import ANY_GAP, listed

ADDRESS = re.compile(r"[^\s@<>,;:\"\\]+@[^\s@<>,;:\"\\]+")


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
