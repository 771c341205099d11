"""A server that starts over keeps nothing of the application before."""

import gc
import weakref

from aiohttp import ClientSession

from tracker.app import create_app
from tracker.config import Config
from tracker.web.serving.server import listening


async def ended(config: Config) -> weakref.ref[object]:
    app = create_app(config)
    async with listening(app) as port, ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{port}/login") as answer:
            assert answer.status == 200
    return weakref.ref(app)


async def test_an_application_that_has_ended_is_gone(config: Config) -> None:
    application = await ended(config)
    gc.collect()
    assert application() is None
