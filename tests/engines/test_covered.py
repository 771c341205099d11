"""What has to be run whole where some servers can't be had."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines import covered, nats_server, postgres_server
from tests.engines.covered import missing_servers, report

pytestmark = pytest.mark.alike


def test_where_all_servers_are_there_nothing_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nats_server, "MISSING", False)
    monkeypatch.setattr(postgres_server, "MISSING", False)
    assert not {"nats", "postgres"} & set(missing_servers())
    assert "--omit" not in " ".join(report([]))


def test_the_rooms_of_others_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nats_server, "MISSING", True)
    monkeypatch.setattr(postgres_server, "MISSING", True)
    assert {"nats", "postgres"} <= set(missing_servers())
    asked = report(["nats", "postgres"])
    rooms = [f"tracker/storage/{each}/*" for each in ("nats", "nats_*", "postgres", "postgres_*")]
    assert f"--omit={','.join(rooms)}" in asked


@pytest.mark.parametrize(
    ("missing", "says"),
    [([], "storage/nats/a.py"), (["postgres"], "storage/nats/a.py"), (["nats"], "storage/b.py")],
)
def test_what_no_test_has_run_fails(tmp_path: Path, missing: list[str], says: str) -> None:
    """By coverage itself, of files whose last line was not run."""
    files = [f"tracker/{each}" for each in ("storage/nats/a.py", "storage/b.py", "web/c.py")]
    for name in files:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\nif not x:\n    x = 2\n")
    (tmp_path / "run.py").write_text(
        f"import runpy\nfor each in {files}:\n    runpy.run_path(each)\n"
    )
    coverage = [sys.executable, "-m", "coverage"]
    # Nothing of a coverage that these tests may themselves be run under.
    ours = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    where = {"cwd": tmp_path, "env": ours}
    subprocess.run([*coverage, "run", "--branch", "run.py"], check=True, **where)
    done = subprocess.run(
        [*coverage, *report(missing)], capture_output=True, text=True, check=False, **where
    )
    assert done.returncode == 2
    assert says in done.stdout
    assert ("nats" in done.stdout) is ("nats" not in missing)
    assert "web/c.py" not in done.stdout


def test_which_is_left_out_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(covered, "missing_servers", lambda: iter(["nats"]))
    monkeypatch.setattr(covered.subprocess, "call", lambda command: asked.append(command) or 2)
    assert covered.main() == 2
    assert "left out: tracker/storage/nats/" in capsys.readouterr().out
    assert asked[0][1:3] == ["-m", "coverage"]
