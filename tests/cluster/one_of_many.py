"""`tracker serve` as one of several processes, which the product refuses as yet; with the live view
for programs, which is not among the pages of a front yet."""

import importlib
import sys
from typing import Any

from aiohttp import web

from tracker.app import create_app
from tracker.config import Config
from tracker.web.api.api import site_live


def one_of_many(config: Config, **more: Any) -> web.Application:
    app = create_app(config, many_are_tried=True, **more)
    app.router.add_get(r"/api/sites/{site_id:\d+}/live", site_live)
    return app


serving = importlib.import_module("tracker.commands.serve")
serving.create_app = one_of_many
sys.argv = ["tracker", "serve"]
importlib.import_module("tracker.cli").tracker()
