"""The end of a long log says what failed: scripts/stages, as `make test` uses it."""

import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.alike
STAGES = Path(__file__).parents[1] / "scripts/stages"


def run(*stages: str) -> tuple[int, str]:
    """Its status, and what it said after the last stage."""
    done = subprocess.run(
        ["sh", STAGES, *stages, "end", "echo THE END"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.partition("\nTHE END\n")[2]


def test_nothing_is_repeated_where_nothing_failed() -> None:
    assert run("tests", "echo FAILED a test that is about this word") == (0, "")


def test_every_stage_runs_and_those_that_failed_are_named() -> None:
    status, said = run("first", "exit 2", "second", "true", "third", "false")
    assert status == 1
    assert [line for line in said.splitlines() if line] == [
        "FAILED STAGE: first",
        "FAILED STAGE: third",
    ]


def test_of_a_run_of_tests_its_summary_is_said_again() -> None:
    summary = "FAILED tests/a.py::b - it was 3\nERROR tests/c.py - no such module"
    _, said = run("tests", f"printf 'a page of\nERROR    a log\n{summary}\nmore\n'; false")
    assert said.strip() == f"FAILED STAGE: tests\n{summary}"


def test_of_anything_else_the_last_lines_are_said_again_also_what_went_to_stderr() -> None:
    _, said = run("types", "seq 100; echo 'a.py:1: error' >&2; false")
    assert said.splitlines()[-2:] == ["100", "a.py:1: error"]
    assert "\n50\n" not in said


def test_hundreds_of_failures_leave_the_other_stages_to_be_seen() -> None:
    _, said = run("tests", "seq 300 | sed 's/^/FAILED /'; false", "types", "false")
    assert said.splitlines()[-4:] == ["FAILED 40", "... and 260 more", "", "FAILED STAGE: types"]


def test_what_passed_at_a_second_try_only_is_said_again() -> None:
    status, said = run("tests", "echo 'UNSTEADY tests/a.py::b: passed alone'", "types", "seq 100")
    assert (status, said) == (0, "UNSTEADY tests/a.py::b: passed alone\n")
