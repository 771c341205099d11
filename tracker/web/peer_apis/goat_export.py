"""GoatCounter's export: asked for, looked after, taken away. Nothing is made before: the file is
written while it is being read, up to where the log was when it was asked for."""

from __future__ import annotations

import gzip
import io
from collections.abc import AsyncGenerator
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from tracker.domain.hits import TEST
from tracker.domain.peer_apis.goat_csv import Lines, header
from tracker.domain.queries.sent import BadQuery, read_json
from tracker.domain.queries.time_labels import iso
from tracker.web import keys
from tracker.web.asking.handler_marks import only_asks
from tracker.web.forms.bodies import body_of
from tracker.web.live.streams import begun, send_pieces
from tracker.web.peer_apis.goat_asking import GOAT, goat_reader, goat_site
from tracker.web.peer_apis.kept_exports import Export
from tracker.web.peer_apis.shaped import shaped

SEND_WITHIN = 10.0  # seconds; who reads slower than a piece in this time is cut off
UTC = ZoneInfo("UTC")
KNOWN = ("start_from_hit_id", "format")


@only_asks
@shaped(GOAT)
async def export_add(request: web.Request) -> web.Response:
    """What is behind `start_from_hit_id`, or all."""
    app, site = request.app, goat_site(request, await goat_reader(request))
    sent = read_json(await body_of(request) or b"{}").fields(KNOWN)
    if "format" in sent:
        sent["format"].choice(("csv",))
    start = sent["start_from_hit_id"].number(0, 2**62) if "start_from_hit_id" in sent else 0
    # Doubled, so that whoever adds one to the last one they had misses nothing.
    after, head = start // 2, app[keys.LOG].head_of(site.id)
    rows = await app[keys.ENGINE].lists.how_many(site.id, after, head, TEST)
    export = Export(site.id, after, head, app[keys.CLOCK](), rows)
    number = await app[keys.READ_EXPORTS].add(export)
    return web.json_response(_said(number, export), status=202)


@shaped(GOAT)
async def export_one(request: web.Request) -> web.Response:
    """How far it is: it has always ended."""
    number, export = await _export(request)
    return web.json_response(_said(number, export))


@shaped(GOAT)
async def export_download(request: web.Request) -> web.StreamResponse:
    """Packed CSV."""
    _, export = await _export(request)
    pieces = await begun(_pieces(request.app, export))
    name = f"goatcounter-export-{export.site_id}-{export.head}.csv.gz"
    response = web.StreamResponse(
        headers=GOAT
        | {
            "Content-Type": "application/gzip",
            "Content-Disposition": f'attachment; filename="{name}"',
        }
    )
    await send_pieces(request, response, pieces, SEND_WITHIN)
    return response


async def _export(request: web.Request) -> tuple[int, Export]:
    site = goat_site(request, await goat_reader(request))
    number = int(request.match_info["number"])
    export = await request.app[keys.READ_EXPORTS].get(number, site.id)
    if export is None:
        raise BadQuery("This export is none of the site's. Ask for it again.")
    return number, export


async def _pieces(app: web.Application, export: Export) -> AsyncGenerator[bytes]:
    text, lines = io.BytesIO(), Lines(export.after)
    with gzip.GzipFile(fileobj=text, mode="wb", mtime=0) as packed:
        packed.write(header())
        async for events in app[keys.ENGINE].lists.everything(export.site_id, export.head):
            packed.write(lines.of(events))
            if piece := _taken(text):
                yield piece
    yield _taken(text)


def _taken(text: io.BytesIO) -> bytes:
    piece = text.getvalue()
    text.seek(0)
    text.truncate()
    return piece


def _said(number: int, export: Export) -> dict[str, Any]:
    """Without `error`, which goatpie takes for one whatever it says."""
    at = iso(export.at, UTC)
    return {
        "id": number,
        "site_id": export.site_id,
        "start_from_hit_id": 2 * export.after,
        "last_hit_id": 2 * export.head,
        "created_at": at,
        "finished_at": at,
        "num_rows": export.rows,
        "size": None,
        "hash": None,
    }
