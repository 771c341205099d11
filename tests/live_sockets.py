"""Open live views, as many as wanted, each waiting to be told why it ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from tests.eventually import PATIENCE
from tests.seeded_data import Seeded


class LiveSockets:
    """`codes`: the close code of each socket that has ended; 1006 where nobody said goodbye."""

    def __init__(self) -> None:
        self.opened = 0
        self.codes: list[int | None] = []

    async def follow(self, session: aiohttp.ClientSession, url: str, seeded: Seeded) -> None:
        """Read one live view to its end."""
        origin = url.partition("/sites")[0]
        headers = {"Cookie": seeded.cookie, "Origin": origin}
        async with session.ws_connect(url, headers=headers, autoping=True) as socket:
            self.opened += 1
            async for _ in socket:
                pass
            self.codes.append(socket.close_code)


@asynccontextmanager
async def live_sockets(port: int, seeded: Seeded, count: int) -> AsyncIterator[LiveSockets]:
    """Sockets that are open, or on their way; their ends are waited for on the way out."""
    sockets = LiveSockets()
    url = f"http://127.0.0.1:{port}/sites/{seeded.site.id}/live/socket"
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        following = [
            asyncio.create_task(sockets.follow(session, url, seeded)) for _ in range(count)
        ]
        yield sockets
        _, open_still = await asyncio.wait(following, timeout=PATIENCE)
        for task in open_still:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)
