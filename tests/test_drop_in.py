"""The script that speaks for other products', and the beacon that stays what it is."""

import re

import pytest

from scripts.beacon import (
    DROP_IN,
    DROP_IN_LIMIT,
    DROP_IN_SOURCE,
    PLACE,
    SOURCE,
    drop_in,
    minified,
    weight,
)
from tracker.domain.peers.aliases import KINDS


def test_the_script_that_goes_out_is_the_readable_one_with_the_beacon_inside_minified() -> None:
    made = drop_in(DROP_IN_SOURCE.read_text(), SOURCE.read_text())
    assert DROP_IN.read_text() == minified(made), "run `make beacon`"
    assert weight(DROP_IN.read_text()) <= DROP_IN_LIMIT


def test_a_seam_that_has_gone_is_noticed() -> None:
    with pytest.raises(ValueError, match="stands in"):
        drop_in(PLACE, SOURCE.read_text().replace("const here", "const there"))
    with pytest.raises(ValueError, match="has to stand"):
        drop_in("", SOURCE.read_text())


def test_it_speaks_for_each_product() -> None:
    spoken = set(re.findall(r"^    (\w+): \(\) => \{$", DROP_IN_SOURCE.read_text(), re.M))
    assert spoken == set(KINDS) - {"host"}
