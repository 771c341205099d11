"""What reads a mailbox by IMAP comes with the extra `mailbox`; the standard library speaks POP3."""

from __future__ import annotations

import sys
from importlib.util import find_spec

PACKAGE = "IMAPClient"
WITHOUT = f"MAILBOX_URL is set, and {PACKAGE}, which reads that mailbox, is not installed."


def has_reader(url: str) -> bool:
    """Whether the mailbox there can be read with what is installed."""
    return not url.startswith("imap") or find_spec("imapclient") is not None


def how_to_get_it() -> str:
    """The command, for the Python that runs."""
    return f"{sys.executable} -m pip install {PACKAGE}"
