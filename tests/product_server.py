"""The server as tests start it: in this process, with the product's own connections and limits."""

from typing import Any

from aiohttp.test_utils import TestServer

from tracker.web.serving.runner import STOP_WITHIN, Runner


class ProductServer(TestServer):
    """Serves an application through tracker.web.serving.runner.Runner."""

    __test__ = False

    async def _make_runner(self, **options: Any) -> Runner:
        return Runner(self.app, shutdown_timeout=STOP_WITHIN, **options)
