"""Files that come over the web to be imported: in parts, gone on with after a break."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import BodyPartReader, web

from tracker.services.imports.uploaded_files import COMING, NoRoom, OutOfStep, Upload
from tracker.services.imports.uploads import TooMany, Uploads
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.handler_marks import by_itself
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.failing.only_in_one import only_in_one
from tracker.web.forms.bodies import UNREADABLE, fields_of
from tracker.web.pages.pages import url
from tracker.web.words.i18n import _

PART = 768 * 1024  # bytes: below what proxies take by default
PIECE = 64 * 1024
LARGEST = 1 << 40  # bytes
NO_ROOM = _("There is not enough room on the server’s disk for this file.")
TOO_MANY = _("This site has many files waiting already. Remove some first.")
NO_FILE = _("Choose a file.")
EMPTY = _("This file is empty.")


async def upload_begin(request: web.Request) -> web.Response:
    """A file is to come: its name and size."""
    site, user = await site_for(request, "editor"), await signed_in(request)
    fields = await fields_of(request)
    size = fields.get("size", "")
    if size == "0":
        return web.json_response({"error": str(EMPTY)}, status=409)
    if not size.isdecimal() or not 0 < int(size[:15]) <= LARGEST:
        raise web.HTTPBadRequest(text=str(NO_FILE))
    try:
        made = _uploads(request).begin(site.id, user.id, fields.get("name", "file"), int(size))
    except (NoRoom, TooMany, OSError) as error:
        return web.json_response({"error": _why(error)}, status=409)
    return _said(request, made)


async def upload_part(request: web.Request) -> web.Response:
    """The next bytes, from the one that `from` names."""
    site = await site_for(request, "editor")
    upload = _find(request, site)
    start = request.query.get("from", "")
    try:
        await _uploads(request).put(
            upload, int(start) if start.isdecimal() else -1, _pieces(request)
        )
    except OutOfStep:
        return _said(request, upload, 409)
    except (NoRoom, OSError) as error:
        return web.json_response({"error": _why(error)}, status=507)
    except UNREADABLE:
        raise web.HTTPBadRequest(text=_("What was sent could not be read.")) from None
    return _said(request, upload)


@by_itself
async def upload_state(request: web.Request) -> web.Response:
    """How far it is."""
    site = await site_for(request, "editor")
    return _said(request, _find(request, site))


async def upload_start(request: web.Request) -> web.Response:
    """All of it is there: it is imported from now on. Starting it twice is no error."""
    site = await site_for(request, "editor")
    upload = _find(request, site)
    if upload.state == COMING and _uploads(request).files.received(upload) == upload.size:
        try:
            _uploads(request).start(upload)
        except OSError as error:
            return web.json_response({"error": _why(error)}, status=507)
        await audit(request, "import begun", f"site {site.id}")
    return _said(request, upload)


async def upload_remove(request: web.Request) -> web.Response:
    """Forget it; removing it twice is no error."""
    site = await site_for(request, "editor")
    if upload := _uploads(request).find(site.id, request.match_info["upload_id"]):
        await _uploads(request).remove(upload)
    raise web.HTTPSeeOther(url(request, "site_imports", site_id=site.id))


async def upload_whole(request: web.Request) -> web.Response:
    """A form with a file in it, as browsers without scripts send it."""
    site, user = await site_for(request, "editor"), await signed_in(request)
    page = url(request, "site_imports", site_id=site.id)
    try:
        part = await anext(aiter(await request.multipart()), None)
        if not isinstance(part, BodyPartReader) or not part.filename:
            raise web.HTTPSeeOther(f"{page}?wrong=file")
        size = request.content_length or 0
        made = _uploads(request).begin(site.id, user.id, part.filename, max(size, 1))
        made.size = await _uploads(request).put(made, 0, _chunks(part))
        _uploads(request).start(made)
    except (NoRoom, TooMany, OutOfStep, OSError) as error:
        wrong = "many" if isinstance(error, TooMany) else "room"
        raise web.HTTPSeeOther(f"{page}?wrong={wrong}") from error
    except (AssertionError, RuntimeWarning, *UNREADABLE):  # a header that is none warns, or raises
        raise web.HTTPSeeOther(f"{page}?wrong=file") from None
    await audit(request, "import begun", f"site {site.id}")
    raise web.HTTPSeeOther(page)


def _uploads(request: web.Request) -> Uploads:
    return only_in_one(request.app, keys.UPLOADS)


def _find(request: web.Request, site: Site) -> Upload:
    found = _uploads(request).find(site.id, request.match_info["upload_id"])
    if found is None:
        raise web.HTTPUnprocessableEntity
    return found


async def _pieces(request: web.Request) -> AsyncIterator[bytes]:
    async for piece in request.content.iter_chunked(PIECE):
        yield piece


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    while piece := await part.read_chunk(PIECE):
        yield piece


def _why(error: Exception) -> str:
    return str(TOO_MANY if isinstance(error, TooMany) else NO_ROOM)


def _said(request: web.Request, upload: Upload, status: int = 200) -> web.Response:
    said: dict[str, Any] = {
        "id": upload.id,
        "state": upload.state,
        "size": upload.size,
        "received": _uploads(request).files.received(upload),
        "part": PART,
        "done": upload.done,
        "rows": upload.rows,
        "said": _last_word(upload),
    }
    return web.json_response(said, status=status)


def _last_word(upload: Upload) -> object:
    try:
        return json.loads(upload.said).get("import")
    except (ValueError, AttributeError):
        return upload.said
