"""A start begins with where to go; one that cannot be says why in one line, and changes nothing."""

import asyncio
import errno
import os
import re
import socket
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from tests.eventually import eventually
from tests.seeded_data import seed
from tests.server_process import ROOT, RUN, ServerProcess, running
from tracker.commands.serve import say

LOGGED = re.compile(r" INFO .* Tracker \S+ .*serves with ")
SERVES = re.compile(r"^Ctrl-C stops it\.\nTracker serves on http://\S+\n\Z", re.M)
FIRST = re.compile(
    r"^Tracker serves on http://\S+ until Ctrl-C\.\n"
    r"The link below is good for an hour; `\S+ setup-link` prints another one\.\n"
    r"Nobody has an account yet\. Make yours: http://\S+/setup/\S+\n\Z",
    re.M,
)


async def last_words(data_dir: Path, **settings: str) -> str:
    """What a server says that does not come to serve."""
    server = ServerProcess(data_dir, RUN, settings)
    try:
        assert await server.ended() > 0, "it serves"
    finally:
        await server.kill()
    return server.said()


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


async def test_a_start_ends_with_the_link_that_makes_the_first_account(data_dir: Path) -> None:
    """In a file as in a journal: the same lines, below those of the log."""
    async with running(data_dir) as server:
        said = await eventually(lambda: FIRST.search(server.said()) and server.said())
        assert LOGGED.search(said)
    assert FIRST.search(said), said


async def test_a_start_ends_with_the_address_where_somebody_has_an_account(data_dir: Path) -> None:
    await seed(data_dir)
    async with running(data_dir) as server:
        said = await eventually(lambda: SERVES.search(server.said()) and server.said())
    assert SERVES.search(said), said


async def test_the_last_line_in_a_terminal_is_the_link(data_dir: Path) -> None:
    """Nothing that is not for its reader's hands: a fault that needs no deed is in the doctor."""
    terminal, end = os.openpty()
    settings = {"HOST": "127.0.0.1", "PORT": "0", "DATA_DIR": str(data_dir)}
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, ROOT / "run.py"),
        cwd=data_dir.parent,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings},
        stdin=end,
        stdout=end,
        stderr=end,
    )
    os.close(end)
    said = ""
    try:
        while not FIRST.search(said):
            said += (await asyncio.to_thread(os.read, terminal, 65_536)).decode().replace("\r", "")
        link = said.split()[-1]
        async with aiohttp.ClientSession() as browser, browser.get(link) as page:
            assert "Create the first account" in await page.text()
        assert await another_link(said.split("`")[1], settings, data_dir.parent) not in ("", link)
    finally:
        server.terminate()
        await server.wait()
        os.close(terminal)
    assert LOGGED.search(said)
    assert "WARNING" not in said
    assert said.count("\n") == 5


async def another_link(command: str, settings: dict[str, str], folder: Path) -> str:
    """What somebody gets who types the command in a second terminal."""
    asked = await asyncio.create_subprocess_exec(
        *command.split(),
        cwd=folder,
        env={"PATH": os.environ["PATH"]} | settings | {"PORT": "1"},
        stdout=asyncio.subprocess.PIPE,
    )
    said = (await asked.communicate())[0].decode().strip()
    async with aiohttp.ClientSession() as browser, browser.get(said) as page:
        assert page.status == 200
    return said


async def test_what_others_could_read_is_closed_and_said(data_dir: Path) -> None:
    data_dir.mkdir(mode=0o755)
    data_dir.chmod(0o755)
    await seed(data_dir)
    (data_dir / "tracker.db").chmod(0o644)
    async with running(data_dir) as server:
        said = await eventually(lambda: LOGGED.search(server.said()) and server.said())
        modes = {each.stat().st_mode & 0o777 for each in data_dir.glob("tracker.db*")}
    assert modes == {0o600}
    assert f"Others could read {data_dir / 'tracker.db'} (mode 644)" in said
    assert f"Others may look into {data_dir}: chmod 700 {data_dir}" in said


def test_words_that_a_full_disk_does_not_take_stop_no_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def echo(_line: str) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("tracker.commands.serve.click.echo", echo)
    say("Tracker serves on http://127.0.0.1:8000")


async def test_a_port_in_use_is_named(data_dir: Path, taken_port: int) -> None:
    said = await last_words(data_dir, PORT=str(taken_port))
    assert said.startswith(f"Error: Cannot serve on 127.0.0.1:{taken_port}: another program")


async def test_what_nobody_can_listen_on_is_named(data_dir: Path) -> None:
    said = await last_words(data_dir, SOCKET="/nowhere/tracker.sock")
    assert "its folder does not exist" in said


async def test_a_second_server_hears_who_has_the_folder(data_dir: Path) -> None:
    async with running(data_dir) as first:
        said = await last_words(data_dir)
        expected = rf"Error: .* is in use by process {first.pid} \(serving .*\)\. Stop it first.*\n"
        assert re.fullmatch(expected, said.splitlines(keepends=True)[-1])  # below the first


async def test_a_folder_that_cannot_be_written_is_named(data_dir: Path) -> None:
    said = await last_words(data_dir, DATA_DIR="/proc/tracker")
    assert re.fullmatch(r"Error: DATA_DIR=/proc/tracker cannot be written: .*\n", said)


async def test_a_damaged_database_is_named_and_left_as_it_is(data_dir: Path) -> None:
    content = b"Dear diary,\n" * 1000
    data_dir.mkdir()
    (data_dir / "tracker.db").write_bytes(content)
    said = await last_words(data_dir)
    assert re.fullmatch(r"Error: .*/tracker\.db is no database\. Nothing was changed\..*\n", said)
    assert (data_dir / "tracker.db").read_bytes() == content


async def test_a_database_that_another_program_has_locked_is_named(data_dir: Path) -> None:
    await seed(data_dir)
    with closing(sqlite3.connect(data_dir / "tracker.db", isolation_level=None)) as other:
        other.execute("pragma locking_mode = exclusive")
        other.execute("begin exclusive")
        said = await last_words(data_dir)
    assert re.fullmatch(r"Error: .*/tracker\.db is locked by another program\..*\n", said)


async def test_a_database_that_was_there_before_is_missed(data_dir: Path) -> None:
    """A disk that is not mounted must not begin a second life beside the first."""
    await seed(data_dir)
    (data_dir / "tracker.db").unlink()
    said = await last_words(data_dir)
    assert re.fullmatch(r"Error: .*/tracker\.db is missing or empty, .*\n", said)
    assert not (data_dir / "tracker.db").exists()
