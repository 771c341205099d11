"""`tracker serve` as one of several processes, which the product refuses as yet."""

import importlib
import sys
from functools import partial

from tracker.app import create_app

serving = importlib.import_module("tracker.commands.serve")
serving.create_app = partial(create_app, many_are_tried=True)
sys.argv = ["tracker", "serve"]
importlib.import_module("tracker.cli").tracker()
