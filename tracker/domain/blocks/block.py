"""A block: hits from there are refused, as an editor of the site wants it."""

from __future__ import annotations

from typing import Literal

import msgspec

BlockKind = Literal["address", "country", "page", "host"]
KINDS: tuple[BlockKind, ...] = ("address", "country", "page", "host")
MOST_BLOCKS = 500  # a site
MOST_PATTERNS = 50  # of these, pages with a star before the end: each is an expression of its own
LONGEST_NOTE = 200  # characters


class Rule(msgspec.Struct, frozen=True, gc=False):
    """What a hit is compared with. `of` by kind: an address or network, as CIDR where it is more
    than one; an ISO code; a path in which `*` stands for anything but `/` and `**` for anything; a
    host, or `*.` and one for all below it."""

    id: int
    site_id: int
    kind: BlockKind
    of: str


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """The same as people see it. `user_id`: who has added it, called `added_by`; None where nobody
    knows any more."""

    id: int
    site_id: int
    kind: BlockKind
    of: str
    note: str
    user_id: int | None
    created_at: int  # ms, UTC
    added_by: str = ""


def has_inner_star(kind: BlockKind, of: str) -> bool:
    """Whether it is a page with a star that does not only say "and all that follows"."""
    return kind == "page" and "*" in of.removesuffix("**")
