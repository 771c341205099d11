"""The operator's lists of spamming hosts, read again when a file is replaced."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from tracker.domain.spam import load_list
from tracker.services.background import beside
from tracker.services.file_stamps import Stamp, stamp_of

log = logging.getLogger(__name__)

LOOK_EVERY = 10.0  # seconds


def fetched_list(data_dir: Path) -> Path:
    """The file that `tracker lists update` keeps."""
    return data_dir / "lists" / "spam.txt"


def spam_files(data_dir: Path, own: Path | None) -> list[Path]:
    """The fetched list and the operator's own; either may be missing."""
    return [fetched_list(data_dir), *([own] if own else [])]


class SpamList:
    """The hosts of all files together.

    async with SpamList.open(spam_files(config.data_dir, config.spam_list)) as spam_list:
        is_spam(referrer, spam_list.hosts)
    """

    def __init__(self, files: Sequence[Path]) -> None:
        self.hosts: frozenset[str] = frozenset()
        self._files = files
        self._seen: list[Stamp | None] = []

    @classmethod
    @asynccontextmanager
    async def open(
        cls, files: Sequence[Path], every: float = LOOK_EVERY
    ) -> AsyncIterator[SpamList]:
        """Reads the files, looks for new ones `every` seconds; what cannot be read is logged."""
        spam_list = cls(files)
        await asyncio.to_thread(spam_list.read)
        async with beside(partial(spam_list._watch, every)):
            yield spam_list

    def read(self) -> None:
        """Takes the files' hosts where one has changed; blocks, never raises."""
        stamps = [stamp_of(file) for file in self._files]
        if stamps == self._seen:
            return
        self._seen = stamps
        try:
            present = [file for file in self._files if stamp_of(file)]
            texts = [file.read_text("utf-8", "replace") for file in present]
        except OSError as error:
            log.warning("%s; the spam list stays as it is", error)
            return
        self.hosts = frozenset().union(*map(load_list, texts))

    async def _watch(self, every: float) -> None:
        while True:
            await asyncio.sleep(every)
            await asyncio.to_thread(self.read)
