"""Whether the pages are closed for a while, and what they say meanwhile: maintenance.json."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import msgspec

from tracker.domain.text import tidy
from tracker.storage.disk.whole_files import write_whole

log = logging.getLogger(__name__)

LONGEST = 400  # bytes of the operator's text


class Pause(msgspec.Struct, frozen=True):
    """Since when (ms, UTC), and the operator's words for it."""

    since: int
    text: str


class Maintenance:
    """`pause` is None while the pages are open. It outlives a restart."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "maintenance.json"
        self.pause: Pause | None = None

    def load(self) -> None:
        """What was said before the last stop."""
        try:
            self.pause = msgspec.json.decode(self._path.read_bytes(), type=Pause)
        except FileNotFoundError:
            self.pause = None
        except (OSError, msgspec.DecodeError) as error:
            log.warning("%s cannot be read, so the pages are open: %s", self._path, error)
        if self.pause:
            log.warning("The pages are closed for maintenance: %s", self.pause.text)

    async def begin(self, text: str, now: int) -> Pause:
        """Close the pages; a second time only changes the words. Raises OSError."""
        pause = worded(text, self.pause.since if self.pause else now)
        write_whole(self._path, json.dumps(msgspec.to_builtins(pause)))
        self.pause = pause
        return pause

    async def end(self) -> bool:
        """Open the pages again; whether they were closed."""
        was, self.pause = self.pause, None
        self._path.unlink(missing_ok=True)
        return was is not None


def worded(text: str, since: int) -> Pause:
    """In words that fit a page."""
    return Pause(since, tidy(text, LONGEST).strip())
