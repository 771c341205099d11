"""What aiohttp itself allows: a handler that reads the body and answers 204."""

import asyncio
import sys

from aiohttp import web

from tracker.commands.serve import fastest_loop


async def answer(request: web.Request) -> web.Response:
    await request.read()
    return web.Response(status=204)


async def serve(port: int) -> None:
    app = web.Application()
    app.add_routes([web.post("/visit/{key}", answer), web.post("/{path:.*}", answer)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


with asyncio.Runner(loop_factory=fastest_loop()) as runner:
    runner.run(serve(int(sys.argv[1])))
