"""A server whose terminal goes away again and again while it starts."""

import os
import signal
import threading
import time

from tracker.cli import tracker
from tracker.commands import serve

configured = serve.requests.configure


def hang_up() -> None:
    for _ in range(40):
        os.kill(os.getpid(), signal.SIGHUP)
        time.sleep(0.05)


def configure(*given: object, **more: object) -> None:
    configured(*given, **more)  # type: ignore[arg-type]
    threading.Thread(target=hang_up, daemon=True).start()


serve.requests.configure = configure
tracker(["serve"])
