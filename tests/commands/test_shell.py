"""`tracker shell`: what is typed there is Python that may await, with the database at hand."""

import os
import pty
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.commands.conftest import make_database
from tests.conftest import Cli
from tests.eventually import PATIENCE, eventually
from tracker.config import Config
from tracker.storage.accounts import users
from tracker.storage.file.database import Database
from tracker.web import keys

ROOT = Path(__file__).parents[2]

# Two blank lines end a block, as in every Python prompt.
MAKE_ADMIN = """\
async with db.transaction() as tx:
    await admins.set_admin(tx, 2, True)

"""


async def typed(cli: Cli, text: str, *words: str) -> str:
    """All that is shown of it."""
    done = await cli("shell", *words, typed=text)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.usefixtures("anywhere")
async def test_what_is_typed_may_await(cli: Cli) -> None:
    await cli("user", "add", "ada", "ada@example.com")
    shown = await typed(cli, 'found, _ = await users.find_user(db, "ada")\nprint(found.email)\n')
    assert "ada@example.com" in shown


@pytest.mark.usefixtures("anywhere")
async def test_a_query_gives_its_rows(cli: Cli) -> None:
    shown = await typed(cli, 'await sql("select ? as n", 41 + 1)\n')
    assert "[{'n': 42}]" in shown


@pytest.mark.usefixtures("anywhere")
async def test_an_error_is_shown_and_the_prompt_goes_on(cli: Cli) -> None:
    shown = await typed(cli, "await users.any_user(1)\nprint('still ' + 'here')\n")
    assert "AttributeError" in shown
    assert "still here" in shown


async def test_without_a_server_it_writes(cli: Cli, config: Config) -> None:
    await make_database(config)
    for name in ("ada", "bob"):
        await cli("user", "add", name, f"{name}@example.com")
    await typed(cli, MAKE_ADMIN)
    async with Database.open(config.data_dir / "tracker.db") as db:
        assert [user.is_admin for user in await users.all_users(db)] == [True, True]


@pytest.mark.usefixtures("served")
async def test_beside_a_server_it_only_reads(cli: Cli, client: TestClient) -> None:
    for name in ("ada", "bob"):
        await cli("user", "add", name, f"{name}@example.com")
    shown = await typed(cli, MAKE_ADMIN + "print(len(await users.all_users(db)))\n")
    assert "a server is at work on the database" in shown
    assert "ReadOnly" in shown
    assert ">>> 2" in shown
    known = await users.all_users(client.app[keys.DATABASE])
    assert [user.is_admin for user in known] == [True, False]


async def test_a_world_is_full_of_people_and_gone_afterwards(
    cli: Cli, data_dir: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    text = """\
print([user.name for user in await users.all_users(db)])
print((await sql("select count(*) > 1000 as many from event"))[0])
print(db.path.exists())
"""
    shown = await typed(cli, text, "--world")
    assert "['ada', 'bob', 'carol']" in shown
    assert "{'many': 1}" in shown
    assert "True" in shown
    assert list((tmp_path / "temporary").iterdir()) == []
    assert not data_dir.exists()


async def test_without_a_database_it_says_so(cli: Cli) -> None:
    done = await cli("shell", typed="")
    assert (done.exit_code, "There is no database" in done.stderr) == (1, True)


@pytest.mark.fault
async def test_in_a_terminal_tab_completes_and_lines_are_remembered(
    config: Config, tmp_path: Path
) -> None:
    await make_database(config)
    with terminal(config, tmp_path) as (write, seen):
        await eventually(lambda: ">>> " in seen())
        write("print(await users.any_us\tdb), 6 * 7)\n")
        await eventually(lambda: "False 42" in seen())
        write("exit()\n")
        await eventually((tmp_path / ".tracker_history").exists)
    assert "any_user" in (tmp_path / ".tracker_history").read_text()


@contextmanager
def terminal(
    config: Config, home: Path
) -> Iterator[tuple[Callable[[str], None], Callable[[], str]]]:
    """The command as a person has it in front of them: what types, and what was shown so far."""
    ours, theirs = pty.openpty()
    environ = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        (sys.executable, "-c", "from tracker.cli import tracker; tracker()", "shell"),
        cwd=home,
        env=environ | {"DATA_DIR": str(config.data_dir), "TERM": "dumb"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    os.set_blocking(ours, False)
    shown = bytearray()

    def seen() -> str:
        with suppress(BlockingIOError, OSError):
            while piece := os.read(ours, 4096):
                shown.extend(piece)
        return shown.decode(errors="replace")

    try:
        yield lambda text: os.write(ours, text.encode()) and None, seen
        process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
