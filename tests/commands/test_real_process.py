"""The program itself beside a real server, from another folder, as a script would use it."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.commands.conftest import make_database
from tests.server_process import ROOT, running
from tracker.commands.ownership import left_to_owner
from tracker.config import Config

pytestmark = pytest.mark.fault

NOBODY = 65534
TRACKER = (sys.executable, "-c", "from tracker.cli import tracker; tracker()")


async def run(env_file: Path, *words: str, typed: str = "", **environ: str) -> tuple[int, str, str]:
    """Exit code, output, errors."""
    process = await asyncio.create_subprocess_exec(
        *TRACKER,
        *("--env-file", str(env_file)),
        *words,
        cwd="/",
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | environ,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
    )
    out, err = await process.communicate(typed.encode())
    return process.returncode or 0, out.decode(), err.decode()


@pytest.fixture
def env_file(data_dir: Path) -> Path:
    path = data_dir.parent / "service.env"
    path.write_text(f"DATA_DIR={data_dir.name}\nENVIRONMENT=test\n")
    return path


async def test_a_script_adds_somebody_beside_the_server_and_finds_them_without_it(
    data_dir: Path, env_file: Path
) -> None:
    async with running(data_dir) as server:
        words = ("user", "add", "ada", "ada@example.com", "--password-stdin")
        code, out, err = await run(env_file, *words, typed="quartz-lemon-violet-harbor\n")
        assert (code, out, err) == (0, "ada has an account, and is an admin.\n", "")
        server.send(signal.SIGTERM)
        await server.ended()
    code, out, err = await run(env_file, "user", "list", "--json")
    assert (code, err) == (0, "")
    assert [user["name"] for user in json.loads(out)] == ["ada"]


async def test_a_refusal_and_a_wrong_word_have_codes_of_their_own(
    data_dir: Path, env_file: Path
) -> None:
    code, out, err = await run(env_file, "user", "list")
    assert (code, out) == (1, "")
    assert err.startswith("Error: There is no database at ")
    code, out, err = await run(env_file, "user", "lsit")
    assert (code, out) == (2, "")
    assert "No such command" in err


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, who may become somebody else")
async def test_what_root_does_belongs_to_the_folders_owner() -> None:
    with TemporaryDirectory(prefix="tracker-owner-") as name:
        Path(name).chmod(0o755)
        data_dir = Path(name) / "data"
        await make_database(Config(data_dir=data_dir))
        for path in (data_dir, *data_dir.iterdir()):
            os.chown(path, NOBODY, NOBODY)
        (Path(name) / "env").write_text("DATA_DIR=data\n")
        for words in (("user", "add", "ada", "ada@example.com"), ("backup",), ("geo", "update")):
            code, _, err = await run(
                Path(name) / "env", *words, GEO_UPDATE_URL="http://127.0.0.1:1"
            )
            assert (code, "denied" in err) == (words[0] == "geo", False), err
        found = {path: path.stat().st_uid for path in data_dir.rglob("*")}
        assert data_dir / "backups" in found
        assert set(found.values()) == {NOBODY}, found


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, who may become somebody else")
def test_other_folders_of_the_server_are_handed_over_too(tmp_path: Path) -> None:
    config = Config(
        data_dir=tmp_path / "data",
        backup_dir=tmp_path / "disk" / "backups",
        log_dir=tmp_path / "log",
    )
    config.data_dir.mkdir()
    os.chown(config.data_dir, NOBODY, NOBODY)
    config.log_dir.mkdir()
    with left_to_owner(config):
        config.backup_dir.mkdir(parents=True)
        (config.backup_dir / "tracker-1.db").touch()
        (config.log_dir / "tracker.log").touch()
    found = {str(path.relative_to(tmp_path)): path.stat().st_uid for path in tmp_path.rglob("*")}
    assert found == {
        "data": NOBODY,
        "disk": 0,
        "disk/backups": NOBODY,
        "disk/backups/tracker-1.db": NOBODY,
        "log": 0,
        "log/tracker.log": NOBODY,
    }


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, who may become somebody else")
def test_what_was_roots_before_stays_so(tmp_path: Path) -> None:
    data_dir, outside = tmp_path / "data", tmp_path / "outside"
    data_dir.mkdir()
    os.chown(data_dir, NOBODY, NOBODY)
    for path in (data_dir / "before", outside):
        path.touch()
    with left_to_owner(Config(data_dir=data_dir)):
        (data_dir / "new").touch()
        (data_dir / "hard link").hardlink_to(outside)
        (data_dir / "soft link").symlink_to(outside)
    owners = {path.name: path.lstat().st_uid for path in data_dir.iterdir()}
    assert owners == {"before": 0, "new": NOBODY, "hard link": 0, "soft link": 0}
    assert outside.stat().st_uid == 0
