"""How far an import is, for the person who waits for it: how much, how fast, how long yet."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from tracker.services.imports.reading import Reading
from tracker.services.imports.running import Show


def unseen(_reading: Reading) -> None:
    """Nobody looks."""


@contextmanager
def import_progress() -> Iterator[Show]:
    """A bar on standard error; nothing where no person looks."""
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
