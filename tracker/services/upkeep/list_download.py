"""Fetches a list of spamming hosts into a file."""

import os
from pathlib import Path

import aiohttp

from tracker.domain.spam import load_list
from tracker.masks import masked
from tracker.storage.disk.symlinks import no_link

LARGEST = 8 * 1024 * 1024  # bytes
PATIENCE = 60  # seconds for the whole of it


class NoList(Exception):
    """The address gave no list; the message says why, and the old file is as it was."""

    def __init__(self, said: str) -> None:
        super().__init__(masked(said))  # an address that is fetched may hold a key


async def fetch_list(
    url: str, largest: int = LARGEST, patience: float = PATIENCE
) -> frozenset[str]:
    """The hosts listed at an http(s) address; raises NoList."""
    timeout = aiohttp.ClientTimeout(total=patience)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url, max_redirects=3) as response,
        ):
            if response.status != 200:
                raise NoList(f"{url} answered {response.status}")
            hosts = load_list((await _body(response, largest)).decode("utf-8", "replace"))
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise NoList(f"{url} cannot be fetched: {error or type(error).__name__}") from error
    if not hosts:
        raise NoList(f"{url} lists no host")
    return hosts


def keep_list(hosts: frozenset[str], path: Path) -> None:
    """Replaces the file in one step: a reader finds the old list or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}.new")
    try:
        with open(fresh, "w", encoding="utf-8", opener=no_link) as file:
            file.writelines(f"{host}\n" for host in sorted(hosts))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


async def _body(response: aiohttp.ClientResponse, largest: int) -> bytes:
    body = bytearray()
    async for piece in response.content.iter_chunked(64 * 1024):
        body += piece
        if len(body) > largest:
            raise NoList(f"{response.url} is larger than {largest} bytes")
    return bytes(body)
