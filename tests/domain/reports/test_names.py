"""The names of the query language."""

import pytest

from tracker.domain.reports.names import is_dimension, is_property


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("visit:source", True),
        ("event:page", True),
        ("event:props:plan", True),
        ("time:weekday", True),
        ("event:props:", False),
        ("event:scroll_depth", False),
        ("visit:nothing", False),
        ("", False),
    ],
)
def test_a_dimension_is_known_by_its_name(name: str, is_one: bool):
    assert is_dimension(name) == is_one


def test_a_property_has_a_name():
    assert is_property("event:props:plan")
    assert not is_property("event:props:")
