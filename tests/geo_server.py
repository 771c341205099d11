"""A geolocation service on a local port that answers as it is told to."""

import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache

from aiohttp import web
from aiohttp.test_utils import TestServer

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

LOS_ANGELES = {
    "status": "success",
    "countryCode": "US",
    "regionName": "California",
    "city": "Los Angeles",
    "zip": "90001",
    "lat": 34.05,
    "lon": -118.25,
}


class GeoServer:
    """`template` is its GEO_URL; `asked` are the addresses that it was asked about."""

    def __init__(self) -> None:
        self.answer: Answer = city
        self.asked: list[str] = []
        self.template = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.match_info["ip"])
        return await self.answer(request)


@asynccontextmanager
async def geo_server() -> AsyncIterator[GeoServer]:
    service = GeoServer()
    app = web.Application()
    app.add_routes([web.get("/json/{ip}", service.handle)])
    async with TestServer(app) as server:
        service.template = f"{server.make_url('/json/')}{{ip}}"
        yield service


async def city(request: web.Request) -> web.StreamResponse:
    return web.json_response(LOS_ANGELES)


async def bomb(request: web.Request) -> web.StreamResponse:
    return web.Response(body=packed_zeros(), headers={"Content-Encoding": "gzip"})


@cache
def packed_zeros() -> bytes:
    """300 MB of zeros in 1.3 MB."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    parts = [packer.compress(bytes(1 << 20)) for _ in range(300)]
    return b"".join([*parts, packer.flush()])


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    try:
        while True:
            await response.write(bytes(1 << 16))
    except ConnectionResetError:
        return response
