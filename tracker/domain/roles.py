"""What a member of a site may do: an editor all that a viewer may, an owner all that an editor."""

from __future__ import annotations

from typing import Literal

Role = Literal["viewer", "editor", "owner"]
ROLES: tuple[Role, ...] = ("viewer", "editor", "owner")


def may(role: Role, wanted: Role) -> bool:
    """Whether somebody of the one role may do what takes the other."""
    return ROLES.index(role) >= ROLES.index(wanted)


def read_role(text: str) -> Role | None:
    """The role of that name; None where there is none."""
    return next((role for role in ROLES if role == text), None)
