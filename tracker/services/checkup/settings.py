"""The settings and the file they come from."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from ipaddress import ip_network
from pathlib import Path

from tracker.config import Config
from tracker.services.checkup.findings import Finding, bad, ok, warn
from tracker.services.mail.mailbox_package import WITHOUT, has_reader, how_to_get_it


def look_at_settings(config: Config, env_file: Path, unread: Sequence[str]) -> Iterator[Finding]:
    """Read by everybody, misspelt, or at odds with each other; `unread` are no settings."""
    yield from _file(env_file)
    for said in unread:
        yield warn("settings", said, "Is it misspelt?")
    yield from _address(config)
    if not has_reader(config.mailbox_url):
        yield warn("settings", WITHOUT, how_to_get_it())
    yield from _proxies(config)
    if config.debug:
        yield warn("settings", "DEBUG=1 shows source and variables.", "Take it away when done.")
    if config.durability == "process":
        yield warn(
            "settings",
            "DURABILITY=process: a power cut may lose acknowledged visits.",
            "DURABILITY=power keeps them, at little cost.",
        )


def _file(env_file: Path) -> Iterator[Finding]:
    if not env_file.is_file():
        yield ok("settings", f"They come from the environment; there is no file {env_file}.")
        return
    found = env_file.stat()
    mode = stat.S_IMODE(found.st_mode)
    # root's, and read by the server's group, is as good: the server cannot change it.
    others = 0o037 if found.st_uid == 0 else 0o077
    if mode & others:
        yield warn(
            "settings",
            f"Others may read {env_file} (mode {mode:o}), which may hold passwords.",
            f"chmod 600 {env_file}",
        )
    else:
        yield ok("settings", f"{env_file} can be used.")


def _address(config: Config) -> Iterator[Finding]:
    if config.is_private:
        return
    if not config.public_url:
        yield warn(
            "settings",
            "PUBLIC_URL is not set: no links by mail, and log-in cookies also travel over http.",
            "Set it to the address that browsers use, such as https://stats.example.com.",
        )
    elif not config.public_url.startswith("https:"):
        yield bad(
            "settings",
            f"PUBLIC_URL is {config.public_url}: passwords travel in the open.",
            "Put a proxy with TLS in front, and https:// into PUBLIC_URL.",
        )


def _proxies(config: Config) -> Iterator[Finding]:
    for each in config.trusted_proxies:
        network = ip_network(each)
        if network.prefixlen < WIDEST[network.version]:
            yield warn(
                "settings",
                f"TRUSTED_PROXIES={each} trusts whole continents: a visitor there is whoever it "
                "says.",
                "Name the proxies' own addresses or networks.",
            )


WIDEST = {4: 8, 6: 7}  # bits: 10.0.0.0/8 and fc00::/7 are whole private ranges
