"""Clocks of the engines beside that of this process: by ours hits have their times, by theirs
leases end and old messages go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tracker.services.checkup.clock import A_LITTLE, MUCH, SET
from tracker.services.checkup.findings import Finding, bad, ok, warn

CLOCK = "clock"


def look_at_clocks(ahead: Mapping[str, int]) -> Iterator[Finding]:
    """`ahead`: ms, by whose clock it is."""
    wrong = {name: ms / 1000 for name, ms in ahead.items() if abs(ms) / 1000 > A_LITTLE}
    for name, seconds in sorted(wrong.items()):
        how = "ahead of" if seconds > 0 else "behind"
        found = f"The clock of {name} is {abs(seconds):,.0f} s {how} this machine's."
        yield (bad if abs(seconds) > MUCH else warn)(CLOCK, found, f"Which is right? {SET}")
    if ahead and not wrong:
        yield ok(CLOCK, f"It agrees with {', '.join(sorted(ahead))}.")
