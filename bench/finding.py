"""One row of the table that `make faults` writes."""

from typing import NamedTuple


class Finding(NamedTuple):
    """One row of the table. `wanted` is what must be true, `held` whether it was."""

    fault: str
    done: str
    wanted: str
    found: str
    held: bool


def scaled(most: int, scale: float) -> int:
    """A number of rounds or hits; at least 3."""
    return max(3, int(most * scale))
