"""Acts of commands, done inside the server; asked over the control socket only."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

from aiohttp import web

from tracker.services.acts.acting import Acting, Refusal, Show, whole
from tracker.services.acts.performing import perform
from tracker.web import keys
from tracker.web.mcp.who import watching

log = logging.getLogger(__name__)

ADDRESS = web.AppKey("address", str)  # where browsers find the server, BASE_PATH included
TOLD_EVERY = 0.2  # seconds between two lines about an act's progress


async def act_do(request: web.Request) -> web.StreamResponse:
    """Do an act of services/acts: lines of JSON about its progress, then `done` or `refused`, or
    `later` with a number: the server starts over, and then has the outcome."""
    name, arguments = request.match_info["name"], await request.json()
    response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
    await response.prepare(request)
    progress: tuple[int, int] | None = None

    def show(done: int, total: int) -> None:
        nonlocal progress
        progress = (done, total)

    said = _said(request.app, acting(request.app, show), name, arguments)
    doing = asyncio.create_task(whole(request.app[keys.FINISHING], name, said))
    try:
        while not (await asyncio.wait({doing}, timeout=TOLD_EVERY))[0]:
            if progress:
                await response.write(_line({"progress": progress}))
        await response.write(_line(doing.result()))
    finally:
        doing.cancel()
    return response


def acting(app: web.Application, show: Show) -> Acting:
    """The server's own objects, for an act."""
    return Acting(
        db=app[keys.DATABASE],
        kept=app[keys.KEPT],
        revoked=app[keys.REVOKED],
        config=app[keys.CONFIG],
        now=app[keys.CLOCK],
        settled=app[keys.SETTLED],
        directory=app[keys.SITES],
        accounts=app[keys.ACCOUNTS],
        log_ins=app[keys.LOG_INS],
        new_passwords=app[keys.NEW_PASSWORDS],
        passwords=app[keys.PASSWORDS],
        audit=app[keys.AUDIT],
        progress=show,
        open_database=app[keys.OPEN_DATABASE],
        recorder=app[keys.RECORDER],
        removals=app[keys.REMOVALS],
        health=app[keys.HEALTH],
        backups=app[keys.BACKUPS],
        pruning=app[keys.PRUNING],
        maintenance=app[keys.MAINTENANCE],
        setup_link=app[keys.SETUP_LINK],
        printed_links=app[keys.PRINTED_LINKS],
        engine=app[keys.ENGINE],
        reports=app[keys.FOLLOWED_REPORTS],
        imports=app[keys.IMPORTS],
        undone_imports=app[keys.UNDONE_IMPORTS],
        watching=watching(app),
        refused_days=app[keys.REFUSED_DAYS],
        address=app.get(ADDRESS, ""),
    )


async def outcome(request: web.Request) -> web.Response:
    """Of what was done between two lives of the server; 404 while it is not known."""
    between, number = request.app[keys.BETWEEN], int(request.match_info["number"])
    said = between.outcome(number) if between else None
    return web.json_response(said) if said else web.json_response({}, status=404)


async def _said(
    app: web.Application, context: Acting, name: str, arguments: dict[str, Any]
) -> dict[str, Any]:
    try:
        answer = await perform(context, name, arguments)
        if not callable(answer):
            return {"done": answer}
        between = app[keys.BETWEEN]
        return {"later": between.ask(answer)} if between else {"refused": "It cannot start over."}
    except Refusal as refusal:
        return {"refused": str(refusal)}
    except Exception:
        log.exception("The act %s failed", name)
        return {"refused": f"The server could not do it: its log says why ({name})."}


def _line(said: dict[str, Any]) -> bytes:
    return json.dumps(said).encode() + b"\n"
