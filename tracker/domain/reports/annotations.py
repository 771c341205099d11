"""What happened on a day, in an editor's words."""

from __future__ import annotations

from datetime import date

import msgspec


class Annotation(msgspec.Struct, frozen=True, kw_only=True):
    """`day` is one of the site's. `user_id`: who has written it; None where nobody knows any
    more."""

    id: int
    site_id: int
    day: date
    words: str
    user_id: int | None
