"""Rows about the doors: who guesses at an account, and whom that keeps out."""

from __future__ import annotations

from pathlib import Path

from bench.finding import Finding, scaled
from tests.faults.locked_out import MOST_GUESSES, Blind, LockedOut, an_hour_of_guesses


async def guessing_an_account(folder: Path, scale: float) -> Finding:
    """C1: from everywhere, by its name and its address, for an hour."""
    tries = scaled(600, scale)
    found = await an_hour_of_guesses(folder, tries)
    return Finding(
        "an hour of guesses at one account, and of links asked for it, from everywhere",
        f"{tries} passwords and {tries} links, each from another network; its owner in between",
        f"{MOST_GUESSES} passwords looked at, at most; the owner's browser is let in every time; "
        "another one is mailed a link within eight minutes",
        _told(found),
        found.is_clean,
    )


async def guessing_blindly(folder: Path, scale: float) -> Finding:
    """The same with a server that knows no browser; it must be found out."""
    found = await an_hour_of_guesses(folder, scaled(200, scale), Blind)
    return Finding(
        "the same, sabotaged: every browser is a stranger",
        "as above, fewer",
        "the check goes red",
        _told(found),
        not found.is_clean,
    )


def _told(found: LockedOut) -> str:
    return (
        f"{found.guesses} passwords looked at; let in {found.let_in} of {found.came} times; "
        f"{found.mails} mails in the mailbox"
    )


DOOR_FAULTS = (guessing_an_account, guessing_blindly)
