"""Static files: read from the disk, or compressed from memory once a thread has done that."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from aiohttp import ETag, web
from aiohttp.web_fileresponse import CONTENT_TYPES

from tracker.web.compression import accepts_gzip, squeezed

TEXTS = {".css", ".js", ".svg"}
LEVEL = 9  # once a process
LEAST_SAVED = 100  # bytes: for less nothing is done


class Gzipped(NamedTuple):
    """A file's content for who takes gzip. `changed`: when the file was, in whole seconds."""

    body: bytes
    etag: str
    changed: int


class StaticFiles:
    """Those below the folder at the start: no path can lead out of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.paths, self.digest = files_below(folder)
        self._gzipped: Mapping[str, Gzipped] = {}

    def compress(self) -> None:
        """Blocks for a quarter of a second: for a thread, after the start."""
        self._gzipped = gzipped_below(self._folder)

    def answer(
        self, request: web.Request, name: str, headers: Mapping[str, str] | None = None
    ) -> web.StreamResponse:
        """The file, as it is or compressed; 404 for none."""
        path = self.paths.get(name)
        if path is None:
            raise web.HTTPNotFound
        known, more = self._gzipped.get(name), dict(headers or {})
        if path.suffix in TEXTS:
            more["Vary"] = "Accept-Encoding"
        # A range is of the file itself: parts of two encodings make nothing.
        if known is None or "Range" in request.headers or not accepts_gzip(request):
            return web.FileResponse(path, headers=more)
        more.setdefault("Content-Type", CONTENT_TYPES.guess_type(name)[0] or "text/plain")
        return _answer(request, known, more)


def _answer(request: web.Request, known: Gzipped, headers: dict[str, str]) -> web.Response:
    if _has(request, known):
        del headers["Content-Type"]
        response = web.Response(status=304, headers=headers)
    else:
        headers["Content-Encoding"] = "gzip"
        response = web.Response(body=known.body, headers=headers)
    response.etag = ETag(known.etag)
    response.last_modified = known.changed
    return response


def _has(request: web.Request, known: Gzipped) -> bool:
    """Whether the client has this very content already (RFC 9110, 13.1)."""
    if (tags := request.if_none_match) is not None:
        return any(tag.value in {known.etag, "*"} for tag in tags)
    since = request.if_modified_since
    return since is not None and known.changed <= since.timestamp()


@cache
def files_below(folder: Path) -> tuple[Mapping[str, Path], str]:
    """The folder's files by their path in it, and their content's hash; read once a process."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    files = {name: path for name, path in sorted(files.items()) if path.is_file()}
    return files, content_hash(files)


def content_hash(files: Mapping[str, Path]) -> str:
    """Ten letters that change whenever any of the files does."""
    digest = hashlib.sha256()
    for name, path in files.items():
        digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:10]


@cache
def gzipped_below(folder: Path) -> Mapping[str, Gzipped]:
    """The folder's texts that compress; once a process."""
    found = {}
    for name, path in files_below(folder)[0].items():
        if path.suffix in TEXTS:
            body = path.read_bytes()
            small = squeezed(body, LEVEL)
            if len(body) - len(small) >= LEAST_SAVED:
                etag = hashlib.sha256(small).hexdigest()[:20]
                found[name] = Gzipped(small, etag, int(path.stat().st_mtime))
            time.sleep(0.0005)  # others want to work, too
    return found
