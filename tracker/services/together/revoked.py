"""What was taken back at any process stays so at all, whichever folders they begin with."""

from __future__ import annotations

import logging

from tracker.services.sequencing.patience import patiently
from tracker.services.sites.revoking import take_back
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.file.transactions import Accounts
from tracker.storage.processes.notes import Notes
from tracker.storage.sites.revoked_tokens import note_of, read_notes

log = logging.getLogger(__name__)


class RevokedTogether:
    """As Revoked says."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    async def note(self, token: str, at: int) -> None:
        """As Revoked.note; where it cannot be noted now, that is warned of."""
        try:
            await self._notes.note(note_of(token, at))
        except RefusesForNow as error:
            log.warning("What is revoked now opens again after a backup is restored: %s", error)

    async def again(self, kept: Accounts) -> None:
        """As Revoked.again. Nobody is let in before it is known."""
        await take_back(kept, read_notes(await patiently("see what was revoked", self._notes.all)))
