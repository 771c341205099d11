"""The program itself beside a real server, from another folder, as a script would use it."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from tests.server_process import ROOT, running

pytestmark = pytest.mark.fault

TRACKER = (sys.executable, "-c", "from tracker.cli import tracker; tracker()")


async def run(env_file: Path, *words: str, typed: str = "") -> tuple[int, str, str]:
    """Exit code, output, errors."""
    process = await asyncio.create_subprocess_exec(
        *TRACKER,
        *("--env-file", str(env_file)),
        *words,
        cwd="/",
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
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
