"""How far something is, for the person who waits for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from tracker.services.acts.acting import Show, unseen


@contextmanager
def progress(label: str) -> Iterator[Show]:
    """A bar on standard error; nothing where no person looks."""
    if not sys.stderr.isatty():
        yield unseen
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield show
        bar.update((bar.length or 0) - bar.pos)  # a little work is done before anybody says so
