"""The key behind everybody's second factor, in a small file of its own beside the database.

A copy of the database alone therefore makes no codes. Where the file is lost with a disk, people
come in by a recovery code, or the operator lifts their second factor.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from tracker.storage.disk.whole_files import write_whole

KEY_BYTES = 32


class TwoFactorKey:
    """Read when it is needed; made when the first user needs it. Blocks on the disk."""

    def __init__(self, path: Path, token_bytes: Callable[[int], bytes]) -> None:
        self._path = path
        self._token_bytes = token_bytes

    def read(self) -> bytes:
        """The key; b"" where there is none that can be read."""
        try:
            key = bytes.fromhex(self._path.read_text("ascii"))
        except (OSError, ValueError):
            return b""
        return key if len(key) == KEY_BYTES else b""

    def made(self) -> bytes:
        """The key, a new one where there is none; raises OSError."""
        return self.read() or self._make()

    def _make(self) -> bytes:
        key = self._token_bytes(KEY_BYTES)
        write_whole(self._path, key.hex())
        return key


def hash_of_key(key: bytes) -> bytes:
    """What tells one key from another, and nothing else about it."""
    return hashlib.sha256(b"two factors" + key).digest()
