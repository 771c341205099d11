"""Live messages as lines of a terminal."""

import click
import pytest

from tracker.commands.visit_lines import line_of


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"visit": "7305012345670000000"}, "a visit is"),
        ({"visit": "-1", "before": 1}, "old visits are"),
        ({"visit": "", "import_id": "3"}, "an import is"),
        ({"visit": "", "upto": 9}, "all numbers until then are"),
        ({"visit": "0"}, None),
    ],
)
def test_a_removal_says_what_goes(message, said):
    line = line_of({"type": "removal", "cursor": 1, "at": 1_795_262_400_000} | message)
    assert (line and click.unstyle(line)[10:]) == (said and f"{said} being erased")
