"""What visitors of imported files are hashed with: a secret of each site's own, of which the salts
of its days are made. It is deleted two days after an import; until then the same file, or the next
of a row of logs, makes the same visitors."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tracker.storage.disk.whole_files import write_whole

NAME = "salts-imports.json"
SALT_BYTES = 32
KEPT = 48 * 3_600_000  # ms


class ImportSalts:
    """In a file of their own: no copy of the database has them. `random` gives so many bytes,
    `settled` the time (ms, UTC) by which they end. All of it blocks on the disk."""

    def __init__(
        self, path: Path, random: Callable[[int], bytes], settled: Callable[[], int]
    ) -> None:
        self._path = path
        self._random = random
        self._settled = settled

    def of(self, site_id: int) -> bytes:
        """The site's, which ends in two days from now."""
        kept = self._kept()
        secret, _ = kept.get(str(site_id), (self._random(SALT_BYTES).hex(), 0))
        kept[str(site_id)] = (secret, self._settled() + KEPT)
        self._write(kept)
        return bytes.fromhex(secret)

    def forget_old(self) -> None:
        """Delete those whose time is over."""
        kept, now = self._kept(), self._settled()
        young = {site: each for site, each in kept.items() if each[1] > now}
        if len(young) < len(kept):
            self._write(young)

    def _kept(self) -> dict[str, tuple[str, int]]:
        """A file that cannot be read means new ones."""
        try:
            read = json.loads(self._path.read_text())
            return {site: (each[0], int(each[1])) for site, each in read.items()}
        except (OSError, ValueError, TypeError, AttributeError, LookupError):
            return {}

    def _write(self, kept: dict[str, tuple[str, int]]) -> None:
        write_whole(self._path, json.dumps(kept))
