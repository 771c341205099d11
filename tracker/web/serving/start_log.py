"""What the log says of a run: what it is made of, and how it was set up."""

from __future__ import annotations

import logging
import platform
import re
from importlib.metadata import PackageNotFoundError, version

from tracker import build
from tracker.config import Config
from tracker.services.mail.mailbox_package import WITHOUT, has_reader, how_to_get_it
from tracker.storage.file import engine

log = logging.getLogger(__name__)

# Of an e-mail address: people's do not belong in a log. Sought from a name's first letter only.
NAME = re.compile(r"(?<![^\s,<>=/:@])[^\s,<>=/:@]+@")
PARTS = ("aiohttp", "aiosqlite", "uvloop")


def started(config: Config) -> None:
    """Two lines, once the server listens, and one more for what its reader can mend."""
    parts = [f"Python {platform.python_version()}", f"SQLite {engine.RELEASE}"]
    parts += [f"{name} {found}" for name in PARTS if (found := installed(name))]
    which, where = build.version(), platform.platform()
    log.info("Tracker %s serves with %s on %s", which, ", ".join(parts), where)
    chosen = " ".join(f"{name}={value}" for name, value in config.chosen().items())
    shown = NAME.sub("***@", chosen) or "none"
    log.info("Settings, all others being their defaults: %s", shown)
    if not has_reader(config.mailbox_url):
        log.warning("%s Get it: %s", WITHOUT, how_to_get_it())


def installed(name: str) -> str:
    """The version of a package; "" where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
