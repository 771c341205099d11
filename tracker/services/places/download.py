"""Fetching one big file that survives a broken line: what has arrived is kept and continued."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import aiohttp

from tracker.masks import masked
from tracker.storage.disk.symlinks import opened, write_text

TIMEOUT = aiohttp.ClientTimeout(total=None, connect=15, sock_read=30)
ATTEMPTS = 5
LARGEST = 1 << 30
CHUNK = 1 << 16

# Told after each chunk: bytes so far, and of how many (0 = the server did not say).
Progress = Callable[[int, int], None]


class DownloadFailed(Exception):
    """The file cannot be had; the message says why."""

    def __init__(self, said: str) -> None:
        super().__init__(masked(said))  # an address that is fetched may hold a key


class NotThere(DownloadFailed):
    """The server has no such file (404)."""


class Interrupted(Exception):
    """The line broke; what has arrived is kept."""


async def download(
    session: aiohttp.ClientSession, url: str, part: Path, progress: Progress, pause: float = 1.0
) -> None:
    """Fills `part`, going on where an earlier call stopped; raises DownloadFailed.

    The session must have auto_decompress=False: sizes and ranges count what is on the line.
    """
    for attempt in range(ATTEMPTS):
        try:
            return await _fetch(session, url, part, progress)
        except Interrupted:
            await asyncio.sleep(pause * attempt)
        except (aiohttp.ClientError, TimeoutError) as error:
            reason = str(error) or type(error).__name__
            raise DownloadFailed(f"{url} cannot be fetched: {reason}") from error
    raise DownloadFailed(
        f"{url} broke off {ATTEMPTS} times; run the command again, it goes on where it stopped"
    )


def discard(part: Path) -> None:
    """Forget what has arrived, so that the next download starts anew."""
    part.unlink(missing_ok=True)
    _note(part).unlink(missing_ok=True)


async def _fetch(session: aiohttp.ClientSession, url: str, part: Path, progress: Progress) -> None:
    have, validator = _kept(part, url)
    headers = {"Accept-Encoding": "identity"}
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": validator}
    async with session.get(url, headers=headers, timeout=TIMEOUT, max_redirects=3) as response:
        if response.status == 416 and _total(response) == have > 0:
            return
        have = _start(response, url, part, have)
        await _append(response, part, have, progress)
        _check_digest(response, part)


def _start(response: aiohttp.ClientResponse, url: str, part: Path, have: int) -> int:
    """Where the response's bytes belong; the part is emptied when they are the whole file."""
    if response.status == 404:
        raise NotThere(f"{url} is not there")
    if response.status == 206 and have and _first(response) == have:
        return have
    discard(part)
    if response.status in {206, 416}:
        raise Interrupted
    if response.status != 200:
        raise DownloadFailed(f"{url} answered with status {response.status}")
    write_text(_note(part), json.dumps({"url": url, "validator": _validator(response)}))
    return 0


async def _append(
    response: aiohttp.ClientResponse, part: Path, have: int, progress: Progress
) -> None:
    total = have + response.content_length if response.content_length else 0
    with opened(part, "ab") as file:
        try:
            async for chunk in response.content.iter_chunked(CHUNK):
                file.write(chunk)
                have += len(chunk)
                if have > LARGEST:
                    raise DownloadFailed(f"{response.url} is larger than 1 GiB")
                progress(have, total)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Interrupted from error
    if total and have != total:
        raise Interrupted


def _kept(part: Path, url: str) -> tuple[int, str]:
    """Bytes of this very file that have arrived before, and the name of its version."""
    try:
        note = json.loads(_note(part).read_text("utf-8"))
        if note["url"] == url and note["validator"]:
            return part.stat().st_size, note["validator"]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return 0, ""


def _note(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _validator(response: aiohttp.ClientResponse) -> str:
    tag = response.headers.get("ETag", "")
    return tag if tag.startswith('"') else response.headers.get("Last-Modified", "")


def _first(response: aiohttp.ClientResponse) -> int:
    found = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return int(found[1]) if found else -1


def _total(response: aiohttp.ClientResponse) -> int:
    found = re.match(r"bytes \*/(\d+)$", response.headers.get("Content-Range", ""))
    return int(found[1]) if found else -1


def _check_digest(response: aiohttp.ClientResponse, part: Path) -> None:
    """The whole file's SHA-256, where the server names it (RFC 9530, RFC 3230)."""
    named = ", ".join(response.headers.get(name, "") for name in ("Repr-Digest", "Digest"))
    wanted = re.search(r"sha-256=:?([A-Za-z0-9+/]{43}=)", named, re.IGNORECASE)
    if not wanted:
        return
    with part.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").digest()
    if base64.b64decode(wanted[1]) != found:
        discard(part)
        raise DownloadFailed(f"{response.url} arrived damaged: its SHA-256 is another")
