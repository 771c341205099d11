"""Pages with the script in them, and the server that collects what it says."""

import pytest_asyncio

from tests.browser.beacon.embedded import Web
from tests.browser.conftest import Serve


@pytest_asyncio.fixture(loop_scope="session")
async def web(serve: Serve) -> Web:
    web = Web()
    await web.start(serve)
    return web
