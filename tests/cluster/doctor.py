"""`tracker doctor` beside several processes that are one server."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

from tests.cluster.house import House
from tests.server_process import ROOT

PROGRAM = "from tracker.cli import tracker; tracker()"


async def examined(house: House, folder: Path) -> dict[str, set[str]]:
    """What it says of each engine: levels and words."""
    settings = {**os.environ, **house.settings, "DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", PROGRAM, "doctor", "--json"],
        cwd=folder,
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    found: dict[str, set[str]] = {}
    for each in json.loads(done.stdout):
        found.setdefault(each["check"], set()).add(f"{each['level']} {each['found']}")
    return found
