"""How far an import is, for the person who waits for it: how much, how fast, how long yet."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from tracker.services.import_files.reading import Reading
from tracker.services.import_files.running import Show


def unseen(_reading: Reading) -> None:
    """Nobody looks."""


def tell(reading: Reading) -> None:
    """A line of JSON, for the server that has begun the command."""
    told = (reading.done, reading.size, reading.read)
    sys.stdout.write(json.dumps({"progress": told}) + "\n")
    sys.stdout.flush()


@contextmanager
def import_progress(*, in_lines: bool = False) -> Iterator[Show]:
    """A bar on standard error; nothing where no person looks."""
    if in_lines:
        yield tell
        return
    if not sys.stderr.isatty():
        yield unseen
        return
    began = time.monotonic()
    bar = click.progressbar(
        length=1, label="Importing", file=sys.stderr, item_show_func=lambda said: said
    )
    with bar:

        def show(reading: Reading) -> None:
            bar.length = max(reading.size, 1)
            rate = reading.read / max(time.monotonic() - began, 0.001)
            bar.update(reading.done - bar.pos, f"{reading.read:,} rows, {rate:,.0f} a second")

        yield show
