"""What a worker's report says is what the run is told."""

from tests.conftest import speakable


def test_a_report_arrives_with_its_shape_and_without_bytes_that_are_no_text() -> None:
    """A skipped test's reason has to be a tuple; one that quotes bytes must not end the run."""
    told = {"longrepr": ("test_a.py", 3, "no \udcff here"), "sections": [["log", "fine"]]}
    heard = {"longrepr": ("test_a.py", 3, "no \\udcff here"), "sections": [["log", "fine"]]}
    assert speakable(told) == heard
