"""The key behind everybody's second factor, where several processes have it in common."""

from __future__ import annotations

from pathlib import Path

from tracker.storage.accounts.two_factor_key import TwoFactorKey


class SharedKey(TwoFactorKey):
    """Known from the start on."""

    def __init__(self, key: bytes) -> None:
        super().__init__(Path(), lambda _: key)
        self._key = key

    def read(self) -> bytes:
        """The key."""
        return self._key
