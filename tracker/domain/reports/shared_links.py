"""Links by which strangers see a site's reports, as far as its owner has chosen."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["public", "secret"]
LONGEST_ADDRESS = 40  # letters, of one that is chosen; the others have 43


class SharedLink(msgspec.Struct, frozen=True, kw_only=True):
    """`password`: its encoding; None for none. `until`: ms UTC from which on it is refused; None
    for never. `panels`: what it shows, by name. `frames`: hosts whose pages may show it in a frame.
    `shows_live`: also what happens just now. `is_found`: search engines may list it.
    `user_id`: who has made it; None where nobody knows any more."""

    id: int
    site_id: int
    name: str
    kind: Kind
    token: str
    password: str | None
    until: int | None
    panels: tuple[str, ...]
    shows_now: bool
    user_id: int | None
    created_at: int
    frames: tuple[str, ...] = ()
    shows_live: bool = False
    is_found: bool = False

    @property
    def is_readable(self) -> bool:
        """Whether its owner has chosen the address, and anybody may guess it."""
        return len(self.token) <= LONGEST_ADDRESS

    def is_over(self, now: int) -> bool:
        """Whether its time has come (`now`: ms, UTC)."""
        return self.until is not None and now >= self.until
