"""Resume points: a log's id and a cursor, as text and back."""

import pytest

from tracker.domain.resume_points import ResumePoint, read_resume_point


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("3f2a9c0d11e2b4a7-48211", ResumePoint("3f2a9c0d11e2b4a7", 48211)),
        ("48211", ResumePoint("", 48211)),
        ("0", ResumePoint("", 0)),
        ("a-0", ResumePoint("a", 0)),
    ],
)
def test_a_point_is_read_and_written(text, point):
    assert read_resume_point(text) == point
    assert str(point) == text


@pytest.mark.parametrize(
    "text", ["", "-", "x", "-1", "a-", "a--1", "a-b-1", "a b-1", "ä-1", "a-1.5", "a-٣", "9" * 19]
)
def test_what_is_none_is_refused(text):
    with pytest.raises(ValueError, match="no resume point"):
        read_resume_point(text)


def test_a_cursor_means_something_in_its_own_log_only():
    point = ResumePoint("a", 7)
    assert (point.cursor_in("a"), point.cursor_in("b")) == (7, None)
    assert ResumePoint("", 7).cursor_in("b") == 7
