"""What coverage looks at, and that it goes on where it has looked away."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.alike

PROGRAM = """
from tests.measured import unmeasured

def seen():
    pass

def unseen():
    pass

with unmeasured():
    unseen()
seen()
"""


def test_coverage_looks_away_and_goes_on(tmp_path: Path) -> None:
    """What called is not looked at again, but what is called is."""
    (tmp_path / "program.py").write_text(PROGRAM)
    coverage("run", "--include=program.py", "program.py", folder=tmp_path)
    told = coverage("report", "--show-missing", folder=tmp_path)
    assert told.splitlines()[2].endswith("  8, 11-12"), told


def coverage(*words: str, folder: Path) -> str:
    return subprocess.run(
        [sys.executable, "-m", "coverage", *words],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "COVERAGE_FILE": str(folder / "data")},
        check=True,
        text=True,
        capture_output=True,
    ).stdout
