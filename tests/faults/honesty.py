"""204 means on disk and 503 means not stored: both are looked up after a load."""

from pathlib import Path
from typing import NamedTuple

from tests.beacon_load import Load
from tests.stored_hits import beacons_in, missing
from tracker.storage.sites.sites import Site


class Honesty(NamedTuple):
    """What a server said of its hits, and where that was not true."""

    acknowledged: int
    refused: int
    others: int  # neither 204 nor 503, or no answer at all
    lost: int  # acknowledged but not stored
    kept: int  # refused but stored

    @property
    def is_clean(self) -> bool:
        return not self.lost and not self.kept and not self.others


def honesty(load: Load, site: Site, data_dir: Path) -> Honesty:
    """Compare the answers that a load got with what is on disk."""
    stored = beacons_in(data_dir)
    acknowledged, refused = load.acknowledged, load.answered(503)
    return Honesty(
        len(acknowledged),
        len(refused),
        len(load.sent) - len(acknowledged) - len(refused),
        len(missing(acknowledged, site.id, stored)),
        len(refused) - len(missing(refused, site.id, stored)),
    )
