"""Whether the time is right: days, visits, sessions and log-in codes are counted by it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

from tracker.config import Config
from tracker.services.checkup.address import look_at_address
from tracker.services.checkup.findings import Finding, bad, ok, warn
from tracker.storage.log.standing import newest_event

SET = "Let the system keep it: timedatectl set-ntp true, or chrony."
WRITABLE = 'Run this as the server\'s user, or mend what "permissions" and "disk" say.'
A_LITTLE, MUCH = 5.0, 60.0  # seconds between two clocks


def look_at_files(data_dir: Path) -> Iterator[Finding]:
    """The newest event, and what the disk takes the time for."""
    ahead = newest_event(data_dir / "tracker.db") / 1000 - time.time()
    if ahead > MUCH:
        yield bad(
            "clock",
            f"The newest visit is from {ahead / 3600:,.1f} hours in the future: the clock went "
            "back, or was ahead then.",
            SET,
        )
    try:
        with tempfile.NamedTemporaryFile(dir=data_dir, prefix=".doctor-") as file:
            off = Path(file.name).stat().st_mtime - time.time()
    except OSError as error:  # what may not be written says nothing about the clock
        yield warn("clock", f"The disk's clock could not be looked at: {error.strerror}.", WRITABLE)
        return
    if abs(off) > A_LITTLE:
        yield warn(
            "clock",
            f"The disk's clock differs by {off:+,.0f} s: it is another machine's.",
            "A local disk is the better place for the database.",
        )


async def look_at_the_world(config: Config) -> list[Finding]:
    """What PUBLIC_URL answers, and when it thinks that was."""
    if not config.public_url:
        return [ok("clock", "There is nothing to compare it with: PUBLIC_URL is not set.")]
    before = time.time()
    found, said = await look_at_address(config.public_url, config.base_path)
    return found if said is None else [*found, _compared(said, before)]


def _compared(said: str, now: float) -> Finding:
    try:
        off = now - parsedate_to_datetime(said).timestamp()
    except ValueError:
        return ok("clock", "There is nothing to compare it with: the proxy tells no time.")
    words = f"This machine's clock is {abs(off):,.0f} s {'ahead of' if off > 0 else 'behind'} "
    if abs(off) > MUCH:
        return bad("clock", f"{words}the proxy's.", SET)
    if abs(off) > A_LITTLE:
        return warn("clock", f"{words}the proxy's.", SET)
    return ok("clock", "It agrees with that of PUBLIC_URL.")
