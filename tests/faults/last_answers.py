"""Clients that keep their connection while the server stops, and what became of their requests."""

from __future__ import annotations

import asyncio
import random
import signal
from collections import Counter
from pathlib import Path

from tests.beacon_load import post, read_answer
from tests.eventually import eventually
from tests.seeded_data import seed
from tests.server_process import running

CLIENTS = 12
APART = 0.05  # seconds between an answer and the next request, at most


async def kept_connections(data_dir: Path, ordinary: bool) -> Counter[str]:
    """Stop a server that they talk to. `lost` is a request that was sent on a connection which the
    answer before had not closed, and was not answered."""
    key = (await seed(data_dir)).site.key
    found: Counter[str] = Counter()
    async with running(data_dir) as server:
        clients = [
            asyncio.create_task(_talk(server.port, found, key, ordinary, name))
            for name in range(CLIENTS)
        ]
        await eventually(lambda: found["answered"] > 20 * CLIENTS)
        server.send(signal.SIGTERM)
        await server.ended()
        await asyncio.wait(clients)
    for client in clients:
        client.result()
    return found


async def _talk(port: int, found: Counter[str], key: str, ordinary: bool, name: int) -> None:
    """As a proxy does: on one connection, until the server asks for another, or is gone."""
    chance, number = random.Random(name), 0
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            found["gone"] += 1
            return
        head = ""
        while "connection: close" not in head.lower():
            number += 1
            hit = {"name": "pageview", "url": "https://example.com/", "id": f"{name}-{number}"}
            try:
                writer.write(post(key, hit, ordinary=ordinary))
                head = (await read_answer(reader)).head
            except (asyncio.IncompleteReadError, OSError):
                found["lost"] += 1
                break
            found["answered"] += 1
            await asyncio.sleep(chance.uniform(0, APART))
        else:
            found["closed"] += 1
        writer.close()
