"""Memory: the worst hits that one address can send, and a crowd of ordinary visitors."""

from __future__ import annotations

from pathlib import Path

from bench.finding import Finding, scaled
from tests.faults.strangers_memory import ORDINARY_MB, WORST_MB, Grown, grown, ordinary, worst


async def worst_hits_and_memory(folder: Path, scale: float) -> Finding:
    """A3: everything in a hit is new, and as long as it may be."""
    found = await grown(folder, worst, scaled(100_000, scale))
    return finding("hits from one address in which everything is new and long", found, WORST_MB)


async def ordinary_visitors_and_memory(folder: Path, scale: float) -> Finding:
    """A3: what a busy hour leaves."""
    found = await grown(folder, ordinary, scaled(300_000, scale))
    return finding(
        "ordinary visitors within an hour, each from another address", found, ORDINARY_MB
    )


def finding(what: str, found: Grown, most: float) -> Finding:
    """A row."""
    return Finding(
        what,
        f"{found.hits:,} of them, no limit of rate",
        f"all stored, at most {most:.0f} MB more memory",
        f"{found.stored:,} stored, {found.mb:+.1f} MB",
        found.stored == found.hits and found.mb <= most,
    )


MEMORY_FAULTS = (worst_hits_and_memory, ordinary_visitors_and_memory)
