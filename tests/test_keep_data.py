"""`pytest --keep-data DIR`: what a test wrote can be looked into afterwards."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

HERE = Path(__file__).parent
SETTINGS = f"""
[pytest]
pythonpath = {HERE.parent}
asyncio_mode = auto
asyncio_default_fixture_loop_scope = function
"""
TEST = """
async def test_a_visit(client):
    pass
"""


pytestmark = pytest.mark.fault


@pytest.fixture
def inner(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeconftest((HERE / "conftest.py").read_text("utf-8"))
    pytester.makepyfile(TEST)
    pytester.makeini(SETTINGS)
    return pytester


def test_a_kept_data_folder_is_named_after_its_test_and_begins_empty(inner: pytest.Pytester):
    folder = inner.path / "kept" / "test_a_visit"
    folder.mkdir(parents=True)
    (folder / "tracker.db").write_text("no database")
    inner.runpytest_subprocess("--keep-data", str(folder.parent)).assert_outcomes(passed=1)
    assert (folder / "tracker.db").read_bytes().startswith(b"SQLite format 3")
