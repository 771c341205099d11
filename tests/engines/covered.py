"""Fails unless the tests have run all of domain/ and storage/, in all directions: the end of `make
test`. A room of storage/ whose server can't be had on this machine is left out, and named."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
WHOLE = "tracker/domain/*,tracker/storage/*"


def missing_servers() -> Iterator[str]:
    """The rooms of engines that no test can run here."""
    for path in sorted(HERE.glob("*_server.py")):
        if import_module(f"tests.engines.{path.stem}").MISSING:
            yield path.stem.removesuffix("_server")


def report(missing: list[str]) -> list[str]:
    """What coverage is asked."""
    rooms = ",".join(f"tracker/storage/{room}/*,tracker/storage/{room}_*/*" for room in missing)
    omit = [f"--omit={rooms}"] if rooms else []
    return ["report", f"--include={WHOLE}", *omit, "--fail-under=100"]


def main() -> int:
    missing = list(missing_servers())
    for room in missing:
        print(f"Not run, for its server can't be had here, and left out: tracker/storage/{room}/")
    return subprocess.call([sys.executable, "-m", "coverage", *report(missing)])


if __name__ == "__main__":
    sys.exit(main())
