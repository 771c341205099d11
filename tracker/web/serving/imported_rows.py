"""Rows that a command on this machine has made of files, on their way to the log."""

from __future__ import annotations

import msgspec
from aiohttp import web

from tracker.services.imports.imports import NotRunning
from tracker.services.recording.recorder import Closed
from tracker.storage.file.errors import StorageError
from tracker.web import keys


async def import_rows(request: web.Request) -> web.Response:
    """Write a batch: the places of what was there already. 503: try again; 409: it is over."""
    number = int(request.match_info["number"])
    try:
        others = await request.app[keys.IMPORTS].bring(number, await request.read())
    except NotRunning:
        return web.json_response({}, status=409)
    except msgspec.MsgspecError:
        return web.json_response({}, status=400)
    except (Closed, StorageError) as error:
        return web.json_response({"said": str(error)}, status=503)
    return web.json_response({"others": others})
