"""Opens one live socket for each address on standard input and counts the events that arrive."""

import asyncio
import json
import signal
import sys

from aiohttp import ClientSession, WSMsgType


async def read(session: ClientSession, url: str, count: list[int]) -> None:
    async with session.ws_connect(url, max_msg_size=0, compress=0) as socket:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                count[0] += message.data.count('"type":"event"')
                count[1] += message.data.count('"type":"skipped"')


async def main() -> None:
    origin, cookie, *urls = sys.stdin.read().split()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    count = [0, 0]
    headers = {"Origin": origin, "Cookie": cookie}
    async with ClientSession(headers=headers) as session:
        tasks = [asyncio.create_task(read(session, url, count)) for url in urls]
        await stop.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    print(json.dumps({"received": count[0], "skipped": count[1]}))


asyncio.run(main())
