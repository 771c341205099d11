"""Static files, from memory: a client that leaves keeps none of them open, and where no more can be
opened they go out all the same. Compressed once a thread has done that."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from aiohttp import ETag, web
from aiohttp.web_fileresponse import CONTENT_TYPES

from tracker.web.pages.compression import accepts_gzip, squeezed
from tracker.web.pages.modules import joined_modules
from tracker.web.pages.stylesheets import parts_of, whole_sheet

TEXTS = {".css", ".js", ".svg"}
LEVEL = 9  # once a process
LEAST_SAVED = 100  # bytes: for less nothing is done


class Content(NamedTuple):
    """The bytes that somebody gets. `changed`: when the file was, in whole seconds."""

    body: bytes
    etag: str
    changed: int


class StaticFiles:
    """Those below the folder at the start: no path can lead out of it. With `anew` each is read
    again whenever it is asked for, for whoever changes them; then each module comes alone, with
    its own name and lines."""

    def __init__(self, folder: Path, *, anew: bool = False) -> None:
        self._folder = folder
        self._anew = anew
        self._files, self.digest = files_below(folder)
        self._gzipped: Mapping[str, Content] = {}

    def compress(self) -> None:
        """Blocks for a quarter of a second: for a thread, after the start."""
        self._gzipped = gzipped_below(self._folder)

    def text(self, name: str) -> str:
        """What a file says; nothing for none."""
        whole = self._files.get(name)
        return whole.body.decode() if whole else ""

    def answer(
        self, request: web.Request, name: str, headers: Mapping[str, str] | None = None
    ) -> web.Response:
        """The file whole, as it is or compressed; 404 for none."""
        whole = self._files.get(name)
        if whole is None:
            raise web.HTTPNotFound
        more = dict(headers or {})
        kind = CONTENT_TYPES.guess_type(name)[0] or "application/octet-stream"
        more.setdefault("Content-Type", kind)
        if Path(name).suffix in TEXTS:
            more["Vary"] = "Accept-Encoding"
        if self._anew:
            whole = content_of(self._folder / name)
        elif (gzipped := self._gzipped.get(name)) and accepts_gzip(request):
            return _answer(request, gzipped, more | {"Content-Encoding": "gzip"})
        return _answer(request, whole, more)


def _answer(request: web.Request, content: Content, headers: dict[str, str]) -> web.Response:
    if _has(request, content):
        del headers["Content-Type"]
        headers.pop("Content-Encoding", None)
        response = web.Response(status=304, headers=headers)
    else:
        response = web.Response(body=content.body, headers=headers)
    response.etag = ETag(content.etag)
    response.last_modified = content.changed
    return response


def _has(request: web.Request, content: Content) -> bool:
    """Whether the client has this very content already (RFC 9110, 13.1)."""
    if (tags := request.if_none_match) is not None:
        return any(tag.value in {content.etag, "*"} for tag in tags)
    since = request.if_modified_since
    return since is not None and content.changed <= since.timestamp()


@cache
def files_below(folder: Path) -> tuple[Mapping[str, Content], str]:
    """The folder's files by their path in it, 400 kB, and ten letters that change whenever any of
    them does; read once a process."""
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    files = {name: content_of(path) for name, path in sorted(paths.items()) if path.is_file()}
    files |= _joined(files)
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(name.encode() + b"\0" + content.body)
    # Digits spell nothing that somebody looks for in a page.
    return files, str(int.from_bytes(digest.digest()[:5], "big"))


def _joined(files: Mapping[str, Content]) -> dict[str, Content]:
    """The pages' modules, each with all that it imports. Raises UnfitModule."""
    modules = {name: each for name, each in files.items() if name.endswith(".js")}
    texts = joined_modules({name: each.body.decode() for name, each in modules.items()})
    changed = max((each.changed for each in modules.values()), default=0)
    return {name: _content(text.encode(), changed) for name, text in texts.items()}


def content_of(path: Path) -> Content:
    """As it is on the disk now."""
    if path.suffix != ".css":
        return _content(path.read_bytes(), int(path.stat().st_mtime))
    changed = max(part.stat().st_mtime for part in parts_of(path))
    return _content(whole_sheet(path), int(changed))


def _content(body: bytes, changed: int) -> Content:
    return Content(body, hashlib.sha256(body).hexdigest()[:20], changed)


@cache
def gzipped_below(folder: Path) -> Mapping[str, Content]:
    """The folder's texts that compress; once a process."""
    found = {}
    for name, whole in files_below(folder)[0].items():
        if Path(name).suffix in TEXTS:
            small = squeezed(whole.body, LEVEL)
            if len(whole.body) - len(small) >= LEAST_SAVED:
                found[name] = _content(small, whole.changed)
            time.sleep(0.0005)  # others want to work, too
    return found
