"""A busy machine fails no test, and hides none: scripts/again, as `make test` uses it."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.alike
AGAIN = Path(__file__).parents[1] / "scripts/again"
# Each notes that it ran, in a file beside it, and knows how often it has.
TESTS = """
import pathlib, pytest
def tries(name):
    with pathlib.Path(__file__).with_name(name).open("a+") as kept:
        kept.write("x")
        return kept.tell()
def test_steady(): tries("steady")
@pytest.mark.parametrize("n", range({unsteady}))
def test_unsteady(n): assert tries(f"unsteady{{n}}") == 2
def test_wrong(): assert not {wrong} or tries("wrong") == 0
"""


def run(folder: Path, unsteady: int, wrong: bool) -> tuple[int, str]:
    file = folder / "test_it.py"
    file.write_text(TESTS.format(unsteady=unsteady, wrong=wrong))
    pytest_here = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal"]
    done = subprocess.run(
        ["sh", AGAIN, *pytest_here, "-c", "/dev/null", "--rootdir", folder, file],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def unsteady_ones(said: str) -> list[str]:
    return sorted(line for line in said.splitlines() if line.startswith("UNSTEADY"))


def test_what_passes_is_run_once(tmp_path: Path) -> None:
    status, said = run(tmp_path, unsteady=0, wrong=False)
    assert (status, unsteady_ones(said)) == (0, [])
    assert (tmp_path / "steady").read_text() == "x"


def test_what_fails_among_others_and_passes_alone_is_told_by_name(tmp_path: Path) -> None:
    status, said = run(tmp_path, unsteady=2, wrong=False)
    assert status == 0
    assert unsteady_ones(said) == [
        f"UNSTEADY test_it.py::test_unsteady[{n}]: failed among the others, passed alone"
        for n in range(2)
    ]
    assert (tmp_path / "steady").read_text() == "x"


def test_what_fails_alone_too_fails(tmp_path: Path) -> None:
    status, said = run(tmp_path, unsteady=1, wrong=True)
    assert status == 1
    assert (tmp_path / "wrong").read_text() == "xx"
    assert unsteady_ones(said) == []


def test_where_many_fail_it_is_no_busy_machine(tmp_path: Path) -> None:
    status, _ = run(tmp_path, unsteady=4, wrong=False)
    assert status == 1
    assert (tmp_path / "unsteady0").read_text() == "x"
