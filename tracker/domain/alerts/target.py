"""Where messages go beside mails: a webhook, in one of the shapes that services want."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

Shape = Literal["json", "slack", "discord", "telegram", "ntfy"]
SHAPES: tuple[Shape, ...] = get_args(Shape)


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """`secret` signs what is sent. `user_id`: who has made it; its words are in their language."""

    id: int
    site_id: int
    name: str
    shape: Shape
    address: str
    secret: str
    user_id: int | None = None
    created_at: int = 0
