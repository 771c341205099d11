"""What is tested on the newest Python and the newest SQLite, really is: `make newest`."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.eventually import eventually
from tests.server_process import running
from tests.sqlite_library import is_replaced, mapped

ROOT = Path(__file__).parents[1]
TOOLS = ("sh", "sed", "sort", "tail", "cut", "rm", "id")
FALSE_PYTHON = """#!/bin/sh
case "$*" in
*releaselevel*) echo "{number} $0" ;;
*ensurepip*) {is_new} ;;
-V) echo "Python {version}" ;;
esac
"""
# In scripts/install's place: what it was asked for, and no more.
INSTALL = '#!/bin/sh\necho "$VENV $1 $(basename "$PYTHON")" >&2\nexit 3\n'


@pytest.mark.database
@pytest.mark.skipif(not mapped(), reason="this system does not show what a process has mapped")
async def test_a_server_of_a_test_has_the_tests_own_sqlite_and_no_second(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as server:
        await eventually(lambda: f"SQLite {sqlite3.sqlite_version}," in server.said())
        assert mapped(server.pid) == mapped()
        modules = {Path(file).name.partition(".")[0] for file in mapped(server.pid)}
        assert modules <= ({"_sqlite3"} if is_replaced() else {"_sqlite3", "libsqlite3"})
        assert all(("pysqlite3" in file) == is_replaced() for file in mapped(server.pid))


@pytest.mark.fault
@pytest.mark.database
def test_a_run_that_is_to_have_the_newest_sqlite_ends_without_it() -> None:
    pytest_here = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*pytest_here, "--newest-sqlite", "--collect-only", "tests/test_newest.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == (0 if is_replaced() else 4), done.stdout + done.stderr
    assert is_replaced() or f"SQLite {sqlite3.sqlite_version}" in done.stderr


class Machine:
    """A machine with no other programs than these Pythons."""

    def __init__(self, folder: Path, **pythons: tuple[int, int, int]) -> None:
        self.folder = folder
        self.path = folder / "bin"
        self.path.mkdir()
        for tool in (*TOOLS, "basename"):
            (self.path / tool).symlink_to(shutil.which(tool) or "")
        for name, version in pythons.items():
            self.offers(name.replace("_", "."), version)
        shutil.copytree(ROOT / "scripts", folder / "scripts")
        (folder / "scripts" / "install").write_text(INSTALL)
        (folder / "Dockerfile").write_text("ARG PYTHON=3.13.15-slim-trixie@sha256:00\n")

    def offers(self, name: str, version: tuple[int, int, int]) -> None:
        """Something that says of itself that it is this Python."""
        said = FALSE_PYTHON.format(
            number="".join(f"{part:03}" for part in version),
            version=".".join(map(str, version)),
            is_new="exit 0" if version >= (3, 13) else "exit 1",
        )
        (self.path / name).write_text(said)
        (self.path / name).chmod(0o755)

    def looks(self, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "scripts/newest"],
            cwd=self.folder,
            env={"PATH": str(self.path), "HOME": str(self.folder)} | environ,
            capture_output=True,
            text=True,
            check=False,
        )


def test_the_newest_python_is_taken(tmp_path: Path) -> None:
    machine = Machine(tmp_path, python3=(3, 11, 7), python3_13=(3, 13, 9), python3_14=(3, 14, 0))
    assert machine.looks().stderr == ".venv-newest test,newest python3.14\n"


def test_one_of_pyenv_is_taken_too(tmp_path: Path) -> None:
    machine = Machine(tmp_path, python3=(3, 11, 7), python3_13=(3, 13, 9))
    folder = tmp_path / ".pyenv" / "versions" / "3.13.10" / "bin"
    folder.mkdir(parents=True)
    machine.path = folder
    machine.offers("python", (3, 13, 10))
    machine.path = tmp_path / "bin"
    assert machine.looks().stderr == ".venv-newest test,newest python\n"


def test_a_python_that_is_named_is_taken(tmp_path: Path) -> None:
    machine = Machine(tmp_path, python3_13=(3, 13, 9), python3_14=(3, 14, 0))
    said = machine.looks(NEWEST_PYTHON="python3.13").stderr
    assert said == ".venv-newest test,newest python3.13\n"


@pytest.mark.parametrize("pythons", [{}, {"python3": (3, 11, 7)}], ids=["none", "an old one"])
def test_a_machine_without_a_new_python_fails_and_says_so(
    tmp_path: Path, pythons: dict[str, tuple[int, int, int]]
) -> None:
    failed = Machine(tmp_path, **pythons).looks()
    assert failed.returncode == 1
    assert "Nothing was tested on a newer Python" in failed.stderr
    assert ("Python 3.11.7" if pythons else "missing") in failed.stderr
    assert "the image has 3.13." in failed.stderr
    assert "NEWEST_PYTHON=" in failed.stderr
    assert not (tmp_path / ".venv-newest").exists()
