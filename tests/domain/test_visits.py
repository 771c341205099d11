"""When a visit ends, and who is still here."""

import re
from pathlib import Path

import pytest

from tracker.domain.visits import AWAY_FOR, GAP, GONE_AFTER, goes_on

SCRIPT = Path(__file__).parents[2] / "static/live/visit.js"


@pytest.mark.parametrize(("later", "same"), [(-1, True), (0, True), (GAP - 1, True), (GAP, False)])
def test_a_visit_goes_on_until_the_gap(later: int, same: bool) -> None:
    assert goes_on(1_000_000, 1_000_000 + later) is same


def test_nobody_is_gone_before_the_visit_is_over() -> None:
    """Whoever is here at a restart goes on with the visit; others would begin another one."""
    assert GONE_AFTER >= GAP


def test_the_pages_scripts_count_by_the_same_numbers() -> None:
    said = dict(re.findall(r"export const (\w+_LIMIT) = (\d+) \* 60_000;", SCRIPT.read_text()))
    limits = {name: int(minutes) * 60_000 for name, minutes in said.items()}
    assert limits == {"AWAY_LIMIT": AWAY_FOR, "QUIET_LIMIT": GONE_AFTER}
