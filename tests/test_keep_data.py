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


@pytest.fixture
def inner(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeconftest((HERE / "conftest.py").read_text("utf-8"))
    pytester.makepyfile(TEST)
    pytester.makeini(SETTINGS)
    return pytester


def test_a_kept_data_folder_is_named_after_its_test(inner: pytest.Pytester):
    kept = inner.path / "kept"
    inner.runpytest_subprocess("--keep-data", str(kept)).assert_outcomes(passed=1)
    assert (kept / "test_a_visit" / "tracker.db").is_file()


def test_a_second_run_begins_with_an_empty_folder(inner: pytest.Pytester):
    kept = inner.path / "kept"
    (kept / "test_a_visit").mkdir(parents=True)
    (kept / "test_a_visit" / "tracker.db").write_text("no database")
    inner.runpytest_subprocess("--keep-data", str(kept)).assert_outcomes(passed=1)
